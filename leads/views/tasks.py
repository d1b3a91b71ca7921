"""Tasks: the page of the day, planning in one line, and what one tap does."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.notifications.services import mark_read_about
from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.errors import Incomplete
from alignment.web.htmx import render_part, wants_part
from alignment.web.nav import shell_of
from alignment.web.policies import MEMBER, OPERATOR, allow
from leads import todo
from leads.forms.tasks import PlanForm, TaskForm, read_line
from leads.models import Company, Contact, Lead, Task
from leads.selectors.my_day import day_of
from leads.selectors.queues import waiting
from leads.views.actions import answer, back_url

RECORDS: dict[str, Any] = {
    "lead": Lead.objects.select_related("company", "contact"),
    "contact": Contact.objects.filter(erased_at__isnull=True).select_related("company"),
    "company": Company.objects.all(),
}
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@allow(MEMBER)
@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    """Late, today and this week, with what waits in the queue and the promises that run out."""
    user = actor(request)
    context = {
        "day": day_of(user),
        "form": PlanForm(),
        "decide": waiting(user, only={"decide", "conclude", "returned", "answer", "rule"}).answers,
        "clock": shell_of(request).clock,
        "days": {code: date_format(day, "l j F") for code, day in todo.later().items()},
        "may_write": OPERATOR.holds(request.user),
    }
    return render(request, "leads/my_day.html", context)


@allow(OPERATOR)
@read_or_post
def task_new(request: HttpRequest, record: str = "", public_id: Any = None) -> HttpResponse:
    """Plan something in one line, about a lead, a person, a company or nothing."""
    about = {record: get_object_or_404(RECORDS[record], public_id=public_id)} if record else {}
    form = PlanForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        planned = form.saved(lambda **values: todo.plan_task(by=actor(request), **about, **values))
        if planned:
            undo = reverse("leads:task_give_up", args=[planned.public_id])
            toasts.say(request, _("Planned: {task}.").format(task=planned), undo=undo)
            return _changed(request, planned)
    if form.is_bound and wants_part(request) and request.htmx.target == "plan-read":  # type: ignore[attr-defined]
        return render(request, "leads/_form_errors.html", {"form": form}, status=form.status)
    reading = read_line(form["line"].value()) if form.is_bound and form["line"].value() else None
    context = {
        "form": form,
        "about": next(iter(about.values()), None),
        "reading": reading,
        "in_dialog": wants_part(request),
        "next": back_url(request, reverse("leads:my_day")),
    }
    page, part = "leads/task_new.html", "leads/_task_new.html"
    return render_part(request, page, part, context, status=form.status)


@allow(OPERATOR)
@require_POST
def task_read(request: HttpRequest) -> HttpResponse:
    """How a line is understood, while it is typed."""
    text = request.POST.get("line", "")
    context = {"reading": read_line(text) if text.strip() else None}
    return render(request, "leads/_task_read.html", context)


@allow(MEMBER)
@read_or_post
def task(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One task, field by field; its owner, its planner and managers may change it."""
    row = _task(public_id)
    form = TaskForm(request.POST if request.method == "POST" else None, task=row)
    if form.is_bound:
        todo.require_holder(row, actor(request))
        changed = form.saved(lambda **values: todo.change_task(row, by=actor(request), **values))
        if changed:
            toasts.say(request, _("Saved: {task}.").format(task=changed))
            return _changed(request, changed)
    mark_read_about(row, by=actor(request))
    context = {
        "form": form,
        "task": row,
        "about": row.lead or row.contact or row.company,
        "in_dialog": wants_part(request),
        "next": back_url(request, reverse("leads:my_day")),
    }
    return render_part(request, "leads/task.html", "leads/_task.html", context, status=form.status)


@allow(OPERATOR)
@require_POST
def task_done(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Done, in one tap."""
    row = todo.finish(_task(public_id), by=actor(request))
    again = reverse("leads:task_again", args=[row.public_id])
    toasts.say(request, _("Done: {task}.").format(task=row), undo=again)
    return _changed(request, row)


@allow(OPERATOR)
@require_POST
def task_again(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Not done after all."""
    row = todo.reopen(_task(public_id), by=actor(request))
    toasts.say(request, _("Back on the list: {task}.").format(task=row))
    return _changed(request, row)


@allow(OPERATOR)
@require_POST
def task_give_up(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Off the list, not done."""
    row = todo.give_up(_task(public_id), by=actor(request))
    again = reverse("leads:task_again", args=[row.public_id])
    toasts.say(request, _("Given up: {task}.").format(task=row), undo=again)
    return _changed(request, row)


@allow(OPERATOR)
@require_POST
def task_later(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Another day: `to` is tomorrow, week, or a day."""
    row = _task(public_id)
    was = row.due_on
    day = _day_asked(request.POST.get("to") or request.GET.get("to", ""))
    row = todo.postpone(row, by=actor(request), to=day)
    undo = reverse("leads:task_later", args=[row.public_id])
    undo = f"{undo}?{urlencode({'to': was.isoformat()})}" if was else ""
    toasts.say(request, _("Moved: {task}.").format(task=row), undo=undo)
    return _changed(request, row)


@allow(OPERATOR)
@require_POST
def next_done(request: HttpRequest, public_id: Any) -> HttpResponse:
    """What the lead says comes next is done."""
    lead = get_object_or_404(Lead, public_id=public_id)
    row = todo.finish_next(lead, by=actor(request))
    if row:
        again = reverse("leads:task_again", args=[row.public_id])
        toasts.say(request, _("Done: {task}.").format(task=row), undo=again)
        return _changed(request, row)
    return answer(request) if wants_part(request) else HttpResponseRedirect(lead.get_absolute_url())


def _day_asked(text: str) -> date:
    try:
        return todo.later().get(text) or date.fromisoformat(text)
    except ValueError:
        raise Incomplete(_("Which day?")) from None


def _changed(request: HttpRequest, row: Task) -> HttpResponse:
    if wants_part(request):
        return answer(request)
    return HttpResponseRedirect(back_url(request, reverse("leads:my_day")))


def _task(public_id: Any) -> Task:
    people = ("owner__team", "lead__company", "lead__contact", "contact", "company")
    return get_object_or_404(Task.objects.select_related(*people), public_id=public_id)
