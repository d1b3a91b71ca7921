"""What time alone does to a cycle: idle leads go to nurturing, unanswered ones are recycled.

Silence is never a yes: an undecided hand-over expires as a breach of sales, an unanswered return
as one of marketing, an unanswered rejection takes the fate of its reason.
"""

import logging
from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import QuerySet

from alignment.web.business_days import add_working_days, day_bounds
from alignment.web.errors import Refused
from leads import reasons, transitions
from leads.choices import Stage
from leads.models import Lead
from leads.reasons import Fate, Reason

log = logging.getLogger(__name__)

IDLE_DAYS = 30
UNDECIDED_WORKING_DAYS = 10
UNANSWERED_RETURN_WORKING_DAYS = 10
UNANSWERED_REJECTION_WORKING_DAYS = 5
WAKE_AFTER_DAYS = 30


def expire_all(today: date) -> dict[str, int]:
    """Apply every expiry due on the morning of `today` (a local day); counts by rule.

    Safe to run twice: a cycle that moved on is no longer found, and each is its own transaction.
    """
    return {
        "nurtured": _each(_idle(today), lambda lead: transitions.nurture(lead, by=None)),
        "undecided": _each(
            _since(Stage.HANDED_OVER, UNDECIDED_WORKING_DAYS, today),
            lambda lead: transitions.expire(
                lead, reason=_silence_of(lead), wake_up_on=today + timedelta(days=WAKE_AFTER_DAYS)
            ),
        ),
        "unanswered_returns": _each(
            _since(Stage.RETURNED, UNANSWERED_RETURN_WORKING_DAYS, today),
            lambda lead: transitions.expire(
                lead,
                reason=Reason.EXPIRED_UNANSWERED,
                wake_up_on=today + timedelta(days=WAKE_AFTER_DAYS),
            ),
        ),
        "unanswered_rejections": _each(
            _since(Stage.REJECTED, UNANSWERED_REJECTION_WORKING_DAYS, today),
            lambda lead: _take_fate(lead, today),
        ),
    }


def _idle(today: date) -> QuerySet[Lead]:
    limit, _end = day_bounds(today - timedelta(days=IDLE_DAYS))
    return Lead.objects.filter(stage=Stage.NEW, changed_at__lt=limit, stage_entered_at__lt=limit)


def _since(stage: str, working_days: int, today: date) -> QuerySet[Lead]:
    """Leads that entered the stage more than so many working days before `today`."""
    limit, _end = day_bounds(add_working_days(today, -working_days))
    return Lead.objects.filter(stage=stage, stage_entered_at__lt=limit)


def _silence_of(lead: Lead) -> str:
    return Reason.EXPIRED_UNDECIDED if lead.first_attempt_at else Reason.EXPIRED_UNTOUCHED


def _take_fate(lead: Lead, today: date) -> None:
    """The refusal is deemed accepted: what its reason says becomes of the lead."""
    handover = lead.handovers.order_by("-handed_over_at", "-id").first()
    reason = handover.reason if handover else Reason.OTHER
    rule = reasons.RULES.get(reason, reasons.RULES[Reason.OTHER])
    if rule.fate == Fate.DISQUALIFY:
        transitions.disqualify(lead, by=None, reason=reason)
    else:
        wake_up_on = today + timedelta(days=rule.wake_after_days)
        transitions.recycle(lead, by=None, reason=reason, wake_up_on=wake_up_on)


def _each(leads: QuerySet[Lead], apply: Callable[[Lead], object]) -> int:
    done = 0
    for lead in leads.order_by("pk").iterator(chunk_size=500):
        try:
            apply(lead)
        except Refused as error:
            # Somebody acted in the meantime: their word counts.
            log.info("expiry skipped lead=%s code=%s", lead.pk, error.code)
        else:
            done += 1
    return done
