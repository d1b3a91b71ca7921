"""The page of hours, closed days and absences."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alignment.people.actor import actor
from alignment.web.business_days import today
from alignment.web.errors import Incomplete
from alignment.web.policies import MANAGER, MEMBER, allow
from alignment.web.toasts import say
from sla import calendars, hours
from sla.forms.hours import ClosureForm, WeekForm
from sla.models import Closure
from sla.selectors import days


@allow(MEMBER)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """When the company works, when it is closed, who is away."""
    return _page(request)


@allow(MANAGER)
@require_POST
def set_week(request: HttpRequest) -> HttpResponse:
    """Change the weekly hours; every clock that runs gets a new due time."""
    form = WeekForm(request.POST)
    if form.is_valid():
        try:
            hours.set_slots(form.slots(), by=actor(request))
        except Incomplete as refusal:
            form.place(refusal)
        else:
            say(request, _("The hours are saved; deadlines follow them."))
            return redirect("sla:calendar")
    return _page(request, week_form=form)


@allow(MANAGER)
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Add days on which the company is closed."""
    form = ClosureForm(request.POST)
    if form.is_valid():
        try:
            hours.add_closure(by=actor(request), **form.cleaned_data)
        except Incomplete as refusal:
            for name, problem in refusal.fields.items():
                form.add_error(name, str(problem))
        else:
            say(request, _("The closure is saved; deadlines follow it."))
            return redirect("sla:calendar")
    return _page(request, closure_form=form)


@allow(MANAGER)
@require_POST
def reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a closure back."""
    closure = get_object_or_404(Closure, public_id=public_id)
    hours.remove_closure(closure, by=actor(request))
    say(request, _("The closure is removed; deadlines follow."))
    return redirect("sla:calendar")


def _page(request: HttpRequest, **given: Any) -> HttpResponse:
    now, week = today(), calendars.week()
    context: dict[str, Any] = {
        "week": week,
        "week_form": WeekForm(hours=week, more="more" in request.GET),
        "day_minutes": calendars.calendar_of().day_minutes,
        "closures": days.closures_ahead(now),
        "closure_form": ClosureForm(),
        "holidays": days.holidays_ahead(now),
        "place": days.company_place(),
        "people": days.people_with_absences(now),
        "today": now,
        "may_change": MANAGER.holds(request.user),
        **given,
    }
    return render(request, "sla/calendar.html", context, status=400 if given else 200)
