"""Where a person stands without a row of theirs: mails kept, stored replies, the common room,
messages about others, and the company of a sole trader."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from alignment.journal.models import Event
from alignment.notifications import deliveries
from alignment.notifications.models import KeptMail
from alignment.people.models import IdempotentReply
from leads.choices import Record
from leads.finding import index
from leads.models import (
    BulkRun,
    Company,
    Contact,
    ImportChange,
    Lead,
    Merge,
    Post,
    RegistryAnswer,
    SavedView,
)
from leads.transitions.identity import Identity

# A sole trader's numbers and addresses are the person's; industry, size and place are statistics.
PERSONAL_ON_COMPANY = (
    "name_key",
    "siren",
    "siret",
    "vat_number",
    "address",
    "website",
    "domain",
    "plan",
)
CHUNK = 500


def blank(identity: Identity, contacts: list[Contact]) -> None:
    """Blank the person in the words of others; the rows themselves stay, but for mails."""
    _drop_mails(identity)
    _empty_replies(identity)
    _forget_answers(identity)
    _forget_searches(identity)
    _mask_posts(identity)
    _blank_sole_traders(identity, contacts)


def _drop_mails(identity: Identity) -> None:
    """A kept mail is a copy of what was said: it goes as a whole."""
    rows = KeptMail.objects.only("pk", "to", "subject", "text", "html")
    gone = [
        mail.pk
        for mail in rows.iterator(CHUNK)
        if identity.is_whole_in(f"{mail.to}\n{mail.subject}\n{mail.text}\n{mail.html}")
    ]
    _each(KeptMail.objects.all(), gone, lambda rows: rows.delete())


def _empty_replies(identity: Identity) -> None:
    """The same request is still known as done; what it was answered is not told again."""
    rows = IdempotentReply.objects.only("pk", "body")
    gone = [
        reply.pk
        for reply in rows.iterator(CHUNK)
        if identity.is_in(bytes(reply.body).decode(errors="ignore"))
    ]
    _each(IdempotentReply.objects.all(), gone, lambda rows: rows.update(body=b""))


def _forget_answers(identity: Identity) -> None:
    """What the public register said of a sole trader; it is asked again when needed."""
    rows = RegistryAnswer.objects.only("pk", "question", "answer")
    gone = [
        kept.pk
        for kept in rows.iterator(CHUNK)
        if identity.is_whole_in(f"{kept.question}\n{kept.answer}")
    ]
    _each(RegistryAnswer.objects.all(), gone, lambda rows: rows.delete())


def _forget_searches(identity: Identity) -> None:
    """Views and runs that looked for the person by name, and files that lists were exported to."""
    for view in SavedView.objects.only("pk", "name", "query"):
        if identity.is_in(f"{view.name} {view.query}"):
            SavedView.objects.filter(pk=view.pk).update(name=f"{view.pk}", query={})
    for run in BulkRun.objects.only("pk", "query", "values"):
        if identity.is_in(f"{run.query} {run.values}"):
            BulkRun.objects.filter(pk=run.pk).update(query={}, values={})
    for run in BulkRun.objects.exclude(file="").only("pk", "file"):
        # A copy of many people: it goes as a whole, and is quickly made again.
        run.file.delete(save=False)
        BulkRun.objects.filter(pk=run.pk).update(file="")


def _mask_posts(identity: Identity) -> None:
    for post in Post.objects.exclude(text="").only("pk", "text").iterator(CHUNK):
        shown = identity.masked(post.text)
        if shown != post.text:
            Post.objects.filter(pk=post.pk).update(text=shown)


def _blank_sole_traders(identity: Identity, contacts: Iterable[Contact]) -> None:
    """A company that bears the name of its one person is that person (domain: §6.5)."""
    keys = {contact.company_id for contact in contacts if contact.company_id}
    others = Contact.objects.filter(company__in=keys, erased_at__isnull=True)
    shared = set(others.values_list("company", flat=True))
    alone = Company.objects.filter(pk__in=keys - shared)
    gone = [company.pk for company in alone if identity.is_whole_in(company.name)]
    if not gone:
        return
    with override(settings.LANGUAGE_CODE):
        name = _("Sole trader")
    Company.objects.filter(pk__in=gone).update(
        **dict.fromkeys(PERSONAL_ON_COMPANY, ""),
        name=name, extra={}, provenance={}, changed_at=timezone.now(),
    )  # fmt: skip
    Lead.objects.filter(company__in=gone).update(search="")
    index.read_now("company", gone)
    _blank_traces_of(gone)


def _blank_traces_of(companies: list[int]) -> None:
    Merge.objects.filter(record=Record.COMPANY, kept_id__in=companies).update(
        gone={}, kept_before={}, gone_label=""
    )
    kept = ImportChange.objects.filter(model=Company._meta.label_lower, row_id__in=companies)
    for change in kept:
        names = ("name", *PERSONAL_ON_COMPANY)
        change.before |= {name: "" for name in names if name in change.before}
        change.save(update_fields=["before"])
    told = Q(target_kind=Company._meta.label_lower, target_id__in=companies)
    events = list(Event.objects.filter(told).only("pk"))
    Event.objects.filter(pk__in=[event.pk for event in events]).update(facts={}, target_label="")
    deliveries.blank(events)


def _each(rows: QuerySet[Any, Any], keys: list[int], act: Any) -> None:
    for start in range(0, len(keys), CHUNK):
        act(rows.filter(pk__in=keys[start : start + CHUNK]))
