"""What a cycle went through, from the dates a file knows. Pure: no database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from leads.choices import MILESTONES as STAGES
from leads.choices import Stage
from leads.importing.dates import day_of, is_whole_day
from leads.importing.mapping import ENDS, MILESTONES
from leads.reasons import RULES, Fate, Reason

# Milestones in the order of the pipeline; `captured` is where every cycle starts.
STEPS = MILESTONES[1:]
VERBS = {
    "captured": "lead.logged",
    "mql": "lead.qualified",
    "handed_over": "lead.handed_over",
    "accepted": "lead.accepted",
    "sql": "lead.sales_qualified",
    "opportunity": "lead.opportunity_opened",
    "won": "lead.won",
    "lost": "lead.lost",
    "rejected": "lead.rejected",
    "recycled": "lead.recycled",
    "disqualified": "lead.disqualified",
}
# How far a cycle must have come to end this way.
REACHED_BEFORE = {"won": "opportunity", "lost": "opportunity", "rejected": "handed_over"}
WON_BEFORE_CAPTURED = "won_before_captured"
OUT_OF_ORDER = "out_of_order"


@dataclass(frozen=True)
class Passed:
    """One milestone of a cycle; `inferred` when it was crossed and nobody dated it."""

    name: str
    stage: str
    at: datetime
    inferred: bool = False


@dataclass(frozen=True)
class Timeline:
    """The milestones of a cycle in the order of the pipeline, and where it stands after them."""

    passed: tuple[Passed, ...]
    stage: str
    highest: str
    closed_at: datetime | None
    reason: str
    anomaly: str

    def at(self, name: str) -> datetime | None:
        """When a milestone was passed, None when it was not."""
        found = self.get(name)
        return found.at if found else None

    def get(self, name: str) -> Passed | None:
        """The milestone, None when it was not passed."""
        return next((step for step in self.passed if step.name == name), None)

    @property
    def entered_at(self) -> datetime:
        return self.passed[-1].at


def timeline_of(known: Mapping[str, datetime], reason: str = "") -> Timeline:
    """Order known dates into a cycle: crossed milestones take the instant of the next known one.

    An old rejection is closed the way its reason says. Raises ValueError without any date.
    """
    if not known:
        raise ValueError("no date")
    end = next((name for name in ENDS if name in known), "")
    passed = [Passed("captured", Stage.NEW, _first(known)), *_steps(known, end)]
    if end:
        passed.append(Passed(end, Stage(end), known[end]))
    if end == "rejected":
        fate = RULES[Reason(reason)].fate if reason in RULES else Fate.RECYCLE
        closing = "disqualified" if fate == Fate.DISQUALIFY else "recycled"
        passed.append(Passed(closing, Stage(closing), known[end]))
    return Timeline(
        passed=tuple(passed),
        stage=passed[-1].stage,
        highest=max((step.stage for step in passed if step.stage in STAGES), key=_rank),
        closed_at=passed[-1].at if end else None,
        reason=reason,
        anomaly=_anomaly(passed),
    )


def _first(known: Mapping[str, datetime]) -> datetime:
    """The capture, else the first milestone of the pipeline that has a date."""
    return next(known[name] for name in (*MILESTONES, *ENDS) if name in known)


def _steps(known: Mapping[str, datetime], end: str) -> Iterator[Passed]:
    furthest = max((STEPS.index(name) for name in STEPS if name in known), default=-1)
    if end in REACHED_BEFORE:
        furthest = max(furthest, STEPS.index(REACHED_BEFORE[end]))
    for place, name in enumerate(STEPS[: furthest + 1]):
        later = (*STEPS[place:], *([end] if end else []))
        at = next(known[step] for step in later if step in known)
        yield Passed(name, Stage(name), at, inferred=name not in known)


def _rank(stage: str) -> int:
    return STAGES.index(Stage(stage))


def _anomaly(passed: list[Passed]) -> str:
    """Dates that contradict the pipeline are kept as they are, and named."""
    captured = passed[0].at
    if any(step.name == "won" and _is_before(step.at, captured) for step in passed):
        return WON_BEFORE_CAPTURED
    pairs = zip(passed, passed[1:], strict=False)
    return OUT_OF_ORDER if any(_is_before(new.at, old.at) for old, new in pairs) else ""


def _is_before(one: datetime, other: datetime) -> bool:
    """Earlier, as far as both are known: a day without an hour is compared by the day."""
    if is_whole_day(one) or is_whole_day(other):
        return day_of(one) < day_of(other)
    return one < other
