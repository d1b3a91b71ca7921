"""What one person means to do: late, today, this week; in a constant number of statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from alignment.people.models import User
from alignment.web.business_days import DAY, day_bounds, today
from leads.choices import TaskKind
from leads.models import Company, Contact, Lead, Task
from leads.parsing.plans import kind_of
from leads.todo import FOLLOWED

MOST = 300
_PERSON = ("public_id", "first_name", "last_name", "email", "phone", "mobile")
_LEAD = ("public_id", "external_id", "company__name", *(f"contact__{name}" for name in _PERSON))
COLUMNS = (
    "public_id", "owner", "title", "kind", "due_on", "starts_at", "ends_at", "done_at",
    "cancelled_at", *(f"lead__{name}" for name in _LEAD), *(f"contact__{name}" for name in _PERSON),
    "contact__company__name", "company__public_id", "company__name",
)  # fmt: skip
DONE_SHOWN = 20


@dataclass(frozen=True)
class Step:
    """One line of the day: a task, or the next action that a lead itself asks for."""

    title: str
    due_on: date | None
    about: Lead | Contact | Company | None
    task: Task | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    kind: str = TaskKind.TODO

    @property
    def lead(self) -> Lead | None:
        return self.about if isinstance(self.about, Lead) else None

    @property
    def contact(self) -> Contact | None:
        """Whom to call or write."""
        if isinstance(self.about, Contact):
            return self.about
        return (self.task.contact if self.task else None) or (
            self.lead.contact if self.lead else None
        )


@dataclass
class Day:
    """The parts of the page, each in the order to do it."""

    today: date
    late: list[Step] = field(default_factory=list)
    now: list[Step] = field(default_factory=list)
    week: list[Step] = field(default_factory=list)
    later: list[Step] = field(default_factory=list)
    undated: list[Step] = field(default_factory=list)
    done: list[Task] = field(default_factory=list)


def day_of(user: User, day: date | None = None) -> Day:
    """Open tasks and due next actions of the person, and what they did today."""
    day = day or today()
    found = Day(day)
    week_ends = day + (6 - day.weekday() or 7) * DAY
    for step in sorted([*_tasks(user), *_next_actions(user)], key=_order):
        _part(found, step.due_on, week_ends).append(step)
    start, end = day_bounds(day)
    done = user.tasks.filter(done_at__gte=start, done_at__lt=end)
    found.done = list(_about(done).order_by("-done_at")[:DONE_SHOWN])
    return found


def step_of(lead: Lead) -> Step | None:
    """What the lead says comes next, None when nothing does."""
    if not (lead.next_action or lead.next_action_on):
        return None
    title = lead.next_action or _("Follow up")
    return Step(title, lead.next_action_on, lead, kind=kind_of(title))


def _part(found: Day, due_on: date | None, week_ends: date) -> list[Step]:
    if due_on is None:
        return found.undated
    if due_on < found.today:
        return found.late
    if due_on == found.today:
        return found.now
    return found.week if due_on <= week_ends else found.later


def _tasks(user: User) -> Iterable[Step]:
    for task in _about(user.tasks.open())[:MOST]:
        about = task.lead or task.contact or task.company
        yield Step(task.title, task.due_on, about, task, task.starts_at, task.ends_at, task.kind)


def _about(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """With what they are about, by name: a lead alone has some eighty columns."""
    return tasks.select_related(
        "lead__company", "lead__contact", "contact__company", "company"
    ).only(*COLUMNS)


def _next_actions(user: User) -> Iterable[Step]:
    """What leads ask for by themselves; what is a task as well is shown as the task."""
    planned = Task.objects.open().filter(
        lead=OuterRef("pk"), owner=user, due_on=OuterRef("next_action_on")
    )
    leads = (
        Lead.objects.filter(owner=user, stage__in=FOLLOWED, next_action_on__isnull=False)
        .filter(~Exists(planned), Q(next_action_on__lte=today() + 7 * DAY))
        .select_related("company", "contact")
        .only(*_LEAD, "next_action", "next_action_on")
        .order_by("next_action_on", "id")
    )
    for lead in leads[:MOST]:
        if step := step_of(lead):
            yield step


def _order(step: Step) -> tuple[bool, date, bool, str, int]:
    # By day; on a day what has an hour comes first, by the hour.
    hour = step.starts_at.isoformat() if step.starts_at else ""
    key = step.task.pk if step.task else 0
    return (step.due_on is None, step.due_on or date.max, not hour, hour, key)
