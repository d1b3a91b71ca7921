"""Which contents suit a lead, which were shown, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alignment.library import selectors as library
from alignment.library.choices import Moment
from alignment.library.models import Content
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.web.business_days import today
from alignment.web.figures import number
from alignment.web.statistics import Ratio, rate, relative
from leads.choices import DealStatus, DealStep, Stage, VisitKind
from leads.models import Lead, Opportunity, Share, ShareVisit
from leads.reasons import DealReason
from leads.reference import naf_section

SUGGESTED = 3
MOST_SHARES = 20
DAYS, OLD_ENOUGH_DAYS = 90, 30
# A lift is told from so many deals, and so many of them won, on each side (K15).
DEALS_EACH, WINS_EACH = 20, 5
MOMENT_OF: dict[str, Moment] = {
    Stage.NEW: Moment.INTEREST,
    Stage.NURTURING: Moment.INTEREST,
    Stage.MQL: Moment.INTEREST,
    Stage.RECYCLED: Moment.INTEREST,
    Stage.PREQUAL: Moment.CONTACT,
    Stage.HANDED_OVER: Moment.CONTACT,
    Stage.RETURNED: Moment.CONTACT,
    Stage.ACCEPTED: Moment.CONTACT,
    Stage.SQL: Moment.NEED,
    Stage.OPPORTUNITY: Moment.PROPOSAL,
}


@dataclass(frozen=True)
class Suggestion:
    """A content with the reasons why it is proposed, the strongest first."""

    content: Content
    reasons: list[str | Promise]


@dataclass(frozen=True)
class Influence:
    """Closed deals with the content shown before, and without it: associated, never a cause."""

    won: int
    n: int
    other_won: int
    other_n: int

    @property
    def share(self) -> float | None:
        return rate(self.won, self.n)

    @property
    def other_share(self) -> float | None:
        return rate(self.other_won, self.other_n)

    @property
    def lift(self) -> Ratio | None:
        """How many times the rate; None while there are too few deals to compare."""
        enough = min(self.n, self.other_n) >= DEALS_EACH
        enough = enough and min(self.won, self.other_won) >= WINS_EACH
        return relative(self.won, self.n, self.other_won, self.other_n) if enough else None

    @property
    def is_clear(self) -> bool:
        """Whether chance alone would hardly give that lift."""
        return bool(self.lift and not self.lift.interval.low <= 1 <= self.lift.interval.high)


@dataclass(frozen=True)
class Use:
    """What became of a content: how often it was shown, by whom, and what people did with it."""

    shares: Sequence[Share]
    shown: int
    recently: int
    reps: int
    opened: int
    influence: Influence

    @property
    def lift_words(self) -> str:
        """How many times the rate without it, with the interval."""
        lift = self.influence.lift
        if lift is None:
            return ""
        low, high = lift.interval
        return f"× {number(lift.value, 2)} ({number(low, 2)} – {number(high, 2)})"


def suggestions_for(lead: Lead) -> list[Suggestion]:
    """At most three contents that suit the stage, the industry and the person; none shown before.

    What names another industry is never proposed; what names none suits everybody, a little less.
    """
    shown = Share.objects.filter(lead=lead).values("version__content")
    rows = Content.objects.active().filter(current__isnull=False).exclude(pk__in=shown)
    rows = library.with_use(rows.select_related("message", "current"))
    scored = [(_score(lead, content), content) for content in rows]
    fitting = [(score, content) for (score, content) in scored if score is not None]
    fitting.sort(key=lambda pair: (-pair[0][0], -pair[1].uses, pair[1].title))  # type: ignore[attr-defined]
    return [Suggestion(content, score[1]) for score, content in fitting[:SUGGESTED]]


def moment_of(lead: Lead, step: str = "") -> Moment | None:
    """Where the buyer stands; a negotiation is about the decision. None once it is closed."""
    if lead.stage == Stage.OPPORTUNITY and step == DealStep.NEGOTIATION:
        return Moment.DECISION
    return MOMENT_OF.get(lead.stage)


def shares_of(lead: Lead) -> list[Share]:
    """What was shown on the lead, the newest first, with what people did with it."""
    rows = lead.shares.select_related("version__content", "contact", "by__team")
    return list(_with_visits(rows)[:MOST_SHARES])


def use_of(content: Content) -> Use:
    """The whole record of one content, in a constant number of statements."""
    rows = _shares().filter(version__content=content)
    since = today() - timedelta(days=DAYS - 1)
    opened = ShareVisit.objects.filter(share=OuterRef("pk"), kind=VisitKind.OPENED)
    counts = rows.aggregate(
        shown=Count("pk"),
        recently=Count("pk", filter=Q(shared_on__gte=since)),
        reps=Count("by", distinct=True, filter=Q(shared_on__gte=since)),
        opened=Count("pk", filter=Q(Exists(opened))),
    )
    told = rows.select_related("lead__company", "lead__contact", "contact", "by__team", "version")
    return Use(list(_with_visits(told)[:MOST_SHARES]), **counts, influence=influence_of(content))


def influence_of(content: Content | None = None) -> Influence:
    """Won of the closed opportunities where it (or any content) was shown before the close.

    All of them had become opportunities, so that both sides had reached the same stage.
    """
    before = Share.objects.filter(lead=OuterRef("lead"), shared_on__lte=OuterRef("closed_on"))
    if content is not None:
        before = before.filter(version__content=content)
    closed = (
        Opportunity.objects.filter(status__in=(DealStatus.WON, DealStatus.LOST))
        .filter(lead__is_test=False, lead__merged_at__isnull=True)
        .exclude(reason=DealReason.INVALID)
        .annotate(closed_on=Coalesce(F("won_on"), F("lost_on")))
        .annotate(with_it=Exists(before))
    )
    is_won = Q(status=DealStatus.WON)
    counts = closed.aggregate(
        won=Count("pk", filter=is_won & Q(with_it=True)),
        n=Count("pk", filter=Q(with_it=True)),
        other_won=Count("pk", filter=is_won & Q(with_it=False)),
        other_n=Count("pk", filter=Q(with_it=False)),
    )
    return Influence(**counts)


def with_use(rows: QuerySet[Any], *, since: datetime) -> QuerySet[Any]:
    """Contents with `uses`, `opened` and `reps` since the moment."""
    recent = _shares().filter(version__content=OuterRef("pk"), created_at__gte=since)
    visited = recent.filter(visits__kind=VisitKind.OPENED)
    return rows.annotate(
        uses=_count(recent, "pk"), opened=_count(visited, "pk"), reps=_count(recent, "by")
    )


def utilisation() -> library.Utilisation:
    """K14 on the evening of today, with how many of the sellers shared something."""
    day = today()
    assets = assets_on(day)
    sellers = User.objects.active().of_kind(TeamKind.SALES)
    reps = sharers_on(day, sellers)
    counts = assets.aggregate(of=Count("pk"), used=Count("pk", filter=Q(is_used=True)))
    return library.Utilisation(reps=reps, sellers=sellers.count(), **counts)


def assets_on(day: date) -> QuerySet[Any]:
    """Contents in use on the evening and 30 days old, `is_used` when shared within 90 days."""
    shared = _shares().filter(
        version__content=OuterRef("pk"),
        shared_on__range=(day - timedelta(days=DAYS - 1), day),
    )
    old_enough = day - timedelta(days=OLD_ENOUGH_DAYS)
    rows = Content.objects.standing_on(day).filter(since_on__lte=old_enough)
    return rows.annotate(is_used=Exists(shared))


def sharers_on(day: date, people: QuerySet[User]) -> int:
    """How many of the people shared anything within the 90 days."""
    recent = _shares().filter(shared_on__range=(day - timedelta(days=DAYS - 1), day))
    return recent.filter(by__in=people.values("pk")).values("by").distinct().count()


def _shares() -> QuerySet[Share]:
    """What counts as a use: shown on a real lead."""
    return Share.objects.filter(lead__is_test=False)


def _count(rows: QuerySet[Any], what: str) -> Coalesce:
    counted = rows.order_by().values("version__content").annotate(n=Count(what, distinct=True))
    return Coalesce(Subquery(counted.values("n")), 0)


def _with_visits(rows: QuerySet[Share]) -> QuerySet[Share]:
    return rows.prefetch_related(Prefetch("visits", ShareVisit.objects.order_by("at")))


def _score(lead: Lead, content: Content) -> tuple[int, list[str | Promise]] | None:
    """Points and reasons; None when it is for other industries or other moments."""
    company, contact = lead.company, lead.contact
    section = naf_section(company.naf_code, company.nomenclature) if company else ""
    asked = (
        (content.sections, section, 4, _("for this industry")),
        (content.moments, moment_of(lead), 3, _("for this moment")),
        (content.personas, contact.role if contact else "", 2, _("for this kind of person")),
    )
    points = 0
    reasons: list[str | Promise] = []
    for codes, code, worth, reason in asked:
        if not codes:
            continue
        if code and code in codes:
            points += worth
            reasons.append(reason)
        elif codes is not content.personas:
            return None
        else:
            points -= 1
    if library.is_on_old_message(content) or content.is_to_review:
        points -= 2
    return points, reasons
