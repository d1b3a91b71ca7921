"""« What if the promise had been 4 h instead of 1 day? »: the last 90 days, judged again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from leads.choices import Verdict
from sla.calendars import calendar_of
from sla.choices import ClockResult, Promise
from sla.deadlines import Pause, due
from sla.models import Clock

DAYS = timedelta(days=90)
# The newest so many clocks: a page is not a night's work.
MOST = 5000
# The longest delay that is tried, in working minutes.
LONGEST = 60 * 24 * 60
COLUMNS = (
    "zone", "minutes", "started_at", "paused_at", "resumed_at", "stopped_at", "result",
    "handover__verdict", "handover__first_attempt_at", "handover__resubmitted_at",
)  # fmt: skip


@dataclass(frozen=True)
class Replay:
    """How many clocks would have been met with another delay; `was` is what really happened."""

    minutes: int
    due: int
    met: int
    was_due: int
    was_met: int
    is_cut: bool = False

    @property
    def rate(self) -> float | None:
        return self.met / self.due if self.due else None

    @property
    def was_rate(self) -> float | None:
        return self.was_met / self.was_due if self.was_due else None


def replay(promise: str, tier: str, minutes: int, *, now: datetime) -> Replay:
    """Judge the clocks of the last 90 days with another delay (working minutes).

    What still runs and is not yet due under the delay is left out, as on the day itself.
    """
    clocks = (
        Clock.objects.countable()
        .filter(promise=promise, tier=tier, started_at__gte=now - DAYS, started_at__lt=now)
        .filter(exemption="")
        .order_by("-started_at")
    )
    rows = list(clocks.values_list(*COLUMNS)[: MOST + 1])
    judged = [_judged(promise, row, minutes, now) for row in rows[:MOST]]
    was = [_judged(promise, row, row[1], now) for row in rows[:MOST]]
    return Replay(
        minutes, _due(judged), judged.count(True), _due(was), was.count(True), len(rows) > MOST
    )


def _due(verdicts: list[bool | None]) -> int:
    return sum(verdict is not None for verdict in verdicts)


def _judged(promise: str, row: tuple, minutes: int, now: datetime) -> bool | None:
    """Met, late, or None where that delay had no verdict (still running, or fell away in time)."""
    zone, _minutes, start, paused, resumed, stopped, result, *handover = row
    if result == ClockResult.VOID and stopped is None:
        return None
    until = due(calendar_of(zone), start, minutes, Pause(paused, resumed) if paused else None)
    if stopped is None:
        is_paused = paused is not None and resumed is None and until > paused
        return None if is_paused or until >= now else False
    if stopped > until:
        return False
    return True if _was_kept(promise, result, *handover) else None


def _was_kept(
    promise: str,
    result: str,
    verdict: str | None,
    attempt: datetime | None,
    resubmitted: datetime | None,
) -> bool:
    """Whether the clock was stopped by the act that was promised, not by the end of the lead."""
    if result != ClockResult.LATE:
        return result == ClockResult.MET
    if promise == Promise.DECISION:
        return verdict != Verdict.EXPIRED
    if promise == Promise.FIRST_ATTEMPT:
        return attempt is not None
    return resubmitted is not None if promise == Promise.ANSWER_RETURNS else True
