"""One story of a lead, a person or a company: what both teams and the prospect did, by pages.

A lead's story holds what was done on it, and what its people did since they joined it where that
belongs to no other lead. A person's holds all of their cycles, a company's all of its people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alignment.journal.models import Event
from alignment.people.models import User
from leads.choices import ActivityKind, TouchKind
from leads.models import Activity, Company, Contact, Lead, Task, Touch
from leads.selectors.entries import (
    MARKETING,
    SALES,
    Entry,
    Place,
    Said,
    of_activity,
    of_event,
    of_task,
    of_touch,
    place_of,
)

__all__ = ["KINDS", "Entry", "Place", "Story", "place_of", "story_of"]

PAGE = 30
EVERYTHING, CHANGES = "all", "changes"
# Told as the activity, touch or message itself.
SILENT = (
    "activity.logged", "campaign.answered", "form.answered", "post.written", "post.edited",
    "content.opened", "content.sent",
)  # fmt: skip
ANSWERS, STEPS, FEEDBACK, TASKS = "answers", "steps", "feedback", "tasks"
# What a story can be narrowed to, in the order of the menu.
KINDS: dict[str, str | Promise] = {
    ActivityKind.CALL: _("Calls"),
    ActivityKind.EMAIL: _("E-mails"),
    ActivityKind.MEETING: _("Meetings"),
    ActivityKind.MESSAGE: _("Messages"),
    ActivityKind.NOTE: _("Notes"),
    ANSWERS: _("Forms, campaigns and content"),
    STEPS: _("Hand-overs, verdicts and stages"),
    FEEDBACK: pgettext_lazy("story", "Feedback"),
    TASKS: _("Tasks done"),
}
# Rows at one instant: what was recorded of it last comes first.
TOUCH, ACTIVITY, EVENT, TASK = range(4)


@dataclass(frozen=True)
class Story:
    """A page of entries; `older` is the place to go on from, None at the beginning."""

    entries: list[Entry]
    older: Place | None


@dataclass(frozen=True)
class Scope:
    """Whose story: rows of these leads, people and company, and of `joined` since then."""

    record: Lead | Contact | Company
    leads: tuple[int, ...]
    contacts: tuple[int, ...] = ()
    company: int | None = None
    joined: tuple[tuple[int, datetime], ...] = ()

    @property
    def is_wide(self) -> bool:
        """Whether an entry must say which lead or person it is about."""
        return not isinstance(self.record, Lead)

    def rows(self) -> Q:
        """Activities, touches and tasks of the story."""
        found = Q(lead__in=self.leads)
        if self.contacts:
            found |= Q(contact__in=self.contacts)
        for contact, since in self.joined:
            found |= Q(contact=contact, lead__isnull=True, occurred_at__gte=since)
        return found

    def events(self) -> QuerySet[Event]:
        """Events of the story."""
        kind = self.record._meta.label_lower
        found = Q(target_kind=kind, target_id=self.record.pk)
        if self.is_wide and self.leads:
            found |= Q(target_kind=Lead._meta.label_lower, target_id__in=self.leads)
        return Event.objects.filter(found)


@dataclass(frozen=True)
class Filter:
    """What of it: `only` one team or changes alone, one kind of KINDS, one person."""

    only: str = EVERYTHING
    kind: str = ""
    by: User | None = None

    def has(self, *kinds: str) -> bool:
        return not self.kind or self.kind in kinds

    @property
    def team(self) -> str:
        return self.only if self.only in (MARKETING, SALES) else ""


def story_of(
    record: Lead | Contact | Company,
    *,
    only: str = EVERYTHING,
    kind: str = "",
    by: User | None = None,
    before: Place | None = None,
    people: Iterable[User] = (),
) -> Story:
    """The newest 30 entries after the place, in at most eight statements.

    `only` is marketing or sales (what that team did), or changes (without talks and touches);
    `people` are those whose names are known already.
    """
    scope, wanted = scope_of(record), Filter(only, kind, by)
    found: list[Entry] = []
    if wanted.has(STEPS, FEEDBACK):
        rows = _first(_told(scope, wanted), before, rank=EVENT)
        found += _events(scope, rows, {person.pk: person.full_name for person in people})
    if only != CHANGES and wanted.has(*ActivityKind.values):
        rows = _first(_done(scope, wanted), before, rank=ACTIVITY)
        found += [of_activity(row, wide=scope.is_wide) for row in rows]
    if only in (EVERYTHING, MARKETING) and by is None and wanted.has(ANSWERS):
        rows = _first(_touched(scope), before, rank=TOUCH)
        found += [of_touch(row, wide=scope.is_wide) for row in rows]
    if only != CHANGES and wanted.has(TASKS):
        rows = _first(_finished(scope, wanted), before, rank=TASK)
        found += [of_task(row, wide=scope.is_wide) for row in rows]
    found.sort(key=attrgetter("place"), reverse=True)
    page = found[:PAGE]
    return Story(page, page[-1].place if len(found) > PAGE else None)


def scope_of(record: Lead | Contact | Company) -> Scope:
    """Whose rows make the story of a record."""
    if isinstance(record, Lead):
        joined = [(party.contact_id, party.added_at) for party in record.parties.all()]
        if record.contact_id:
            joined.append((record.contact_id, record.captured_at))
        return Scope(record, (record.pk,), joined=tuple(joined))
    leads = tuple(record.leads.order_by().values_list("pk", flat=True))
    if isinstance(record, Contact):
        return Scope(record, leads, (record.pk,))
    contacts = tuple(record.contacts.order_by().values_list("pk", flat=True))
    return Scope(record, leads, contacts, record.pk)


def _told(scope: Scope, wanted: Filter) -> QuerySet[Event]:
    rows = scope.events().exclude(verb__in=SILENT)
    # Not as « is null »: SQLite would then read every event of all leads by that index.
    rows = rows.alias(taken_back=Coalesce("reverses_id", 0)).filter(taken_back=0)
    if wanted.team:
        rows = rows.filter(actor_team=wanted.team)
    if wanted.by:
        rows = rows.filter(actor=wanted.by)
    if wanted.kind == STEPS:
        rows = rows.filter(verb__startswith="lead.").exclude(verb="lead.edited")
    elif wanted.kind == FEEDBACK:
        rows = rows.filter(verb__startswith="feedback.")
    # A join for the reversal itself would have SQLite read the journal while few were undone.
    return rows.annotate(is_undone=Exists(Event.objects.filter(reverses=OuterRef("pk"))))


def _done(scope: Scope, wanted: Filter) -> QuerySet[Activity]:
    of_company = Q(company=scope.company) if scope.company else Q()
    rows = Activity.objects.filter(scope.rows() | of_company).select_related("by")
    if wanted.team:
        rows = rows.filter(team_kind=wanted.team)
    if wanted.by:
        rows = rows.filter(by=wanted.by)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    return _with_people(scope, rows)


def _touched(scope: Scope) -> QuerySet[Touch]:
    # The first record of the lead is told by the event of its logging.
    rows = Touch.objects.filter(scope.rows()).exclude(kind=TouchKind.CAPTURE, detail="")
    return _with_people(scope, rows.select_related("campaign"))


def _finished(scope: Scope, wanted: Filter) -> QuerySet[Task]:
    rows = Task.objects.filter(done_at__isnull=False).alias(occurred_at=F("done_at"))
    of_company = Q(company=scope.company) if scope.company else Q()
    rows = rows.filter(scope.rows() | of_company).select_related("done_by__team")
    if wanted.team:
        rows = rows.filter(done_by__team__kind=wanted.team)
    if wanted.by:
        rows = rows.filter(done_by=wanted.by)
    return _with_people(scope, rows)


def _with_people(scope: Scope, rows: QuerySet[Any]) -> QuerySet[Any]:
    """With the lead and person that a line of a wide story names."""
    return (
        rows.select_related("contact", "lead__company", "lead__contact") if scope.is_wide else rows
    )


def _first(rows: QuerySet[Any], before: Place | None, *, rank: int) -> QuerySet[Any]:
    if before is not None:
        after = Q(occurred_at__lt=before.at)
        if rank < before.rank:
            after |= Q(occurred_at=before.at)
        elif rank == before.rank:
            after |= Q(occurred_at=before.at, pk__lt=before.pk)
        rows = rows.filter(after)
    return rows.order_by("-occurred_at", "-pk")[: PAGE + 1]


def _events(scope: Scope, rows: QuerySet[Event], known: dict[int, str]) -> list[Entry]:
    events = list(rows)
    names, contacts = _names(events, known), _contacts(events)
    taken_back = _taken_back(scope, events)
    return [
        of_event(event, Said(names, contacts, taken_back.get(event.pk)), wide=scope.is_wide)
        for event in events
    ]


def _taken_back(scope: Scope, events: list[Event]) -> dict[int, Event]:
    """What took these events back, by their key; rarely anything, and then one statement."""
    undone = [event.pk for event in events if event.is_undone]  # type: ignore[attr-defined]
    reversals: Iterable[Event] = scope.events().filter(reverses__in=undone) if undone else ()
    return {row.reverses_id: row for row in reversals if row.reverses_id}


def _names(events: list[Event], known: dict[int, str]) -> dict[int, str]:
    """Names of our people that the events mention; those not known yet in one statement."""
    keys = {event.facts.get(name) for event in events for name in ("owner", "assignee")}
    wanted = [key for key in keys if isinstance(key, int) and key not in known]
    asked = User.objects.filter(pk__in=wanted) if wanted else ()
    return known | {user.pk: user.full_name for user in asked}


def _contacts(events: list[Event]) -> dict[int, str]:
    """Names of the people who joined or left; rarely anybody, and then one statement."""
    keys = {event.facts.get("contact") for event in events if event.verb.startswith("party.")}
    wanted = [key for key in keys if isinstance(key, int)]
    return (
        {row.pk: row.full_name for row in Contact.objects.filter(pk__in=wanted)} if wanted else {}
    )
