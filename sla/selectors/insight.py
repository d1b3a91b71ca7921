"""What feedback tells, as counts: reasons, what was missing, messages, objections, agreement."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils.translation import gettext as _

from alignment.vision.models import Message
from alignment.web.business_days import add_working_days, today
from alignment.web.statistics import Interval, rate, wilson
from leads.choices import MissingItem
from leads.models.cycles import SOURCE_LABELS
from leads.reasons import DealReason, Reason
from leads.reference import naf_section
from sla.choices import Effect, Subject
from sla.models import Feedback, FeedbackMessage
from sla.selectors.feedback import standing
from sla.selectors.segments import section_label

CAMPAIGN, SOURCE, SEGMENT = "campaign", "source", "segment"
# A score of fewer feedbacks says more about luck than about the message.
SCORED_FROM = 10
# A rep with fewer verdicts of a grade plays no part in the spread.
COMPARED_FROM = 5
OLD_ENOUGH_DAYS = 5
MOST_GROUPS, MOST_REASONS = 12, 3
VERDICTS = (Subject.ACCEPTED, Subject.REJECTED)


@dataclass(frozen=True)
class Share:
    """So many of n, with the interval of the share and the address of the rows."""

    label: str
    count: int
    n: int
    url: str

    @property
    def share(self) -> float | None:
        return rate(self.count, self.n)

    @property
    def interval(self) -> Interval | None:
        return wilson(self.count, self.n)


@dataclass(frozen=True)
class Group:
    """The refusals of one campaign, source or industry among its verdicts."""

    refused: Share
    url: str
    reasons: list[Share] = field(default_factory=list)


@dataclass(frozen=True)
class Score:
    """A message: hit less hurt, out of all that spoke of it; None for too few."""

    message: Message
    hit: int
    hurt: int
    n: int
    url: str

    @property
    def value(self) -> float | None:
        return (self.hit - self.hurt) / self.n if self.n >= SCORED_FROM else None


@dataclass(frozen=True)
class Spread:
    """How far apart reps accept leads of the same grade; nobody is named."""

    grade: str
    n: int
    reps: int
    low: float | None
    high: float | None
    url: str


@dataclass(frozen=True)
class Insight:
    """Everything on the page, in a constant number of statements."""

    asked: int
    complete: Share
    other: Share
    seconds: int | None
    reasons: list[Share]
    groups: list[Group]
    missing: list[Share]
    lacked: list[tuple[str, int]]
    scores: list[Score]
    objections: list[Share]
    spreads: list[Spread]


def insight_of(first: date, last: date, *, by: str = CAMPAIGN) -> Insight:
    """What was asked from the first to the last day; refusals grouped `by`."""
    rows = standing().filter(asked_on__range=(first, last))
    to = Links(first, last)
    reasons = _reasons(rows)
    until = min(last, add_working_days(today(), -OLD_ENOUGH_DAYS))
    old = Q(asked_on__lte=until)
    counts = rows.aggregate(
        asked=Count("pk"),
        n=Count("pk", filter=old),
        done=Count("pk", filter=old & Q(done_at__isnull=False)),
        other=Count("pk", filter=old & Q(reason=Reason.OTHER)),
        timed=Count("fill_seconds"),
    )
    return Insight(
        asked=counts["asked"],
        complete=Share("", counts["done"], counts["n"], to.rows(done="true", asked_to=until)),
        other=Share("", counts["other"], counts["n"], to.rows(reason="other", asked_to=until)),
        seconds=_median_seconds(rows, counts["timed"]),
        reasons=_pareto(reasons, to),
        groups=_groups(rows, by, to),
        missing=_missing(rows, to),
        lacked=_lacked(rows),
        scores=_scores(rows, to),
        objections=_objections(rows, to),
        spreads=_spreads(rows, to),
    )


@dataclass(frozen=True)
class Links:
    """Addresses of the rows behind a number of the period."""

    first: date
    last: date

    def rows(self, **chosen: Any) -> str:
        asked = {"answer": "all", "asked_from": self.first, "asked_to": self.last, **chosen}
        return f"{reverse('sla:feedback')}?{urlencode(asked, doseq=True)}"


def reason_label(code: str) -> str:
    """A reason in words, of either list."""
    for kind in (Reason, DealReason):
        if code in kind.values:
            return str(kind(code).label)
    return code


def _reasons(rows: QuerySet[Feedback]) -> list[tuple[str, int]]:
    """Of refusals and of leads that ended after contact; deals have a list of their own."""
    told = rows.filter(
        subject__in=(Subject.REJECTED, Subject.RECYCLED, Subject.DISQUALIFIED)
    ).exclude(reason="")
    counts = told.order_by().values_list("reason").annotate(n=Count("pk"))
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))


def _pareto(reasons: list[tuple[str, int]], to: Links) -> list[Share]:
    n = sum(count for _code, count in reasons)
    ended = [Subject.REJECTED, Subject.RECYCLED, Subject.DISQUALIFIED]
    return [
        Share(reason_label(code), count, n, to.rows(reason=code, subject=[s.value for s in ended]))
        for code, count in reasons
    ]


def _groups(rows: QuerySet[Feedback], by: str, to: Links) -> list[Group]:
    """Groups with the most verdicts, each with its refusals and their main reasons."""
    verdicts = rows.filter(subject__in=VERDICTS).annotate(
        division=Substr("lead__company__naf_code", 1, 2),
        nomenclature=F("lead__company__nomenclature"),
    )
    columns = {
        CAMPAIGN: ("lead__campaign__public_id", "lead__campaign__name"),
        SOURCE: ("lead__source",),
        SEGMENT: ("division", "nomenclature"),
    }[by]
    counts = verdicts.order_by().values_list(*columns, "subject", "reason").annotate(n=Count("pk"))
    totals: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for *key, subject, reason, n in counts:
        total = totals[_group_of(by, key)]
        total["n"] += n
        if subject == Subject.REJECTED:
            total["refused"] += n
            total[f"reason {reason}"] += n
    largest = sorted(totals.items(), key=lambda item: (-item[1]["n"], item[0]))[:MOST_GROUPS]
    return [_group(by, key, label, total, to) for (key, label), total in largest]


def _group_of(by: str, key: list[Any]) -> tuple[str, str]:
    """The value to filter by and the words for it."""
    if by == CAMPAIGN:
        return (str(key[0] or ""), key[1] or _("No campaign"))
    if by == SOURCE:
        label = SOURCE_LABELS.get(key[0], key[0]) if key[0] else _("Nobody said")
        return (key[0] or "none", str(label))
    section = naf_section(key[0] or "", key[1] or "") if key[0] else ""
    return (section, section_label(section) or _("Unknown industry"))


def _group(by: str, key: str, label: str, total: Counter[str], to: Links) -> Group:
    chosen = {by: key} if key else {}
    verdicts = [subject.value for subject in VERDICTS]
    url = to.rows(subject=verdicts, **chosen) if key else ""
    refused_url = to.rows(subject=Subject.REJECTED.value, **chosen) if key else ""
    reasons = [
        Share(
            reason_label(name.removeprefix("reason ")),
            count,
            total["refused"],
            to.rows(subject=Subject.REJECTED.value, reason=name.removeprefix("reason "), **chosen)
            if key
            else "",
        )
        for name, count in total.most_common()
        if name.startswith("reason ")
    ]
    refused = Share(label, total["refused"], total["n"], refused_url)
    return Group(refused, url, reasons[:MOST_REASONS])


def _missing(rows: QuerySet[Feedback], to: Links) -> list[Share]:
    """What was missing, of the files that somebody spoke of."""
    spoken = rows.filter(Q(is_complete_file__isnull=False) | Q(subject=Subject.RETURNED))
    counts: Counter[str] = Counter()
    n = 0
    for codes, count in spoken.order_by().values_list("missing").annotate(k=Count("pk")):
        n += count
        counts.update(dict.fromkeys(codes, count))
    return [
        Share(str(MissingItem(code).label), count, n, to.rows(missing=code))
        for code, count in counts.most_common()
        if code in MissingItem.values
    ]


def _lacked(rows: QuerySet[Feedback]) -> list[tuple[str, int]]:
    """Contents that sales did not have, as they wrote it."""
    told = rows.exclude(content_missing="").order_by().values_list("content_missing")
    return list(told.annotate(n=Count("pk")).order_by("-n", "content_missing")[:MOST_GROUPS])


def _scores(rows: QuerySet[Feedback], to: Links) -> list[Score]:
    counts = (
        FeedbackMessage.objects.filter(feedback__in=rows.order_by().values("pk"))
        .order_by()
        .values_list("message")
        .annotate(
            hit=Count("pk", filter=Q(effect=Effect.HIT)),
            hurt=Count("pk", filter=Q(effect=Effect.HURT)),
            n=Count("pk"),
        )
    )
    found = list(counts)
    messages = Message.objects.in_bulk([row[0] for row in found])
    scores = [
        Score(messages[key], hit, hurt, n, to.rows(message=messages[key].public_id))
        for key, hit, hurt, n in found
    ]
    return sorted(scores, key=lambda score: (score.value is None, -(score.value or 0), -score.n))


def _objections(rows: QuerySet[Feedback], to: Links) -> list[Share]:
    met = (
        Feedback.objections.through.objects.filter(feedback__in=rows.order_by().values("pk"))
        .order_by()
        .values_list("message__public_id", "message__text")
        .annotate(n=Count("pk"))
    )
    found = sorted(met, key=lambda row: (-row[2], row[1]))[:MOST_GROUPS]
    spoken = rows.filter(objections__isnull=False).distinct().count() if found else 0
    return [Share(text, n, spoken, to.rows(objection=key)) for key, text, n in found]


def _spreads(rows: QuerySet[Feedback], to: Links) -> list[Spread]:
    """Twin leads: of one grade. How far apart the reps with enough of them stand."""
    counts = (
        rows.filter(subject__in=VERDICTS, asked_of__isnull=False)
        .exclude(lead__fit_grade="")
        .order_by()
        .values_list("lead__fit_grade", "asked_of")
        .annotate(yes=Count("pk", filter=Q(subject=Subject.ACCEPTED)), n=Count("pk"))
    )
    by_grade: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for grade, _rep, yes, n in counts:
        by_grade[grade].append((yes, n))
    return [
        _spread(grade, found, to.rows(grade=grade, subject=[s.value for s in VERDICTS]))
        for grade, found in sorted(by_grade.items())
    ]


def _spread(grade: str, found: Iterable[tuple[int, int]], url: str) -> Spread:
    pairs = list(found)
    rates = sorted(yes / n for yes, n in pairs if n >= COMPARED_FROM)
    known = len(rates) > 1
    return Spread(
        grade,
        sum(n for _yes, n in pairs),
        len(rates),
        rates[0] if known else None,
        rates[-1] if known else None,
        url,
    )


def _median_seconds(rows: QuerySet[Feedback], n: int) -> int | None:
    timed = rows.filter(fill_seconds__isnull=False).order_by("fill_seconds")
    return timed.values_list("fill_seconds", flat=True)[n // 2] if n else None
