"""Tasks: planning, doing, postponing, giving to a colleague, and reminding.

A lead's next action is the first open task of its owner about it, in this one place (`settle`).
What the pipeline or a form says of it stands by itself until there is a task; then its words
become a task too (`adopt`), so that neither side loses what the other said.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.business_days import DAY, add_working_days, local_date, today, zone
from alignment.web.errors import Incomplete, NotAllowed
from leads import tiers
from leads.choices import Stage, TaskKind
from leads.models import Company, Contact, Lead, Task
from leads.moments import is_odd
from leads.parsing.plans import kind_of

# Where the pipeline waits for the next action, until the end of its day.
FOLLOWED = (Stage.ACCEPTED, Stage.SQL)
BEFORE_THE_HOUR = timedelta(minutes=15)
IN_THE_MORNING = time(9)
LONGEST_TITLE, LONGEST_NOTE = 200, 2000
FIELDS = ("title", "kind", "note", "place", "owner", "due_on", "starts_at", "ends_at", "remind_at")


def plan_task(
    *,
    by: User | None,
    title: str,
    owner: User | None = None,
    lead: Lead | None = None,
    contact: Contact | None = None,
    company: Company | None = None,
    **fields: Any,
) -> Task:
    """Plan something for oneself or a colleague, about a lead, a person, a company or nothing.

    `starts_at` and `ends_at` are instants, `due_on` the local day (that of the start when there is
    one). It reminds 15 minutes before the hour, else at nine on its day, unless `remind_at` is
    given. `by` None is a rule, which must name the owner. Raises Incomplete, NotAllowed.
    """
    if by is not None:
        _require_operator(by)
    elif owner is None:
        raise Incomplete(fields={"owner": gettext_lazy("Required.")})
    task = Task(
        title=title.strip(),
        owner=owner or by,
        lead=lead,
        contact=contact or (lead.contact if lead else None),
        company=company or (contact.company if contact and lead is None else None),
        created_by=by,
        **fields,
    )
    _complete(task)
    if "remind_at" not in fields:
        task.remind_at = usual_reminder(task)
    with transaction.atomic():
        locked = _locked(task.lead_id)
        if locked:
            adopt(locked)
        task.save(force_insert=True)
        _record("task.planned", task, by, tell=_told(task, by))
        if locked:
            settle(locked)
    return task


def change_task(task: Task, *, by: User, **fields: Any) -> Task:
    """Change what, when or who; a new owner is told. Raises Incomplete, NotAllowed."""
    require_holder(task, by)
    with transaction.atomic():
        lead, row = (
            _locked(task.lead_id),
            Task.objects.select_for_update(of=("self",)).get(pk=task.pk),
        )
        old = Task.objects.select_related("owner").get(pk=task.pk)
        for name in FIELDS:
            if name in fields:
                setattr(row, name, fields[name])
        _complete(row)
        if "remind_at" not in fields and _when(row) != _when(old):
            row.remind_at, row.reminded_at = usual_reminder(row), None
        elif row.remind_at != old.remind_at:
            row.reminded_at = None
        changes = {
            name: _plain(getattr(old, name))
            for name in FIELDS
            if getattr(row, name) != getattr(old, name)
        }
        if changes:
            row.changed_at = timezone.now()
            row.save()
            given = row.owner_id != old.owner_id
            verb = "task.assigned" if given else "task.changed"
            _record(verb, row, by, was=changes, tell=_told(row, by) if given else [])
        if lead:
            settle(lead, left=old)
    task.refresh_from_db()
    return task


def finish(task: Task, *, by: User) -> Task:
    """Note that it is done; doing it twice keeps the first moment."""
    return _end(task, by, "task.done", done_at=timezone.now(), done_by=by)


def give_up(task: Task, *, by: User) -> Task:
    """Take it off the list without having done it."""
    return _end(task, by, "task.cancelled", cancelled_at=timezone.now())


def reopen(task: Task, *, by: User) -> Task:
    """Put it back on the list, done or given up."""
    require_holder(task, by)
    with transaction.atomic():
        lead = _locked(task.lead_id)
        ended = Task.objects.filter(pk=task.pk).exclude(
            done_at__isnull=True, cancelled_at__isnull=True
        )
        changes = {"done_at": None, "done_by": None, "cancelled_at": None}
        if ended.update(**changes, changed_at=timezone.now()):
            task.refresh_from_db()
            _record("task.reopened", task, by)
            if lead:
                settle(lead)
    return task


def postpone(task: Task, *, by: User, to: date) -> Task:
    """Move it to another day at the same hour."""
    values: dict[str, Any] = {"due_on": to}
    if task.starts_at:
        values["starts_at"] = _on(to, task.starts_at)
        if task.ends_at:
            values["ends_at"] = values["starts_at"] + (task.ends_at - task.starts_at)
    return change_task(task, by=by, **values)


def finish_next(lead: Lead, *, by: User) -> Task | None:
    """Do what the lead itself says comes next: it becomes a task that is done."""
    with transaction.atomic():
        locked = _locked(lead.pk)
        task = adopt(locked, wordless=True) if locked else None
        if task is None and locked:
            task = _first(locked)
        return finish(task, by=by) if task else None


def later(now: date | None = None) -> dict[str, date]:
    """The days that one tap postpones to: the next working day, Monday of next week."""
    day = now or today()
    monday = day + (7 - day.weekday()) * DAY
    return {"tomorrow": add_working_days(day, 1), "week": monday}


# --- The lead's next action -------------------------------------------------------------------
def adopt(lead: Lead, *, wordless: bool = False) -> Task | None:
    """Make a task of the next action that stands on the lead alone, before another displaces it.

    A date without words only asks for a plan: it becomes a task when `wordless`.
    """
    said, on = lead.next_action, lead.next_action_on
    if lead.owner_id is None or not lead.is_open or not (said or (wordless and on)):
        return None
    mine = lead.tasks.open().filter(owner=lead.owner_id)
    if mine.filter(due_on=on, **({"title": said} if said else {})).exists():
        return None
    task = Task(
        title=said or _("Follow up"), owner_id=lead.owner_id, lead=lead, contact=lead.contact,
        due_on=on, kind=kind_of(said),
    )  # fmt: skip
    task.remind_at = usual_reminder(task)
    task.save(force_insert=True)
    return task


def follow(lead: Lead, *, said: str, on: date | None) -> None:
    """After somebody wrote another next action on the lead: its task says so too.

    `said` and `on` are what stood there before. Call it in the transaction of the change.
    """
    mine = lead.tasks.open().filter(owner=lead.owner_id)
    task = mine.filter(title=said, due_on=on).first() if said else None
    if task and lead.next_action:
        task.title, task.due_on = lead.next_action, lead.next_action_on
        if task.starts_at and task.due_on:
            task.starts_at, task.ends_at = _on(task.due_on, task.starts_at), None
        elif task.starts_at:
            task.starts_at = task.ends_at = None
        task.remind_at, task.reminded_at = usual_reminder(task), None
        task.changed_at = timezone.now()
        task.save()
    elif mine.exists():
        adopt(lead)
    if mine.exists():
        settle(lead)
    elif lead.stage in FOLLOWED and lead.next_action_on:
        due_at = tiers.end_of(lead.next_action_on)
        Lead.objects.filter(pk=lead.pk).update(due_at=due_at)


def settle(lead: Lead, *, left: Task | None = None) -> None:
    """Write the owner's first open task on the lead as its next action.

    When `left` was the last one there is no next action, and the lead asks for one today.
    """
    first = _first(lead)
    if first is None and (left is None or left.owner_id != lead.owner_id or not lead.is_open):
        return
    values: dict[str, Any] = {
        "next_action": first.title if first else "",
        "next_action_on": first.due_on if first else None,
    }
    if lead.stage in FOLLOWED:
        values["due_at"] = tiers.end_of(values["next_action_on"] or today())
    if any(getattr(lead, name) != value for name, value in values.items()):
        Lead.objects.filter(pk=lead.pk).update(
            **values, version=F("version") + 1, changed_at=timezone.now()
        )
        for name, value in values.items():
            setattr(lead, name, value)


def _first(lead: Lead) -> Task | None:
    return lead.tasks.open().filter(owner=lead.owner_id).first() if lead.owner_id else None


# --- Reminders --------------------------------------------------------------------------------
def usual_reminder(task: Task) -> datetime | None:
    """Fifteen minutes before the hour, else nine o'clock on its day; without a day, none."""
    if task.starts_at:
        return task.starts_at - BEFORE_THE_HOUR
    return datetime.combine(task.due_on, IN_THE_MORNING, tzinfo=zone()) if task.due_on else None


def remind_due(now: datetime | None = None, *, most: int = 500) -> int:
    """Tell the owners of open tasks whose reminder has come, each once; returns how many."""
    now = now or timezone.now()
    due = Task.objects.open().filter(remind_at__lte=now, reminded_at__isnull=True)
    told = 0
    for task in due.select_related(
        "owner", "lead__company", "lead__contact", "contact", "company"
    ).order_by("remind_at")[:most]:
        with transaction.atomic():
            # Compare-and-set: of two workers, one tells it.
            mine = Task.objects.open().filter(pk=task.pk, reminded_at__isnull=True)
            if mine.update(reminded_at=now):
                _record("task.due", task, None, tell=[task.owner_id])
                told += 1
    return told


# --- What they share --------------------------------------------------------------------------
def _end(task: Task, by: User, verb: str, **changes: Any) -> Task:
    require_holder(task, by)
    with transaction.atomic():
        lead = _locked(task.lead_id)
        if Task.objects.open().filter(pk=task.pk).update(**changes, changed_at=timezone.now()):
            task.refresh_from_db()
            _record(verb, task, by)
            if lead:
                settle(lead, left=task)
    task.refresh_from_db()
    return task


def _complete(task: Task) -> None:
    """Check what was said, and set the day by the hour."""
    wrong: dict[str, Any] = {}
    if not task.title.strip():
        wrong["title"] = gettext_lazy("Required.")
    for name, longest in (
        ("title", LONGEST_TITLE),
        ("place", LONGEST_TITLE),
        ("note", LONGEST_NOTE),
    ):
        if len(getattr(task, name)) > longest:
            wrong[name] = gettext_lazy("At most {n} characters.").format(n=longest)
    if task.kind not in TaskKind.values:
        wrong["kind"] = gettext_lazy("Not one of the choices.")
    if task.starts_at:
        task.due_on = local_date(task.starts_at)
    if is_odd(task.due_on):
        wrong["due_on"] = gettext_lazy("This year cannot be meant.")
    if task.ends_at and (task.starts_at is None or task.ends_at < task.starts_at):
        wrong["ends_at"] = gettext_lazy("The end must not come before the start.")
    if not task.owner.is_active or not task.owner.kinds:
        wrong["owner"] = gettext_lazy("Choose somebody of the teams.")
    if task.contact and task.contact.erased_at:
        wrong["contact"] = gettext_lazy("This person was erased.")
    if wrong:
        raise Incomplete(fields=wrong)


def _when(task: Task) -> tuple[Any, ...]:
    return task.due_on, task.starts_at


def _on(day: date, at: datetime) -> datetime:
    return datetime.combine(day, at.astimezone(zone()).time(), tzinfo=zone())


def _locked(lead_id: int | None) -> Lead | None:
    if lead_id is None:
        return None
    rows = Lead.objects.select_for_update(of=("self",)).select_related("contact", "company")
    return rows.get(pk=lead_id)


def _told(task: Task, by: User | None) -> list[int]:
    return [task.owner_id] if by is None or task.owner_id != by.pk else []


def _record(verb: str, task: Task, by: User | None, **facts: Any) -> None:
    about = task.lead or task.contact or task.company
    facts |= {"owner": task.owner_id, "due_on": _plain(task.due_on), "about": str(about or "")}
    journal.record(verb, actor=by, target=task, **facts)


def _plain(value: Any) -> Any:
    if isinstance(value, User):
        return value.pk
    return value if isinstance(value, str | int | None) else value.isoformat()


def _require_operator(by: User) -> None:
    if not (by.is_sales or by.is_marketing or by.is_direction):
        raise NotAllowed


def require_holder(task: Task, by: User) -> None:
    """Whose task it is, who planned it, and managers."""
    if by.pk not in (task.owner_id, task.created_by_id) and not (by.is_manager or by.is_direction):
        raise NotAllowed(gettext_lazy("This task is somebody else’s."))
