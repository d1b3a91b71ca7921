"""What both teams go through once a week: sections that each app supplies.

AGENDA_SECTIONS names functions of (now) that return a Section; rituals asks them without knowing
what they count. Each reads a constant number of statements.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from alignment.rituals.models import Action
from alignment.web.business_days import local_date

# Rows that fit on a sheet with the other sections; the total says how many more there are.
SHOWN = 6
DAYS_AHEAD = 7


@dataclass(frozen=True)
class Row:
    """One point: what, about whom, where to act, and whose turn it is (a team's kind)."""

    label: str
    detail: str = ""
    url: str = ""
    ball: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True)
class Section:
    """A part of the meeting; `minutes` 0 is read without a slot of its own.

    `total` counts every point, `rows` holds the most urgent; `url` lists them all.
    """

    key: str
    title: Any
    minutes: int
    empty: Any
    rows: list[Row] = field(default_factory=list)
    total: int = 0
    url: str = ""

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def sections(now: datetime) -> list[Section]:
    """Every section of the week, in the order of the meeting."""
    found: list[Callable[[datetime], Section]] = [
        import_string(path) for path in settings.AGENDA_SECTIONS
    ]
    return [section(now) for section in found]


def sections_of(kind: str, now: datetime) -> list[Section]:
    """What a meeting of the kind goes through, named in MEETING_SECTIONS."""
    return [import_string(path)(now) for path in settings.MEETING_SECTIONS[kind]]


def frozen(found: list[Section]) -> list[dict[str, Any]]:
    """The sections as plain JSON, in the words of the one who starts the meeting."""
    return [
        {
            "key": part.key, "title": str(part.title), "minutes": part.minutes,
            "empty": str(part.empty), "total": part.total, "url": part.url, "more": part.more,
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


def actions_due(now: datetime) -> Section:
    """Open actions whose day is past or comes within a week."""
    today = local_date(now)
    last = today.fromordinal(today.toordinal() + DAYS_AHEAD)
    due = Action.objects.open().filter(due_on__lte=last)  # type: ignore[attr-defined]
    rows = due.select_related("owner__team").order_by("due_on", "pk")[:SHOWN]
    return Section(
        "actions", _("Actions due"), 3, _("No action is due this week."),
        [_row_of(action) for action in rows], due.count(),
        f"{reverse('rituals:actions')}?show=open",
    )  # fmt: skip


def _row_of(action: Action) -> Row:
    return Row(
        action.title,
        _("{who}, until {day}").format(
            who=action.owner.full_name, day=date_format(action.due_on, "SHORT_DATE_FORMAT")
        ),
        reverse("rituals:action_done", args=[action.public_id]),
        action.owner.team_kind,
    )
