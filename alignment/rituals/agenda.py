"""What both teams go through in their meetings: sections that each app supplies.

AGENDA_SECTIONS and MEETING_SECTIONS name functions of (asked) that return a Section; rituals asks
them without knowing what they count. Each reads a constant number of statements.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from alignment.rituals.choices import Kind, State
from alignment.rituals.models import Action, Meeting
from alignment.web.business_days import local_date

# Rows that fit on a sheet with the other sections; the total says how many more there are.
SHOWN = 6
DAYS_AHEAD = 7


# Since when a first meeting looks back.
USUAL = {
    Kind.WEEKLY: timedelta(days=7),
    Kind.MONTHLY: timedelta(days=31),
    Kind.QUARTERLY: timedelta(days=92),
}


@dataclass(frozen=True)
class Asked:
    """When a meeting looks, and since when: the end of the last one of its kind."""

    now: datetime
    since: datetime


@dataclass(frozen=True)
class Row:
    """One point: what, about whom, where to act, and whose turn it is (a team's kind)."""

    label: str
    detail: str = ""
    url: str = ""
    ball: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True)
class Act:
    """What may be done about a point at once: the words of a button, and where it leads."""

    label: Any
    url: str


@dataclass(frozen=True)
class Section:
    """A part of the meeting; `minutes` 0 is read without a slot of its own.

    `total` counts every point, `rows` holds the most urgent; `url` lists them all. Where a figure
    says more than how many points there are, `figure` is the number of the card.
    """

    key: str
    title: Any
    minutes: int
    empty: Any
    rows: list[Row] = field(default_factory=list)
    total: int = 0
    url: str = ""
    figure: str = ""

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def sections(now: datetime) -> list[Section]:
    """Every section of the week, in the order of the meeting."""
    return _told(settings.AGENDA_SECTIONS, asked_by(Kind.WEEKLY, now))


def sections_of(kind: str, now: datetime) -> list[Section]:
    """What a meeting of the kind goes through, named in MEETING_SECTIONS."""
    return _told(settings.MEETING_SECTIONS[kind], asked_by(kind, now))


def asked_by(kind: str, now: datetime) -> Asked:
    """What a meeting of the kind asks: since the last one that was held, else its usual time."""
    held = Meeting.objects.filter(ritual__kind=kind, state=State.HELD, ended_at__lt=now)
    last = held.order_by("-ended_at").values_list("ended_at", flat=True).first()
    return Asked(now, last or now - USUAL[Kind(kind)])


def acts_on(card: dict[str, Any], user: Any, back: str) -> list[dict[str, Any]]:
    """The rows of a frozen card, each with what this person may do about it now."""
    acts = import_string(settings.MEETING_ACTS)([row["url"] for row in card["rows"]], user, back)
    return [{**row, "acts": acts.get(row["url"], [])} for row in card["rows"]]


def _told(paths: Sequence[str], asked: Asked) -> list[Section]:
    found: list[Callable[[Asked], Section]] = [import_string(path) for path in paths]
    return [section(asked) for section in found]


def frozen(found: list[Section]) -> list[dict[str, Any]]:
    """The sections as plain JSON, in the words of the one who starts the meeting."""
    return [
        {
            "key": part.key, "title": str(part.title), "minutes": part.minutes,
            "empty": str(part.empty), "total": part.total, "url": part.url, "more": part.more,
            "figure": part.figure,
            "rows": [
                {
                    "label": str(row.label), "detail": str(row.detail), "url": row.url,
                    "ball": row.ball,
                    "due_at": row.due_at.isoformat() if row.due_at else "",
                }
                for row in part.rows
            ],
        }
        for part in found
    ]  # fmt: skip


def actions_due(asked: Asked) -> Section:
    """Open actions whose day is past or comes within a week."""
    today = local_date(asked.now)
    last = today.fromordinal(today.toordinal() + DAYS_AHEAD)
    due = Action.objects.open().filter(due_on__lte=last)  # type: ignore[attr-defined]
    rows = due.select_related("owner__team").order_by("due_on", "pk")[:SHOWN]
    return Section(
        "actions", _("Actions due"), 3, _("No action is due this week."),
        [_row_of(action) for action in rows], due.count(),
        f"{reverse('rituals:actions')}?show=open",
    )  # fmt: skip


def actions_first(asked: Asked) -> Section:
    """The same where they have no slot of their own: no meeting without them."""
    return replace(actions_due(asked), minutes=0)


def _row_of(action: Action) -> Row:
    return Row(
        action.title,
        _("{who}, until {day}").format(
            who=action.owner.full_name, day=date_format(action.due_on, "SHORT_DATE_FORMAT")
        ),
        reverse("rituals:action_done", args=[action.public_id]),
        action.owner.team_kind,
    )
