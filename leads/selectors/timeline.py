"""One story of a lead: what people and the prospect did, newest first, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.journal.models import Event
from alignment.people.models import User
from leads.choices import ActivityKind, PrequalOutcome, Ruling
from leads.models import Activity, Lead, Touch
from leads.reasons import DealReason, Reason
from leads.templatetags.lead_words import missing_words

PAGE = 30
EVERYTHING, MARKETING, SALES, CHANGES = "all", "marketing", "sales", "changes"
# Told as the activity or touch itself.
SILENT = ("activity.logged",)

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
}
OTHER = gettext_lazy("{who} did something")
# The sentence is followed by what was said, whichever of these the event carries.
SAID = ("answer", "question", "argument", "why", "trigger", "note")
FIELD_NAMES = {
    name: Lead._meta.get_field(name).verbose_name
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


@dataclass(frozen=True)
class Story:
    """A page of entries; `older` is the moment to go on from, None at the beginning."""

    entries: list[Entry]
    older: datetime | None


def story_of(lead: Lead, *, only: str = EVERYTHING, before: datetime | None = None) -> Story:
    """The newest 30 entries before the moment, in at most four statements."""
    found: list[Entry] = []
    if only != CHANGES:
        found += [_of_activity(row) for row in _first(lead.activities.select_related("by"), before)]
        found += [_of_touch(row) for row in _first(lead.touches.select_related("campaign"), before)]
    found += _events(lead, before)
    if only in (MARKETING, SALES):
        found = [entry for entry in found if entry.side == only]
    found.sort(key=attrgetter("at"), reverse=True)
    page = found[:PAGE]
    return Story(page, page[-1].at if len(found) > PAGE else None)


def _first(rows: QuerySet[Any], before: datetime | None) -> QuerySet[Any]:
    if before is not None:
        rows = rows.filter(occurred_at__lt=before)
    return rows.order_by("-occurred_at", "-id")[: PAGE + 1]


def _events(lead: Lead, before: datetime | None) -> list[Entry]:
    rows = Event.objects.about(lead).filter(reverses=None).exclude(verb__in=SILENT)
    events = list(_first(rows.select_related("reversed_by"), before))
    names = _names(events)
    return [_of_event(event, names) for event in events]


def _names(events: list[Event]) -> dict[int, str]:
    """Names of the people that the events mention, in one statement."""
    keys = {event.facts.get(name) for event in events for name in ("owner", "assignee")}
    wanted = [key for key in keys if isinstance(key, int)]
    return (
        {user.pk: user.full_name for user in User.objects.filter(pk__in=wanted)} if wanted else {}
    )


def _of_event(event: Event, names: Mapping[int, str]) -> Entry:
    facts = event.facts
    words = _words(facts, names)
    words["who"] = event.actor_label or _("Tandem")
    text = str(SENTENCES.get(event.verb, OTHER)).format_map(words)
    said = " · ".join(str(facts[name]) for name in SAID if facts.get(name))
    return Entry(
        at=event.occurred_at,
        side=event.actor_team if event.actor_team in (MARKETING, SALES) else "shared",
        text=text,
        said=said,
        is_undone=getattr(event, "reversed_by", None) is not None,
        is_late=(event.recorded_at - event.occurred_at).total_seconds() > 3600,
    )


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
    changed = [str(FIELD_NAMES[name]) for name in facts.get("was", {}) if name in FIELD_NAMES]
    if changed:
        found["fields"] = ", ".join(changed)
    return found


def _of_activity(row: Activity) -> Entry:
    who = row.by.full_name if row.by else _("Somebody")
    text = str(ACTIVITY_TEXTS[ActivityKind(row.kind)]).format(who=who)
    if row.outcome and row.kind != ActivityKind.NOTE:
        text = f"{text} · {row.get_outcome_display()}"
    return Entry(
        row.occurred_at, "sales" if _by_sales(row) else MARKETING, text, row.text, row.kind
    )


def _by_sales(row: Activity) -> bool:
    return row.kind != ActivityKind.NOTE or bool(row.by and row.by.team_kind == SALES)


def _of_touch(row: Touch) -> Entry:
    text = str(row.get_kind_display())
    where = row.campaign.name if row.campaign else ""
    said = " · ".join(part for part in (where, row.detail) if part)
    return Entry(row.occurred_at, MARKETING, text, said, "touch")


def moment_of(text: str) -> datetime | None:
    """A moment from an address; what cannot be read is no moment."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
