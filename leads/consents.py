"""What people decided about being contacted: one row for each word of theirs, obeyed everywhere.

The rows of `Consent` are the history; the dates on the contact are what stands, so that lists and
buttons need no look into the past.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.business_days import local_date
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from leads import suppression, transitions
from leads.choices import OPEN_STAGES, ActivityKind, Channel, ConsentState, LegalBasis
from leads.models import Activity, Consent, Contact, Lead
from leads.models.companies import REFUSED_AT
from leads.moments import doubt

NO = frozenset({ConsentState.REFUSED, ConsentState.WITHDRAWN})


def record_consent(
    contact: Contact,
    *,
    channel: str,
    state: str,
    wording: str = "",
    via: str = "",
    at: datetime | None = None,
    by: User | None = None,
    legal_basis: str = "",
) -> Consent:
    """Add what a person said about one channel, or about all (channel ""), and obey it at once.

    A refusal closes the channel for both teams and puts the addresses on the suppression list; of
    every channel, it also ends the open cycles as an objection. An agreement opens it again. `by`
    None is the person, through a form or a link. Raises Incomplete, Conflict (somebody erased).
    """
    if by is not None and not (by.is_marketing or by.is_sales or by.is_direction):
        raise NotAllowed
    when = at or timezone.now()
    _require_sound(channel, state, legal_basis, when)
    with transaction.atomic():
        row = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        if row.erased_at is not None:
            raise Conflict(_("This person was erased."), code="erased")
        said = Consent.objects.create(
            contact=row,
            channel=channel,
            state=state,
            legal_basis=legal_basis,
            wording=wording[:2000],
            via=via[:120],
            by=by,
            at=when,
        )
        _obey(row, said)
        facts: dict[str, Any] = {"channel": channel, "state": state, "how": said.via}
        journal.record("contact.consent", actor=by, target=row, occurred_at=when, **facts)
        if row.opted_out_at is not None and contact.opted_out_at is None:
            _end_cycles(row, by=by, via=said.via or said.get_state_display())
    contact.refresh_from_db()
    return said


def may_reach(contact: Contact, channel: str) -> bool:
    """Whether this person may be prospected through the channel; see also: `reachable_by`."""
    return not refusal_of(contact, channel)


def refusal_of(contact: Contact, channel: str) -> str:
    """Why a channel is closed, as a sentence for people; empty when it is open."""
    if contact.erased_at is not None:
        return str(_("This person was erased."))
    if contact.opted_out_at is not None:
        return str(_("This person objected to being contacted."))
    if getattr(contact, REFUSED_AT[Channel(channel)]) is not None:
        return str(REFUSALS[Channel(channel)])
    if _is_left_alone(contact):
        return str(_("This company objected to the publication of its data: wait for its call."))
    return ""


def refusal_of_kind(activity: Activity) -> str:
    """What to say of a call or mail of ours to somebody who closed that channel; else empty."""
    channel = CHANNEL_OF_KIND.get(ActivityKind(activity.kind))
    return refusal_of(activity.contact, channel) if channel and activity.contact else ""


CHANNEL_OF_KIND = {ActivityKind.CALL: Channel.PHONE, ActivityKind.EMAIL: Channel.EMAIL}
REFUSALS = {
    Channel.EMAIL: _("This person refuses e-mails."),
    Channel.PHONE: _("This person refuses calls."),
    Channel.POST: _("This person refuses post."),
}


def _obey(contact: Contact, said: Consent) -> None:
    channels = [Channel(said.channel)] if said.channel else list(Channel)
    changes: dict[str, Any] = {}
    if said.state in NO:
        changes = _closing(contact, channels, said.at)
    elif said.state == ConsentState.GIVEN:
        changes = _opening(contact, channels, said.at)
    elif contact.informed_on is None:
        changes = {"informed_on": local_date(said.at)}
    if said.legal_basis:
        changes["legal_basis"] = said.legal_basis
    if changes:
        _write(contact, changes)


def _closing(contact: Contact, channels: list[Channel], at: datetime) -> dict[str, Any]:
    for channel in channels:
        suppression.suppress(channel, suppression.addresses_of(contact, channel), at=at)
    changes = {
        REFUSED_AT[channel]: at
        for channel in channels
        if getattr(contact, REFUSED_AT[channel]) is None
    }
    stands = {name: changes.get(name) or getattr(contact, name) for name in REFUSED_AT.values()}
    if all(stands.values()) and contact.opted_out_at is None:
        changes["opted_out_at"] = at
    # Saying no is a sign of life as well, but nobody may lean on it: the clock does not restart.
    return changes


def _opening(contact: Contact, channels: list[Channel], at: datetime) -> dict[str, Any]:
    for channel in channels:
        suppression.release(channel, suppression.addresses_of(contact, channel))
    changes: dict[str, Any] = {REFUSED_AT[channel]: None for channel in channels}
    heard = contact.last_prospect_contact_at
    return changes | {
        "opted_out_at": None,
        "permission_asked_at": None,
        "last_prospect_contact_at": max(at, heard) if heard else at,
    }


def _write(contact: Contact, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(contact, name, value)
    contact.changed_at = timezone.now()
    contact.save(update_fields=[*changes, "changed_at"])


def _end_cycles(contact: Contact, *, by: User | None, via: str) -> None:
    """Every open cycle of somebody who wants nothing any more ends, neutral for the numbers."""
    for lead in Lead.objects.filter(contact=contact, stage__in=OPEN_STAGES).order_by("pk"):
        transitions.opt_out(lead, by=by, channel=via[:60])


def _is_left_alone(contact: Contact) -> bool:
    return bool(
        contact.company
        and contact.company.is_confidential
        and contact.legal_basis == LegalBasis.LEGITIMATE_INTEREST
        and contact.last_prospect_contact_at is None
    )


def _require_sound(channel: str, state: str, legal_basis: str, at: datetime) -> None:
    wrong: dict[str, Any] = {}
    if channel and channel not in Channel.values:
        wrong["channel"] = _("Not one of the choices.")
    if state not in ConsentState.values:
        wrong["state"] = _("Not one of the choices.")
    if legal_basis and legal_basis not in LegalBasis.values:
        wrong["legal_basis"] = _("Not one of the choices.")
    when = doubt(at)
    if when:
        wrong["at"] = when
    if wrong:
        raise Incomplete(fields=wrong)
