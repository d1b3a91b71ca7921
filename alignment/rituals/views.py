"""Actions: who does what until when, and what it changed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.rituals import agenda as week
from alignment.rituals import selectors, services
from alignment.rituals.forms import DoneForm
from alignment.rituals.models import Action
from alignment.web.business_days import today
from alignment.web.paging import keyset_page
from alignment.web.policies import MEMBER, OPERATOR, allow
from alignment.web.toasts import say

ORDERS = {selectors.DONE: ["-done_at"]}


@allow(MEMBER)
@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """What both teams go through this week, on one sheet."""
    now = timezone.now()
    sections = week.sections(now)
    context = {
        "sections": sections,
        "minutes": sum(section.minutes for section in sections),
        "total": sum(section.total for section in sections),
        "now": now,
    }
    return render(request, "rituals/agenda.html", context)


@allow(MEMBER)
@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """Open actions, mine or everybody's, or the done ones (`show`)."""
    user = actor(request)
    asked = request.GET.get("show", selectors.MINE)
    which = asked if asked in selectors.SHOWN else selectors.MINE
    page = keyset_page(
        selectors.actions_shown(which, user),
        order=ORDERS.get(which, ["due_on"]),
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "page": page,
        "which": which,
        "rows": [(row, services.may_finish(row, user)) for row in page],
        "today": today(),
    }
    return render(request, "rituals/actions.html", context)


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Note that an action is done, and what it changed."""
    row = _action(public_id)
    form = DoneForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.saved(
        lambda **values: services.finish(row, by=actor(request), **values)
    ):
        say(request, _("Done: {action}.").format(action=row.title))
        return redirect(f"{reverse('rituals:actions')}?show=done")
    context = {"form": form, "action": row}
    return render(request, "rituals/done.html", context, status=form.status)


@allow(OPERATOR)
@require_POST
def again(request: HttpRequest, public_id: Any) -> HttpResponse:
    """It was not done after all."""
    row = services.take_up_again(_action(public_id), by=actor(request))
    say(request, _("Open again: {action}.").format(action=row.title))
    return redirect("rituals:actions")


def _action(public_id: Any) -> Action:
    rows = Action.objects.select_related("owner__team", "owner__second_team")
    return get_object_or_404(rows, public_id=public_id)
