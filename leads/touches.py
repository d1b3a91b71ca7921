"""What prospects did, noted: one writer for forms, fairs, phone calls and lists.

A touch that somebody logs by hand counts like a click; opening an e-mail is none.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.web.errors import Incomplete
from leads import fit
from leads.choices import OPEN_STAGES, TouchKind
from leads.models import Campaign, Contact, Lead, Touch
from leads.moments import doubt

UTM_WORDS = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
LONGEST_WORD = 100
LONGEST_DETAIL = 200
# What shows interest: a form, an event, asked content, a click (K17).
MEANINGFUL: tuple[str, ...] = (
    TouchKind.DEMO_REQUEST,
    TouchKind.PRICE,
    TouchKind.EVENT,
    TouchKind.CONTENT,
    TouchKind.CLICK,
)


def utm_of(values: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """The five UTM words among the values, each bounded; everything else is left out."""
    found = {name: values.get(prefix + name) for name in UTM_WORDS}
    return {
        name: value.strip()[:LONGEST_WORD]
        for name, value in found.items()
        if isinstance(value, str) and value.strip()
    }


def campaign_of(utm: Mapping[str, str]) -> Campaign | None:
    """The campaign whose links carry this utm_campaign, whatever its case."""
    word = utm.get("utm_campaign", "")
    return Campaign.objects.filter(utm_campaign__iexact=word).first() if word else None


def open_lead_of(contact: Contact) -> Lead | None:
    """The newest open cycle of the person, on which what the person does is noted."""
    leads = contact.leads.filter(stage__in=OPEN_STAGES)
    return leads.order_by("-captured_at", "-id").first()


def record_touch(
    contact: Contact,
    *,
    kind: str,
    lead: Lead | None = None,
    campaign: Campaign | None = None,
    source: str = "",
    detail: str = "",
    utm: Mapping[str, str] | None = None,
    first_utm: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> Touch:
    """Note what a person did, on the lead given or the open one; interest is graded again.

    Raises Incomplete (unknown kind, a moment to come).
    """
    when = at or timezone.now()
    wrong: dict[str, Any] = {}
    if kind not in TouchKind.values:
        wrong["kind"] = _("Not one of the choices.")
    if late := doubt(when):
        wrong["at"] = late
    if wrong:
        raise Incomplete(fields=wrong)
    lead = lead or open_lead_of(contact)
    touch = Touch.objects.create(
        contact=contact,
        lead=lead,
        campaign=campaign,
        kind=kind,
        source=source,
        detail=detail[:LONGEST_DETAIL],
        utm=dict(utm or {}),
        first_utm=dict(first_utm or utm or {}),
        occurred_at=when,
    )
    heard(contact, when)
    if lead is not None:
        grade_again(lead)
    return touch


def heard(contact: Contact, at: datetime) -> None:
    """The person acted: the three years of keeping start again, never earlier than they did."""
    unheard = Q(last_prospect_contact_at__isnull=True) | Q(last_prospect_contact_at__lt=at)
    Contact.objects.filter(unheard, pk=contact.pk).update(last_prospect_contact_at=at)


def grade_again(lead: Lead) -> None:
    """Interest follows the touches until the lead is an MQL; from then on its grade stands."""
    if not lead.is_open or lead.mql_at is not None:
        return
    fields = fit.graded(lead, at=timezone.now())
    for name, value in fields.items():
        setattr(lead, name, value)
    lead.save(update_fields=list(fields))


def people_of(lead: Lead) -> Iterable[int]:
    """The keys of everybody who takes part in a lead: its contact and the further people."""
    others = list(lead.parties.values_list("contact_id", flat=True))
    return [*([lead.contact_id] if lead.contact_id else []), *others]
