"""One story of a lead: what people and the prospect did, newest first, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.journal.models import Event
from alignment.people.models import User
from leads.choices import ActivityKind, PrequalOutcome, Ruling, TouchKind
from leads.models import Activity, Lead, Touch
from leads.reasons import DealReason, Reason
from leads.templatetags.lead_words import missing_words

PAGE = 30
LARGEST_KEY = 2**63
EVERYTHING, MARKETING, SALES, CHANGES = "all", "marketing", "sales", "changes"
# Told as the activity, touch or message itself.
SILENT = ("activity.logged", "post.written", "post.edited")

SENTENCES = {
    "lead.logged": gettext_lazy("{who} logged the lead"),
    "lead.edited": gettext_lazy("{who} changed {fields}"),
    "lead.qualified": gettext_lazy("{who} qualified it as MQL"),
    "lead.prequalification_started": gettext_lazy("{who} asked {owner} to pre-qualify"),
    "lead.prequalification_ended": gettext_lazy("{who} noted the outcome: {outcome}"),
    "lead.handed_over": gettext_lazy("{who} handed over to {assignee}"),
    "lead.accepted": gettext_lazy("{who} accepted"),
    "lead.returned": gettext_lazy("{who} sent it back: {missing} missing"),
    "lead.resubmitted": gettext_lazy("{who} completed it and handed over again"),
    "lead.rejected": gettext_lazy("{who} rejected: {reason}"),
    "lead.contested": gettext_lazy("{who} contested the rejection"),
    "lead.ruled": gettext_lazy("{who} ruled: {ruling}"),
    "lead.recycled": gettext_lazy("{who} recycled it until {wake_up_on}"),
    "lead.disqualified": gettext_lazy("{who} disqualified: {reason}"),
    "lead.nurtured": gettext_lazy("{who} keeps it in nurturing"),
    "lead.sales_qualified": gettext_lazy("{who} qualified it as SQL"),
    "lead.opportunity_opened": gettext_lazy("{who} opened an opportunity"),
    "lead.won": gettext_lazy("{who} won it: {deal_reason}"),
    "lead.lost": gettext_lazy("{who} lost it: {deal_reason}"),
    "lead.opportunity_cancelled": gettext_lazy("{who} went back to qualification"),
    "lead.reassigned": gettext_lazy("{who} gave it to {owner}"),
    "lead.reopened": gettext_lazy("{who} reopened it as a new cycle"),
    "lead.opted_out": gettext_lazy("{who} recorded an objection ({channel})"),
    "lead.merged": gettext_lazy("{who} merged it into another lead"),
    "lead.erased": gettext_lazy("{who} erased the person"),
    "lead.expired": gettext_lazy("Nobody answered in time: {reason}"),
    "opportunity.changed": gettext_lazy("{who} changed the opportunity"),
    "feedback.given": gettext_lazy("{who} gave feedback"),
    "feedback.answered": gettext_lazy("{who} answered the feedback"),
}
OTHER = gettext_lazy("{who} did something")
# The sentence is followed by what was said, whichever of these the event carries.
SAID = ("answer", "question", "argument", "why", "trigger", "note")
_FIELDS = {field.name: field for field in Lead._meta.fields}
FIELD_NAMES = {
    name: _FIELDS[name].verbose_name
    for name in (
        "source", "campaign", "need", "offer", "timing", "budget", "current_solution",
        "instruction", "why_now", "note", "next_action", "next_action_on",
    )
}  # fmt: skip
ACTIVITY_TEXTS = {
    ActivityKind.CALL: gettext_lazy("{who} called"),
    ActivityKind.EMAIL: gettext_lazy("{who} wrote an e-mail"),
    ActivityKind.MEETING: gettext_lazy("{who} had a meeting"),
    ActivityKind.MESSAGE: gettext_lazy("{who} sent a message"),
    ActivityKind.NOTE: gettext_lazy("{who} noted"),
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened; `side` colours it, `is_undone` strikes it through."""

    at: datetime
    side: str
    text: str
    said: str = ""
    kind: str = "event"
    is_undone: bool = False
    is_late: bool = False
    undone: str = ""
    place: "Place | None" = None


class Place(NamedTuple):
    """Where an entry stands in the story: what shares an instant keeps one order."""

    at: datetime
    rank: int
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.rank}~{self.pk}"


@dataclass(frozen=True)
class Story:
    """A page of entries; `older` is the place to go on from, None at the beginning."""

    entries: list[Entry]
    older: Place | None


def story_of(lead: Lead, *, only: str = EVERYTHING, before: Place | None = None) -> Story:
    """The newest 30 entries after the place, in at most five statements.

    `only` is marketing or sales (what that team did), or changes (without talks and touches).
    """
    found = _events(lead, _first(_told(lead, only), before, rank=2))
    if only != CHANGES:
        found += [_of_activity(row) for row in _first(_done(lead, only), before, rank=1)]
    if only in (EVERYTHING, MARKETING):
        found += [_of_touch(row) for row in _first(_touched(lead), before, rank=0)]
    found.sort(key=attrgetter("place"), reverse=True)
    page = found[:PAGE]
    return Story(page, page[-1].place if len(found) > PAGE else None)


def _told(lead: Lead, only: str) -> QuerySet[Event]:
    rows = Event.objects.about(lead).exclude(verb__in=SILENT)
    # Not as « is null »: SQLite would then read every event of all leads by that index.
    rows = rows.alias(taken_back=Coalesce("reverses_id", 0)).filter(taken_back=0)
    if only in (MARKETING, SALES):
        rows = rows.filter(actor_team=only)
    # A join for the reversal itself would have SQLite read the journal while few were undone.
    return rows.annotate(is_undone=Exists(Event.objects.filter(reverses=OuterRef("pk"))))


def _done(lead: Lead, only: str) -> QuerySet[Activity]:
    rows = lead.activities.select_related("by__team")
    return rows.filter(by__team__kind=only) if only in (MARKETING, SALES) else rows


def _touched(lead: Lead) -> QuerySet[Touch]:
    # The first record of the lead is told by the event of its logging.
    return lead.touches.select_related("campaign").exclude(kind=TouchKind.CAPTURE, detail="")


def _first(rows: QuerySet[Any], before: Place | None, *, rank: int) -> QuerySet[Any]:
    if before is not None:
        after = Q(occurred_at__lt=before.at)
        if rank < before.rank:
            after |= Q(occurred_at=before.at)
        elif rank == before.rank:
            after |= Q(occurred_at=before.at, pk__lt=before.pk)
        rows = rows.filter(after)
    return rows.order_by("-occurred_at", "-id")[: PAGE + 1]


def _events(lead: Lead, rows: QuerySet[Event]) -> list[Entry]:
    events = list(rows)
    names, taken_back = _names(events), _taken_back(lead, events)
    return [_of_event(event, names, taken_back.get(event.pk)) for event in events]


def _taken_back(lead: Lead, events: list[Event]) -> dict[int, Event]:
    """What took these events back, by their key; rarely anything, and then one statement."""
    undone = [event.pk for event in events if event.is_undone]  # type: ignore[attr-defined]
    reversals = Event.objects.about(lead).filter(reverses__in=undone) if undone else ()
    return {row.reverses_id: row for row in reversals if row.reverses_id}


def _names(events: list[Event]) -> dict[int, str]:
    """Names of the people that the events mention, in one statement."""
    keys = {event.facts.get(name) for event in events for name in ("owner", "assignee")}
    wanted = [key for key in keys if isinstance(key, int)]
    return (
        {user.pk: user.full_name for user in User.objects.filter(pk__in=wanted)} if wanted else {}
    )


def _of_event(event: Event, names: Mapping[int, str], reversal: Event | None) -> Entry:
    facts = event.facts
    words = _words(facts, names)
    words["who"] = event.actor_label or _("Tandem")
    text = str(SENTENCES.get(event.verb, OTHER)).format_map(words)
    said = " · ".join(str(facts[name]) for name in SAID if facts.get(name))
    return Entry(
        at=event.occurred_at,
        side=_side(event.actor_team),
        text=text,
        said=said,
        is_undone=reversal is not None,
        is_late=(event.recorded_at - event.occurred_at).total_seconds() > 3600,
        undone=_undoing(reversal) if reversal else "",
        place=Place(event.occurred_at, 2, event.pk),
    )


def _undoing(reversal: Event) -> str:
    """Who took the step back, and why when that was asked."""
    why = reversal.facts.get("why")
    return " · ".join(str(part) for part in (reversal.actor_label or _("Tandem"), why) if part)


class _Words(dict):
    """Facts in words; what an old event does not say reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


def _words(facts: Mapping[str, Any], names: Mapping[int, str]) -> _Words:
    found = _Words()
    for name in ("owner", "assignee"):
        if facts.get(name) in names:
            found[name] = names[facts[name]]
    for name, kinds in (("reason", Reason), ("outcome", PrequalOutcome), ("ruling", Ruling)):
        if facts.get(name) in kinds.values:
            found[name] = str(kinds(facts[name]).label)
    if facts.get("reason") in DealReason.values:
        found["deal_reason"] = str(DealReason(facts["reason"]).label)
    if facts.get("missing"):
        found["missing"] = missing_words(facts["missing"])
    if facts.get("channel"):
        found["channel"] = str(facts["channel"])
    day = parse_date(str(facts.get("wake_up_on") or "")) if facts.get("wake_up_on") else None
    if isinstance(day, date):
        found["wake_up_on"] = date_format(day, "SHORT_DATE_FORMAT")
    # A reassignment names a person here, an edit the fields it changed.
    was = facts.get("was")
    changed = [
        str(FIELD_NAMES[name]) for name in FIELD_NAMES if isinstance(was, dict) and name in was
    ]
    if changed:
        found["fields"] = ", ".join(changed)
    return found


def _of_activity(row: Activity) -> Entry:
    who = row.by.full_name if row.by else _("Somebody")
    text = str(ACTIVITY_TEXTS[ActivityKind(row.kind)]).format(who=who)
    if row.outcome and row.kind != ActivityKind.NOTE:
        text = f"{text} · {row.get_outcome_display()}"
    side = row.by.team_kind if row.by else ""
    return Entry(
        at=row.occurred_at,
        side=_side(side),
        text=text,
        said=row.text,
        kind=row.kind,
        is_late=(row.recorded_at - row.occurred_at).total_seconds() > 3600,
        place=Place(row.occurred_at, 1, row.pk),
    )


def _side(team: str) -> str:
    return team if team in (MARKETING, SALES) else "shared"


def _of_touch(row: Touch) -> Entry:
    where = row.campaign.name if row.campaign else ""
    return Entry(
        at=row.occurred_at,
        side=MARKETING,
        text=str(row.get_kind_display()),
        said=" · ".join(part for part in (where, row.detail) if part),
        kind="touch",
        place=Place(row.occurred_at, 0, row.pk),
    )


def place_of(text: str) -> Place | None:
    """A place from an address; what cannot be read is the beginning."""
    moment, _tilde, rest = text.partition("~")
    rank, _tilde, pk = rest.partition("~")
    try:
        at = parse_datetime(moment)
        place = Place(at, int(rank), int(pk)) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return place if place and 0 < place.pk < LARGEST_KEY and at and at.year > 1 else None
