"""Whether the grades keep their word: acceptance by grade, their order, the Brier score."""

from dataclasses import dataclass
from itertools import pairwise

from alignment.vision.choices import Grade
from alignment.web.figures import percent
from alignment.web.statistics import Interval, wilson
from dashboards.proof.maths import Lift, Sides, katz
from dashboards.proof.models import Calibration
from dashboards.statistics import TOO_FEW

# Grades that the plan would not hand over: verdicts on them are what else is learnt from.
BELOW = (Grade.C, Grade.D)
# The share of hand-overs below the threshold that keeps the learning honest.
WANTED_BELOW = 0.05


@dataclass(frozen=True)
class GradeLine:
    """One grade: accepted of decided, with Wilson's interval."""

    grade: str
    yes: int
    n: int
    interval: Interval | None


@dataclass(frozen=True)
class Step:
    """Two grades that follow each other: `state` is shown, open or reversed."""

    better: str
    worse: str
    lift: Lift | None
    state: str


@dataclass(frozen=True)
class Report:
    """The latest calibration, judged."""

    calibration: Calibration
    lines: list[GradeLine]
    steps: list[Step]
    ungraded: int
    below_share: float | None

    @property
    def below_share_text(self) -> str:
        return percent(self.below_share or 0, 1)

    @property
    def is_ordered(self) -> bool:
        return bool(self.steps) and all(step.state == "shown" for step in self.steps)

    @property
    def is_reversed(self) -> bool:
        return any(step.state == "reversed" for step in self.steps)

    @property
    def is_informed(self) -> bool | None:
        """Whether the grades foretell better than the mean alone; None before it can be said."""
        kept = self.calibration
        if kept.brier is None or kept.brier_base is None:
            return None
        return kept.brier < kept.brier_base

    @property
    def needs_sample(self) -> bool:
        return self.below_share is not None and self.below_share < WANTED_BELOW


def report() -> Report | None:
    """The latest night's calibration; None before the first. One statement."""
    found = Calibration.objects.first()
    if found is None:
        return None
    lines = [_line(found, grade) for grade in Grade.values]
    judged = [line for line in lines[:3] if line.n]
    total = sum(line.n for line in lines)
    below = sum(line.n for line in lines if line.grade in BELOW)
    return Report(
        calibration=found,
        lines=lines,
        steps=[_step(better, worse) for better, worse in pairwise(judged)],
        ungraded=found.grades.get("", [0, 0])[1],
        below_share=below / total if total else None,
    )


def _line(found: Calibration, grade: str) -> GradeLine:
    yes, n = found.grades.get(grade, [0, 0])
    return GradeLine(grade, yes, n, wilson(yes, n))


def _step(better: GradeLine, worse: GradeLine) -> Step:
    lift = katz(Sides(better.yes, better.n, worse.yes, worse.n))
    state = "open"
    if lift and min(better.n, worse.n) >= TOO_FEW:
        state = "shown" if lift.low > 1 else "reversed" if lift.high < 1 else "open"
    return Step(better.grade, worse.grade, lift, state)
