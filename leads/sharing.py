"""Showing a content to a prospect by a link of its own: sharing it is the record of its use.

The link carries no more than the share's id and a seal; what is behind it is told when somebody
acts on its page, never when a page or a picture is loaded.
"""

from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from alignment.journal import services as journal
from alignment.library.models import Content, ContentVersion
from alignment.people.models import User
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from alignment.web.policies import MANAGER, OPERATOR
from leads import consents, touches
from leads.activities import log_activity
from leads.choices import (
    ActivityKind,
    ActivityOutcome,
    Channel,
    ShareChannel,
    TouchKind,
    VisitKind,
)
from leads.models import Contact, Lead, Share, ShareVisit

LASTS = timedelta(days=90)
LONGEST_DAYS = 365
# The same act of the same person within it is a second press of the button.
TWICE = timedelta(minutes=10)
SIGNER = signing.Signer(salt="tandem.share", sep=".")


def share(
    content: Content,
    lead: Lead,
    *,
    by: User,
    channel: str,
    contact: Contact | None = None,
    days: int = LASTS.days,
) -> Share:
    """Make a link to the current version for the lead's contact, or another of its people.

    Sent by e-mail it is an activity as well, and the first attempt if there was none. Pressed twice
    within ten minutes it is one. Raises Incomplete (no file yet, nobody to write to), Conflict (a
    person who objected or refuses e-mails, a retired content).
    """
    if not OPERATOR.holds(by):
        raise NotAllowed
    version = _shareable(content, channel, days)
    person = _reader(lead, contact, channel)
    now = timezone.now()
    with transaction.atomic():
        Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
        known = _just_shared(content, lead, by, channel, person, now)
        if known:
            return known
        row = Share.objects.create(
            version=version, lead=lead, contact=person, by=by, channel=channel,
            created_at=now, expires_at=now + timedelta(days=days),
        )  # fmt: skip
        facts: dict[str, Any] = {"content": content.title, "channel": channel}
        facts["share"] = str(row.public_id)
        verb = "content.sent" if channel == ShareChannel.SENT else "content.shared"
        journal.record(verb, actor=by, target=lead, **facts)
        if channel == ShareChannel.SENT:
            said: dict[str, Any] = {"kind": ActivityKind.EMAIL, "outcome": ActivityOutcome.SENT}
            log_activity(lead, by=by, contact=person, text=content.title, **said)
    return row


def revoke(row: Share, *, by: User) -> Share:
    """Close a link at once: who shared it may, and managers."""
    if row.by_id != by.pk and not MANAGER.holds(by):
        raise NotAllowed(gettext_lazy("Only who shared it, or a manager, can close the link."))
    with transaction.atomic():
        now = timezone.now()
        if Share.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=now, revoked_by=by):
            facts: dict[str, Any] = {
                "content": row.version.content.title,
                "share": str(row.public_id),
            }
            journal.record("content.closed", actor=by, target=row.lead, **facts)
    row.refresh_from_db()
    return row


def visit(row: Share, *, kind: str) -> bool:
    """Note that somebody acted on the page of a link; False for the second press of a button.

    The first opening is a touch of the person and news for who shared it; Conflict when the link
    is closed or over.
    """
    now = timezone.now()
    with transaction.atomic():
        locked = Share.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if not locked.is_living:
            raise Conflict(gettext_lazy("This link is no longer open."), code="closed")
        same = locked.visits.filter(kind=kind)
        if same.filter(at__gt=now - TWICE).exists():
            return False
        is_first = not same.exists()
        ShareVisit.objects.create(share=locked, kind=kind, at=now)
        if is_first:
            _tell(row, kind)
    return True


def token_of(row: Share) -> str:
    """The last part of the link: the id and its seal; nobody can make one up."""
    return SIGNER.sign(row.public_id.hex)


def share_behind(token: str) -> Share | None:
    """The share that a link names; None for a link that is not ours or whose row is gone."""
    try:
        key = UUID(hex=SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    rows = Share.objects.select_related("version__content", "by", "lead", "contact")
    return rows.filter(public_id=key, lead__erased_at=None).first()


def address_of(row: Share) -> str:
    """The link as others must write it."""
    path = reverse("leads:shared", args=[token_of(row)])
    return settings.SITE_URL.rstrip("/") + path


def mail_of(row: Share) -> str:
    """A mailto: address with subject and text, in the content's language; "" without e-mail."""
    if row.contact is None or not row.contact.email:
        return ""
    content = row.version.content
    with override(content.language):
        hello = _("Hello {name},").format(name=row.contact.full_name).replace(" ,", ",")
        offer = _("As agreed, here is “{title}”:").format(title=content.title)
        by = row.by.full_name if row.by else settings.COMPANY_NAME
        text = f"{hello}\n\n{offer}\n{address_of(row)}\n\n{by}\n{settings.COMPANY_NAME}"
    subject = quote(content.title, safe="")
    return (
        f"mailto:{quote(row.contact.email, safe='@')}?subject={subject}&body={quote(text, safe='')}"
    )


def _shareable(content: Content, channel: str, days: int) -> ContentVersion:
    if channel not in ShareChannel.values:
        raise Incomplete(fields={"channel": gettext_lazy("Not one of the choices.")})
    if not 1 <= days <= LONGEST_DAYS:
        text = gettext_lazy("Between 1 and 365 days.")
        raise Incomplete(fields={"days": text})
    if not content.is_active:
        raise Conflict(gettext_lazy("This content is retired."), code="retired")
    if content.current is None:
        text = gettext_lazy("This content has neither a file nor an address yet.")
        raise Incomplete(fields={"content": text})
    return content.current


def _reader(lead: Lead, contact: Contact | None, channel: str) -> Contact | None:
    """Who the link is for: of the lead's people, and somebody who may be written to."""
    if lead.erased_at is not None:
        raise Conflict(gettext_lazy("This person was erased."), code="erased")
    if contact is not None and contact.pk not in touches.people_of(lead):
        raise Incomplete(fields={"contact": gettext_lazy("This person is not part of the lead.")})
    person = contact or lead.contact
    if person is None or (channel == ShareChannel.SENT and not person.email):
        if channel == ShareChannel.SENT:
            raise Incomplete(fields={"contact": gettext_lazy("There is no e-mail to write to.")})
        return None
    objected = person.opted_out_at is not None or person.erased_at is not None
    refusal = consents.refusal_of(person, Channel.EMAIL)
    if refusal and (objected or channel == ShareChannel.SENT):
        raise Conflict(refusal, code="refuses")
    return person


def _just_shared(
    content: Content, lead: Lead, by: User, channel: str, person: Contact | None, now: Any
) -> Share | None:
    same = Share.objects.living(now).filter(
        version=content.current_id, lead=lead, by=by, channel=channel, contact=person
    )
    return same.filter(created_at__gt=now - TWICE).first()


def _tell(row: Share, kind: str) -> None:
    content = row.version.content
    if kind == VisitKind.OPENED and row.contact is not None:
        touches.record_touch(
            row.contact, kind=TouchKind.OPENED, lead=row.lead, detail=content.title
        )
    verb = "content.opened" if kind == VisitKind.OPENED else "content.call_asked"
    people = {key for key in (row.by_id, row.lead.owner_id) if key}
    tell = sorted(people) if kind == VisitKind.CALL else [row.by_id] if row.by_id else []
    journal.record(verb, actor=None, target=row.lead, content=content.title, tell=tell)
