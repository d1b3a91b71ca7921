"""The buyer's path with what was measured: on each arrow, and what feedback says slows down."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from alignment.library.models import Content
from alignment.vision.journey import KINDS
from alignment.vision.models.journey import JourneyStage, Milestone
from alignment.web.business_days import today
from alignment.web.figures import Figure
from dashboards import kpis, page, selectors, tiles
from dashboards.choices import Period
from dashboards.models import Measure
from dashboards.selectors import Cut
from leads.choices import Stage
from leads.selectors.contents import MOMENT_OF
from sla.choices import Subject
from sla.models import Feedback
from sla.selectors.feedback import standing
from sla.selectors.insight import Links, Share, reason_label

ORDER = [each.value for each in Milestone]
# Each step of the funnel, and each measured stay, from one milestone to another.
CONVERSIONS = {
    ("captured", "mql"): "captured_mql",
    ("mql", "handed_over"): "mql_handed_over",
    ("handed_over", "accepted"): "handed_over_accepted",
    ("accepted", "sql"): "accepted_sql",
    ("sql", "opportunity"): "sql_opportunity",
    ("opportunity", "won"): "opportunity_won",
}
STAYS = {
    ("captured", "mql"): "captured_mql",
    ("handed_over", "accepted"): "handover_decision",
    ("accepted", "sql"): "sal_sql",
    ("sql", "won"): "sql_won",
}
STAGE_OF = {
    "captured": Stage.NEW, "mql": Stage.MQL, "handed_over": Stage.HANDED_OVER,
    "accepted": Stage.ACCEPTED, "sql": Stage.SQL, "opportunity": Stage.OPPORTUNITY,
    "won": Stage.WON,
}  # fmt: skip
# Where the buyer stood when the feedback was given.
STOOD = {
    Subject.RETURNED: "handed_over",
    Subject.REJECTED: "handed_over",
    Subject.RECYCLED: "accepted",
    Subject.DISQUALIFIED: "accepted",
    Subject.LOST: "opportunity",
}
FEEDBACK_DAYS = 365
MOST_FRICTIONS, MOST_CONTENTS = 3, 3


@dataclass(frozen=True)
class Number:
    """A measured number with its sample and the address of its rows."""

    label: str
    figure: Figure
    n: int
    hint: str
    url: str


@dataclass
class Step:
    """A step of the path; `conversions` and `stays` are on the arrow that leads out of it."""

    stage: JourneyStage
    points: dict[str, list[str]]
    contents: list[Content] = field(default_factory=list)
    frictions: list[Share] = field(default_factory=list)
    conversions: list[Number] = field(default_factory=list)
    stays: list[Number] = field(default_factory=list)


def path() -> list[Step]:
    """Every step in order, in a constant number of statements."""
    stages = list(JourneyStage.objects.prefetch_related("points"))
    steps = [Step(stage, _points(stage)) for stage in stages]
    if steps:
        _measure(steps)
        _hear(steps)
        _equip(steps)
    return steps


def _points(stage: JourneyStage) -> dict[str, list[str]]:
    told = sorted(stage.points.all(), key=lambda point: (point.position, point.pk))
    return {
        name: [point.text for point in told if point.kind == kind] for name, kind in KINDS.items()
    }


def _measure(steps: Sequence[Step]) -> None:
    """Put what the last night measured on the arrow that it lies in."""
    day = selectors.latest_start(Period.DAY)
    if day is None:
        return
    found = Measure.objects.filter(
        period=Period.DAY, start=day, segment="", kpi__in=("stage_conversion", "stage_duration")
    )
    measures = {(row.kpi, row.variant): row for row in found}
    placed = [step for step in steps if step.stage.milestone]
    placed.sort(key=lambda step: ORDER.index(step.stage.milestone))
    for step, following in zip(placed, placed[1:], strict=False):
        span = (step.stage.milestone, following.stage.milestone)
        step.conversions = _within(span, "stage_conversion", CONVERSIONS, measures, day)
        step.stays = _within(span, "stage_duration", STAYS, measures, day)


def _within(
    span: tuple[str, str],
    key: str,
    ways: dict[tuple[str, str], str],
    measures: dict[tuple[str, str], Measure],
    day: date,
) -> list[Number]:
    """The measured ways that lie between two milestones."""
    first, last = (ORDER.index(each) for each in span)
    inside = [
        variant
        for (start, goal), variant in ways.items()
        if first <= ORDER.index(start) and ORDER.index(goal) <= last
    ]
    found = ((variant, measures.get((key, variant))) for variant in inside)
    return [_number(key, variant, row, day) for variant, row in found if row and row.n]


def _number(key: str, variant: str, row: Measure, day: date) -> Number:
    kpi = kpis.KPIS[key]
    part = "denominator" if key == "stage_conversion" else "n"
    unit, cut = kpi.UNITS[variant], Cut(Period.DAY, day)
    return Number(
        label=str(kpi.VARIANTS[variant]),
        figure=tiles.shown(row, unit),
        n=row.n,
        hint=page.interval_of(row, unit),
        url=page.rows_url(cut, key, variant, part),
    )


def _hear(steps: Sequence[Step]) -> None:
    """Count what feedback of a year says slows down, where the buyer stood; two statements."""
    first, last = today() - timedelta(days=FEEDBACK_DAYS - 1), today()
    rows = standing().filter(asked_on__range=(first, last), subject__in=STOOD)
    to, places = Links(first, last), _places(steps)
    counts: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    reasons = rows.exclude(reason="").order_by().values_list("subject", "reason")
    for subject, code, n in reasons.annotate(n=Count("pk")):
        counts[places[STOOD[Subject(subject)]]]["reason", code] += n
    texts: dict[str, str] = {}
    heard = Feedback.objections.through.objects.filter(feedback__in=rows.order_by().values("pk"))
    columns = ("feedback__subject", "message__public_id", "message__text")
    told = heard.order_by().values_list(*columns).annotate(n=Count("pk"))
    for subject, public_id, text, n in told:
        texts[str(public_id)] = text
        counts[places[STOOD[Subject(subject)]]]["objection", str(public_id)] += n
    for place, step in enumerate(steps):
        subjects = [each.value for each, at in STOOD.items() if places[at] == place]
        step.frictions = _shares(counts[place], subjects, texts, to)


def _shares(
    counts: Counter[tuple[str, str]], subjects: list[str], texts: dict[str, str], to: Links
) -> list[Share]:
    total = counts.total()
    found = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_FRICTIONS]
    return [
        Share(
            reason_label(code) if kind == "reason" else _("« {text} »").format(text=texts[code]),
            n,
            total,
            to.rows(subject=subjects, **{kind: code}),
        )
        for (kind, code), n in found
    ]


def _places(steps: Sequence[Step]) -> dict[str, int]:
    """In which step each milestone lies: the last one that begins there or before."""
    begins = [
        (ORDER.index(step.stage.milestone), place)
        for place, step in enumerate(steps)
        if step.stage.milestone
    ]
    return {
        milestone: max((each for each in begins if each[0] <= rank), default=(0, 0))[1]
        for rank, milestone in enumerate(ORDER)
    }


def _equip(steps: Sequence[Step]) -> None:
    """The contents that the library keeps for the moment of each step; one statement."""
    contents = list(Content.objects.active().order_by("title"))
    for step in steps:
        moment: Any = MOMENT_OF.get(STAGE_OF.get(step.stage.milestone, ""))
        fitting = [each for each in contents if moment and moment.value in each.moments]
        step.contents = fitting[:MOST_CONTENTS]
