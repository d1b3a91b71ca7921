"""Late promises: what ran out, why, where it came from; a cause in one tap."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.business_days import add_months, first_of_month, today, zone
from alignment.web.errors import NotAllowed, Refused
from alignment.web.htmx import render_part, wants_part
from alignment.web.moments import day_hour
from alignment.web.policies import MEMBER, OPERATOR, allow
from leads.views.actions import answer, back_url
from leads.views.listing import listed
from sla import breaches, postponing
from sla.acts import acts_of
from sla.choices import Cause, Side
from sla.filters import BreachFilter
from sla.forms.late import PostponeForm
from sla.models import Breach
from sla.selectors import lateness

MONTHS_BACK = 24
NOT_NARROWING = frozenset({"month", "cursor", "sort"})


@allow(MEMBER)
@require_safe
def late(request: HttpRequest) -> HttpResponse:
    """Late promises of a month (`month`=YYYY-MM): by cause, by source, by hour, and the rows."""
    month = month_of(request.GET.get("month", ""))
    found = lateness.breaches_of(month)
    context = listed(request, found, BreachFilter, orders=("breached_at",), default="-breached_at")
    context |= {
        "month": month,
        "previous_month": add_months(month, -1),
        "next_month": add_months(month, 1) if month < first_of_month(today()) else None,
        "by_cause": lateness.by_cause(found),
        "by_source": lateness.by_source(found),
        "by_hour": lateness.by_hour(found),
        "causes": Cause.choices,
        "sides": [(side, label) for side, label in Side.choices if side != Side.DIRECTION],
        "shown": request.GET,
        "narrowed": any(value for name, value in request.GET.items() if name not in NOT_NARROWING),
        "total": found.order_by().count(),
        "page_url": request.get_full_path(),
    }
    for breach in context["page"].rows:
        breach.acts = acts_of(breach.clock, actor(request))
    status = context["status"]
    return render_part(request, "sla/late.html", "sla/_late.html", context, status=status)


@allow(OPERATOR)
@require_POST
def explain(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Say the cause of a late promise in one tap."""
    found = Breach.objects.select_related("clock__lead__company", "clock__lead__contact")
    breach = get_object_or_404(found, public_id=public_id)
    try:
        breaches.explain(breach, by=actor(request), cause=request.POST.get("cause", ""))
    except Refused as error:
        if wants_part(request):
            return _cell(request, breach, error=str(error), status=error.status)
        raise
    if wants_part(request):
        return _cell(request, breach)
    toasts.say(request, _("Noted: {cause}.").format(cause=breach.get_cause_display()))
    return redirect(f"{reverse('sla:late')}?month={breach.breached_at.astimezone(zone()):%Y-%m}")


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def postpone(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Ask for the new moment of a late promise (GET), or agree on it (POST)."""
    found = Breach.objects.select_related("clock__lead__company", "clock__lead__contact")
    breach = get_object_or_404(found, public_id=public_id, withdrawn_at__isnull=True)
    if not postponing.may_postpone(breach.clock, actor(request)):
        raise NotAllowed
    form = PostponeForm(request.POST if request.method == "POST" else None)
    fallback = reverse("sla:late")
    if request.method == "POST":
        clock = form.saved(lambda **said: postponing.postpone(breach, by=actor(request), **said))
        if clock:
            moment = day_hour(clock.postponed_until)
            toasts.say(request, _("Put off to {moment}.").format(moment=moment))
            if wants_part(request):
                return answer(request)
            return redirect(back_url(request, fallback))
    context = {
        "form": form,
        "breach": breach,
        "in_dialog": wants_part(request),
        "next": back_url(request, fallback),
    }
    page, part = "sla/postpone.html", "sla/_postpone.html"
    return render_part(request, page, part, context, status=form.status)


@allow(MEMBER)
@require_safe
def chip(request: HttpRequest) -> HttpResponse:
    """The chip of the menu, asked again while the page is open."""
    return render(request, "sla/_chip.html", {"chip": lateness.chip_of(actor(request))})


def month_of(text: str) -> date:
    """The month that an address names; this month when it names none, or one out of reach."""
    this_month = first_of_month(today())
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return this_month
    return month if add_months(this_month, -MONTHS_BACK) <= month <= this_month else this_month


def _cell(request: HttpRequest, breach: Breach, error: str = "", status: int = 200) -> HttpResponse:
    context = {"breach": breach, "causes": Cause.choices, "error": error}
    return render(request, "sla/_cause.html", context, status=status)
