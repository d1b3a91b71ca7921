"""An answer to a web form becomes a touch of somebody known, or a lead of somebody new.

Nothing that people of ours typed is overwritten: answers fill what is empty, and are kept as sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from alignment.journal import services as journal
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.web.business_days import local_date
from alignment.web.errors import Conflict, Refused
from leads import audiences, services, touches, transitions
from leads.choices import Channel, ConsentState, LegalBasis, Record, Stage
from leads.consents import record_consent
from leads.identifiers import company_domain
from leads.models import Campaign, Company, Contact, FormAnswer, Lead, Touch, WebForm
from leads.selectors.duplicates import possible_doubles
from leads.webforms import Asked, asked_by

# The same words again within this time are a second click, not a second wish.
AGAIN = timedelta(minutes=10)
REOPENABLE = (Stage.RECYCLED, Stage.LOST, Stage.DISQUALIFIED, Stage.WON)


@dataclass
class Sent:
    """What a visitor sent, sorted by the record it speaks of."""

    values: Mapping[str, Any]
    consented: bool = False
    utm: dict[str, str] = field(default_factory=dict)
    first_utm: dict[str, str] = field(default_factory=dict)
    page: str = ""
    by_record: dict[str, dict[str, Any]] = field(default_factory=dict)
    custom: dict[str, dict[str, Any]] = field(default_factory=dict)

    def sort(self, asked: list[Asked]) -> None:
        for each in asked:
            if each.key in self.values:
                kept = self.custom if each.is_custom else self.by_record
                kept.setdefault(each.record, {})[each.name] = self.values[each.key]


def receive(form: WebForm, sent: Sent) -> FormAnswer:
    """Take in one answer: attach it to who is known, else log a lead; tell marketing.

    The same answer of the same person within ten minutes is the first one again. Raises
    Incomplete for values that no record can hold.
    """
    with transaction.atomic():
        # One answer of a form at a time, so that a double click finds the first.
        form = WebForm.objects.select_for_update(of=("self",)).get(pk=form.pk)
        sent.sort(asked_by(form))
        now = timezone.now()
        contact = known_contact(sent)
        before = _same_again(form, sent, now)
        if before is not None:
            return before
        campaign = touches.campaign_of(sent.utm) or form.campaign
        lead, touch, is_new = _attach_or_log(form, sent, contact, campaign, now)
        contact = touch.contact
        answer = FormAnswer.objects.create(
            form=form, lead=lead, contact=contact, values=dict(sent.values), utm=sent.utm,
            first_utm=sent.first_utm or sent.utm, page=sent.page, consented=sent.consented,
            is_new_lead=is_new, received_at=now,
        )  # fmt: skip
        _keep_custom(sent, lead, contact)
        audiences.answered_by_form(touch, form.name)
        _tell(form, answer, lead)
    return answer


def known_contact(sent: Sent) -> Contact | None:
    """The person with this e-mail, else with this number.

    A number alone is shared by colleagues: with another e-mail it is somebody else.
    """
    told = sent.by_record.get(Record.CONTACT, {})
    rows = Contact.objects.filter(erased_at__isnull=True).order_by("pk")
    email, phone = told.get("email", ""), told.get("phone", "")
    if email and (found := rows.filter(~Q(email=""), email=email).first()):
        return found
    if not phone:
        return None
    for column in ("phone", "mobile"):
        same = rows.filter(~Q(**{column: ""}), **{column: phone})
        found = (same.filter(email="") if email else same).first()
        if found:
            return found
    return None


def _same_again(form: WebForm, sent: Sent, now: datetime) -> FormAnswer | None:
    recent = form.answers.filter(received_at__gte=now - AGAIN).order_by("-received_at")
    return next((answer for answer in recent[:50] if answer.values == dict(sent.values)), None)


def _attach_or_log(
    form: WebForm, sent: Sent, contact: Contact | None, campaign: Campaign | None, at: datetime
) -> tuple[Lead | None, Touch, bool]:
    if contact is None:
        lead = _log(form, sent, None, campaign, at)
        assert lead.contact is not None, "a form asks for a way to reach somebody"
        _note_consent(form, sent, lead.contact, at)
        return lead, lead.touches.get(), True
    _note_consent(form, sent, contact, at)
    contact.refresh_from_db()
    _complete(contact, sent)
    known, is_new = _cycle_of(form, contact)
    if known is None and contact.opted_out_at is None and not contact.leads.exists():
        logged = _log(form, sent, contact, campaign, at)
        return logged, logged.touches.get(), True
    touch = touches.record_touch(
        contact, kind=form.touch_kind, lead=known, campaign=campaign, source=form.source,
        detail=_detail(form, sent), utm=sent.utm, first_utm=sent.first_utm, at=at,
    )  # fmt: skip
    if known is not None:
        _fill_lead(known, sent)
    return known, touch, is_new


def _cycle_of(form: WebForm, contact: Contact) -> tuple[Lead | None, bool]:
    """The open cycle of a known person, or the last one reopened by what the person did."""
    lead = touches.open_lead_of(contact)
    if lead is not None:
        return lead, False
    closed = contact.leads.filter(stage__in=REOPENABLE).order_by("-captured_at", "-id").first()
    if closed is None:
        return None, False
    try:
        return transitions.reopen(closed, by=None, trigger=form.name), True
    except Conflict:
        # Who objected stays closed: marketing reads the answer and decides.
        return None, False


def _log(
    form: WebForm, sent: Sent, contact: Contact | None, campaign: Campaign | None, at: datetime
) -> Lead:
    told = sent.by_record.get(Record.COMPANY, {})
    person = contact or sent.by_record.get(Record.CONTACT, {})
    email = person.get("email", "") if isinstance(person, dict) else person.email
    lead = services.log_lead(
        by=None,
        company=_company_of(told, email) if contact is None else contact.company,
        contact=person,
        source=form.source,
        campaign=campaign,
        captured_at=at,
        legal_basis=form.legal_basis,
        informed_on=local_date(at) if form.notice else None,
        touch_kind=form.touch_kind,
        touch_detail=_detail(form, sent),
        marketer=form.marketer if form.marketer and form.marketer.is_active else None,
        **sent.by_record.get(Record.LEAD, {}),
    )
    lead.touches.update(utm=sent.utm, first_utm=sent.first_utm or sent.utm)
    if form.marketer is not None:
        marketer = form.marketer
        Lead.objects.filter(pk=lead.pk).update(
            owner=marketer, marketer=marketer, team=marketer.team
        )
    if lead.contact is not None:
        touches.heard(lead.contact, at)
    lead.refresh_from_db()
    return lead


def _company_of(told: Mapping[str, Any], email: str) -> Company | Mapping[str, Any] | None:
    """A company that is surely known, or the fields of a new one."""
    siren, name = told.get("siren", ""), told.get("name", "")
    domain = company_domain(email) if email else ""
    doubles = possible_doubles(siren=siren, company=name)
    for double in doubles:
        if isinstance(double.row, Company) and (double.is_certain or double.is_same_name):
            return double.row
    if domain:
        same = list(Company.objects.filter(domain=domain)[:2])
        if len(same) == 1:
            return same[0]
    return told or None


def _note_consent(form: WebForm, sent: Sent, contact: Contact, at: datetime) -> None:
    """What the person was told and agreed to, with the words shown."""
    via = form.name[:120]
    if form.notice and not contact.consents.filter(wording=form.notice).exists():
        record_consent(contact, channel="", state=ConsentState.INFORMED, wording=form.notice,
                       via=via, at=at)  # fmt: skip
    if form.consent and sent.consented:
        record_consent(
            contact, channel=Channel.EMAIL, state=ConsentState.GIVEN, wording=form.consent,
            via=via, at=at, legal_basis=LegalBasis.CONSENT,
        )  # fmt: skip


def _complete(contact: Contact, sent: Sent) -> None:
    """Fill what we did not know of a known person; what is wrong for its record is left out."""
    told = sent.by_record.get(Record.CONTACT, {})
    missing = {name: value for name, value in told.items() if not getattr(contact, name)}
    if not missing:
        return
    try:
        with transaction.atomic():
            services.save_contact(contact, by=None, **missing)
    except Refused:
        return
    contact.refresh_from_db()


def _fill_lead(lead: Lead, sent: Sent) -> None:
    told = sent.by_record.get(Record.LEAD, {})
    missing = {name: value for name, value in told.items() if not getattr(lead, name)}
    if missing:
        services.edit_lead(lead, by=None, **missing)


def _keep_custom(sent: Sent, lead: Lead | None, contact: Contact | None) -> None:
    """The company's own fields, where nobody filled them in."""
    rows: dict[str, Any] = {Record.LEAD: lead, Record.CONTACT: contact}
    rows[Record.COMPANY] = (lead and lead.company) or (contact and contact.company)
    for record, values in sent.custom.items():
        row = rows[record]
        if row is not None:
            row.refresh_from_db(fields=["extra"])
            row.extra = {**values, **row.extra}
            row.save(update_fields=["extra"])


def _detail(form: WebForm, sent: Sent) -> str:
    need = sent.by_record.get(Record.LEAD, {}).get("need", "")
    return f"{form.name} · {need}" if need else form.name


def _tell(form: WebForm, answer: FormAnswer, lead: Lead | None) -> None:
    """Marketing hears of it: the form's owner, else everybody of marketing."""
    if form.marketer is not None and form.marketer.is_active:
        people = [form.marketer.pk]
    else:
        marketers = User.objects.active().of_kind(TeamKind.MARKETING)
        people = list(marketers.values_list("pk", flat=True))
    facts: dict[str, Any] = {
        "form": form.name,
        "answer": answer.pk,
        "is_new": answer.is_new_lead,
        "tell": people,
    }
    journal.record("form.answered", actor=None, target=lead or answer.contact or form, **facts)
