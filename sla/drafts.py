"""Writing a draft promise by promise, and the first contract with the usual four lines."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alignment.people.models import User
from alignment.web.business_days import add_months, first_of_month
from alignment.web.errors import Incomplete, Refused
from leads.models import Handover
from sla import agreements
from sla.calendars import calendar_of
from sla.choices import TIMED, Promise
from sla.deadlines import default_minutes
from sla.models import Agreement, Commitment
from sla.promises import MOST_PROMISES, USUAL_SHARE, target_words, tiers_of

# « Start with four lines »: what both teams can promise from the first month.
FOUR = (Promise.VOLUME, Promise.ACCEPTANCE, Promise.FIRST_ATTEMPT, Promise.FEEDBACK_VERDICT)
USUAL_VOLUME = 40
MONTHS_SEEN = 3
USUAL: Mapping[str, dict[str, Any]] = {
    Promise.VOLUME: {"number": USUAL_VOLUME},
    Promise.ACCEPTANCE: {"share": Decimal("0.8")},
    Promise.COMPLETE_FILES: {"share": USUAL_SHARE},
    Promise.PERSISTENCE: {"number": 6, "channels": 2, "within_days": 15, "share": USUAL_SHARE},
    Promise.CAPACITY: {"number": 12, "share": Decimal(1)},
}


@dataclass(frozen=True)
class Usual:
    """What a promise usually says: fields per priority."""

    promise: str
    lines: Mapping[str, dict[str, Any]]


def usual(promise: str, *, today: date | None = None) -> Usual:
    """A sensible first target; with `today`, the volume is what was handed over lately."""
    calendar = calendar_of()
    if promise in TIMED:
        lines = {
            tier: {"minutes": default_minutes(promise, tier, calendar), "share": USUAL_SHARE}
            for tier in tiers_of(promise)
        }
        return Usual(promise, lines)
    fields = dict(USUAL[promise])
    if promise == Promise.VOLUME and today:
        fields["number"] = monthly_volume(today) or USUAL_VOLUME
    return Usual(promise, {"": fields})


def usual_words(promise: str, *, today: date) -> str:
    """The usual target in words: « 40 a month », « P1 1 h · P2 1 working day »."""
    day = calendar_of().day_minutes
    found = usual(promise, today=today).lines
    return " · ".join(
        f"{tier} {target_words(Commitment(promise=promise, tier=tier, **fields), day)}".strip()
        for tier, fields in found.items()
    )


def monthly_volume(today: date) -> int:
    """Hand-overs of an average month, over the last three whole ones."""
    this_month = first_of_month(today)
    handed = Handover.objects.countable().filter(
        handed_over_on__gte=add_months(this_month, -MONTHS_SEEN), handed_over_on__lt=this_month
    )
    return round(handed.count() / MONTHS_SEEN)


@transaction.atomic
def start_guided(
    promises: Collection[str], *, by: User | None, today: date, sure: bool = False
) -> Agreement:
    """A draft with the usual lines of these promises, for the first contract.

    Raises Incomplete when none of them is a promise, Refused with the code `many_promises` for
    more than five unless `sure`.
    """
    known = [promise for promise in Promise.values if promise in promises]
    if not known:
        raise Incomplete(_("Choose at least one promise."))
    if len(known) > MOST_PROMISES and not sure:
        text = _("{n} promises to begin with: a simple contract that is kept beats a complex one.")
        raise Refused(text.format(n=len(known)), code="many_promises")
    draft = agreements.start_draft(by=by)
    for promise in known:
        for tier, fields in usual(promise, today=today).lines.items():
            agreements.save_line(draft, by=by, promise=promise, tier=tier, sure=True, **fields)
    return draft


@transaction.atomic
def save_promise(
    draft: Agreement,
    *,
    by: User | None,
    promise: str,
    lines: Mapping[str, Mapping[str, Any]],
    sure: bool = False,
) -> None:
    """Make a promise of the draft say exactly this: fields per priority, others removed.

    Raises as `agreements.save_line`, and Incomplete when no line is given.
    """
    if not lines:
        raise Incomplete(fields={"minutes": _("Say how much for at least one priority.")})
    for tier in tiers_of(promise):
        if tier not in lines:
            agreements.remove_line(draft, by=by, promise=promise, tier=tier)
    for tier, fields in lines.items():
        agreements.save_line(draft, by=by, promise=promise, tier=tier, sure=sure, **fields)
