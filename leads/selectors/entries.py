"""One line of a story, in the reader's language: from an event, an activity, a touch, a task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.journal.models import Event
from alignment.notifications import sentences
from leads.choices import ActivityKind, PrequalOutcome, Ruling
from leads.models import Activity, Company, Contact, Lead, Task, Touch
from leads.reasons import DealReason, Reason
from leads.templatetags.lead_words import missing_words

LARGEST_KEY = 2**63
MARKETING, SALES = "marketing", "sales"

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
    "contact.consent": gettext_lazy("{who} noted a decision about being contacted"),
    "contact.permission_asked": gettext_lazy("{who} asked whether we may stay in touch"),
    "opportunity.changed": gettext_lazy("{who} changed the opportunity"),
    "party.added": gettext_lazy("{who} added {person} to the lead"),
    "party.changed": gettext_lazy("{who} changed the part of {person}"),
    "party.removed": gettext_lazy("{who} took {person} off the lead"),
    "contact.created": gettext_lazy("{who} recorded the person"),
    "contact.edited": gettext_lazy("{who} changed {fields}"),
    "company.created": gettext_lazy("{who} recorded the company"),
    "company.edited": gettext_lazy("{who} changed {fields}"),
    "promise.explained": gettext_lazy("{who} said why it was late"),
    "promise.postponed": gettext_lazy("{who} agreed on a new moment"),
    "content.shared": gettext_lazy("{who} made a link to a content"),
    "content.closed": gettext_lazy("{who} closed the link to a content"),
    "content.call_asked": gettext_lazy("The prospect asks to be called"),
    "feedback.given": gettext_lazy("{who} gave feedback"),
    "feedback.answered": gettext_lazy("{who} answered the feedback"),
}
OTHER = gettext_lazy("{who} did something")
# The sentence is followed by what was said, whichever of these the event carries.
SAID = ("answer", "question", "argument", "why", "trigger", "note")
# What other apps put into words: asked through the seam of the news, never imported.
TOLD_ELSEWHERE = ("feedback.", "promise.", "content.")
# The names of the fields that an edit changed, model by model, and who they belong to.
FIELD_NAMES = {
    model._meta.label_lower: {
        field.name: field.verbose_name for field in model._meta.fields if not field.is_relation
    }
    | {"company": gettext_lazy("company"), "owner": gettext_lazy("owner")}
    for model in (Lead, Contact, Company)
}
ACTIVITY_TEXTS = {
    ActivityKind.CALL: gettext_lazy("{who} called"),
    ActivityKind.EMAIL: gettext_lazy("{who} wrote an e-mail"),
    ActivityKind.MEETING: gettext_lazy("{who} had a meeting"),
    ActivityKind.MESSAGE: gettext_lazy("{who} sent a message"),
    ActivityKind.NOTE: gettext_lazy("{who} noted"),
}


@dataclass(frozen=True)
class Said:
    """What an event needs besides itself: names by key, of ours and theirs; what took it back."""

    names: Mapping[int, str]
    contacts: Mapping[int, str]
    reversal: Event | None = None


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
    # In the story of a person or company: the lead or person that the entry is about.
    about: str = ""
    about_url: str = ""


class Place(NamedTuple):
    """Where an entry stands in the story: what shares an instant keeps one order."""

    at: datetime
    rank: int
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.rank}~{self.pk}"


def of_event(event: Event, known: Said, *, wide: bool = False) -> Entry:
    """What somebody changed; what was undone stays, struck through."""
    facts = event.facts
    words = _words(event, known)
    words["who"] = event.who
    said = " · ".join(str(facts[name]) for name in SAID if facts.get(name))
    if event.verb.startswith(TOLD_ELSEWHERE):
        said = " · ".join(part for part in (sentences.detail_of(event), said) if part)
    named = wide and event.target_kind == Lead._meta.label_lower
    return Entry(
        at=event.occurred_at,
        side=_side(event.actor_team),
        text=str(SENTENCES.get(event.verb, OTHER)).format_map(words),
        said=said,
        is_undone=known.reversal is not None,
        is_late=(event.recorded_at - event.occurred_at).total_seconds() > 3600,
        undone=_undoing(known.reversal) if known.reversal else "",
        place=Place(event.occurred_at, 2, event.pk),
        about=event.target_label if named else "",
        about_url=event.target_url if named else "",
    )


def _undoing(reversal: Event) -> str:
    """Who took the step back, and why when that was asked."""
    why = reversal.facts.get("why")
    return " · ".join(str(part) for part in (reversal.who, why) if part)


class _Words(dict):
    """Facts in words; what an old event does not say reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


def _words(event: Event, known_people: Said) -> _Words:
    facts, found, names = event.facts, _Words(), known_people.names
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
    if facts.get("contact") in known_people.contacts:
        found["person"] = known_people.contacts[facts["contact"]]
    # A reassignment names a person here, an edit the fields it changed.
    was, known = facts.get("was"), FIELD_NAMES.get(event.target_kind, {})
    changed = [str(known[name]) for name in known if isinstance(was, dict) and name in was]
    if changed:
        found["fields"] = ", ".join(changed)
    return found


def of_activity(row: Activity, *, wide: bool = False) -> Entry:
    """What somebody of ours did with the prospect."""
    text = str(ACTIVITY_TEXTS[ActivityKind(row.kind)]).format(who=row.who)
    if row.outcome and row.kind != ActivityKind.NOTE:
        text = f"{text} · {row.get_outcome_display()}"
    return Entry(
        at=row.occurred_at,
        side=_side(row.team_kind),
        text=text,
        said=row.text,
        kind=row.kind,
        is_late=(row.recorded_at - row.occurred_at).total_seconds() > 3600,
        place=Place(row.occurred_at, 1, row.pk),
        **_about(row, wide),
    )


def _side(team: str) -> str:
    return team if team in (MARKETING, SALES) else "shared"


def of_touch(row: Touch, *, wide: bool = False) -> Entry:
    """What the prospect did."""
    where = row.campaign.name if row.campaign else ""
    return Entry(
        at=row.occurred_at,
        side=MARKETING,
        text=str(row.get_kind_display()),
        said=" · ".join(part for part in (where, row.detail) if part),
        kind="touch",
        place=Place(row.occurred_at, 0, row.pk),
        **_about(row, wide),
    )


def of_task(row: Task, *, wide: bool = False) -> Entry:
    """A task that somebody did."""
    who = row.done_by.full_name if row.done_by else _("Somebody")
    at = row.done_at or row.changed_at
    return Entry(
        at=at,
        side=_side(row.done_by.team_kind if row.done_by else ""),
        text=_("{who} did a task: {task}").format(who=who, task=row.title or "—"),
        said=row.note,
        kind="task",
        place=Place(at, 3, row.pk),
        **_about(row, wide),
    )


def _about(row: Activity | Touch | Task, wide: bool) -> dict[str, Any]:
    """The lead of the row, else the person, for a story that holds several."""
    about = (row.lead or row.contact) if wide else None
    return {"about": str(about), "about_url": about.get_absolute_url()} if about else {}


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
