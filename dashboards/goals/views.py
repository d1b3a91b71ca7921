"""Shared goals: what both teams want to reach, written, signed and followed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.vision import goals, signing
from alignment.vision.choices import VersionStatus
from alignment.vision.models.goals import GoalPeriod, Objective
from alignment.web.business_days import today
from alignment.web.errors import Refused
from alignment.web.htmx import render_part
from alignment.web.paging import keyset_page
from alignment.web.policies import MANAGER, MEMBER, OPERATOR, allow
from alignment.web.toasts import say
from dashboards import page
from dashboards.goals import funnel, measuring
from dashboards.goals.forms import ObjectiveForm
from dashboards.goals.page import card, current, curve_of, overview
from dashboards.goals.sources import meaning_of

read_or_post = require_http_methods(["GET", "HEAD", "POST"])
ROWS_PER_PAGE = 50


@allow(MEMBER)
@require_safe
def goal_list(request: HttpRequest) -> HttpResponse:
    """Every goal: those that run, wait for a word, are written, or are over."""
    return render(request, "dashboards/goals.html", overview())


@allow(MEMBER)
@require_safe
def goals_part(request: HttpRequest) -> HttpResponse:
    """The goals that run today, a part of other pages."""
    return render(request, "dashboards/_goals_now.html", {"cards": current()})


@allow(MEMBER)
@require_safe
def goal(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One goal: where it stands, how it came there, what it takes, who signed."""
    return _page(request, _goal_or_404(public_id))


@allow(OPERATOR)
@read_or_post
def goal_new(request: HttpRequest) -> HttpResponse:
    """Write a goal; it counts once both teams have signed."""
    data = request.POST if request.method == "POST" else None
    start: dict[str, Any] = {"period": GoalPeriod.QUARTER, "first": today()}
    return _form_page(request, ObjectiveForm(data, **start), None)


@allow(OPERATOR)
@read_or_post
def goal_edit(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change a draft."""
    found = _goal_or_404(public_id)
    if found.status != VersionStatus.DRAFT:
        return redirect(found)
    data = request.POST if request.method == "POST" else None
    return _form_page(request, ObjectiveForm(data, objective=found), found)


@allow(OPERATOR)
@require_POST
def goal_change(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Write the next version of a goal in force."""
    draft = goals.change(_goal_or_404(public_id), by=actor(request))
    return redirect("dashboards:goal_edit", draft.public_id)


@allow(OPERATOR)
@require_POST
def goal_discard(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Throw a draft away."""
    goals.discard(_goal_or_404(public_id), by=actor(request))
    say(request, _("The draft is thrown away."))
    return redirect("dashboards:goals")


@allow(MANAGER)
@require_POST
def goal_propose(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Ask both teams to sign it."""
    found = _goal_or_404(public_id)
    try:
        signing.propose(found, by=actor(request))
    except Refused as refusal:
        return _refused(request, public_id, refusal)
    say(request, _("Proposed: both teams can sign now."))
    return redirect(found)


@allow(MANAGER)
@require_POST
def goal_sign(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Sign for a team what was shown; with both it is in force, and measured at once."""
    found, posted = _goal_or_404(public_id), request.POST
    side, digest = posted.get("side", ""), posted.get("digest", "")
    try:
        signing.sign(found, by=actor(request), side=side, digest=digest)
    except Refused as refusal:
        return _refused(request, public_id, refusal)
    if found.status == VersionStatus.ACTIVE:
        measuring.measure(found)
        say(request, _("Signed by both: the objective is in force."))
    else:
        say(request, _("Signed. The other team has yet to sign."))
    return redirect(found)


@allow(MANAGER)
@require_POST
def goal_withdraw(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Make a proposed goal a draft again."""
    found = _goal_or_404(public_id)
    try:
        signing.withdraw(found, by=actor(request))
    except Refused as refusal:
        return _refused(request, public_id, refusal)
    say(request, _("The objective is a draft again."))
    return redirect(found)


@allow(MANAGER)
@require_POST
def goal_stop(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Give a goal up before its end."""
    found = _goal_or_404(public_id)
    goals.stop(found, by=actor(request))
    say(request, _("The objective is stopped; its history stays."))
    return redirect("dashboards:goals")


@allow(OPERATOR)
@require_POST
def goal_volume(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Open the contract's draft with the volume that the goal takes."""
    found = _goal_or_404(public_id)
    number = funnel.take_volume(found, request.POST.get("number", ""), by=actor(request))
    say(request, _("Volume of the draft: {n} a month.").format(n=number))
    return redirect("sla:draft")


@allow(MEMBER)
@require_safe
def goal_rows(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The rows behind the value of a goal."""
    found = _goal_or_404(public_id)
    shown = card(found, measuring.history([found])[found.pk])
    evening = shown.progress.as_of if shown.progress else min(found.last, today())
    rows = measuring.rows_of(found, max(evening, found.first))
    kind = page.ROWS[rows.model]
    listed = keyset_page(
        rows.select_related(*kind.related), order=[kind.order],
        cursor=request.GET.get("cursor", ""), size=ROWS_PER_PAGE,
    )  # fmt: skip
    context = {"goal": found, "card": shown, "page": listed, "kind": kind.kind, "parts": []}
    context |= {"total": page.counted(rows), "period": shown.days}
    return render_part(request, "dashboards/goal_rows.html", "dashboards/_rows.html", context)


def _goal_or_404(public_id: Any) -> Objective:
    rows = Objective.objects.with_owners().with_signers()
    return get_object_or_404(rows, public_id=public_id)


def _page(
    request: HttpRequest, found: Objective, *, error: str = "", status: int = 200
) -> HttpResponse:
    shown = card(found, measuring.history([found])[found.pk])
    context = {
        "goal": found,
        "version": found,
        "card": shown,
        "curve": curve_of(shown) if len(shown.points) > 1 else None,
        "meaning": meaning_of(found.figure),
        "signing": signing.state_for(found, request.user),
        "versions": found.series().exclude(pk=found.pk),
        "need": funnel.need_of(found, shown),
        "may_write": OPERATOR.holds(request.user),
        "may_manage": MANAGER.holds(request.user),
        "error": error,
    }
    return render(request, "dashboards/goal.html", context, status=status)


def _refused(request: HttpRequest, public_id: Any, refusal: Refused) -> HttpResponse:
    """The page with what was refused, as it stands now."""
    problem = " ".join(map(str, refusal.fields.values())) or str(refusal)
    return _page(request, _goal_or_404(public_id), error=problem, status=refusal.status)


def _form_page(request: HttpRequest, form: ObjectiveForm, found: Objective | None) -> HttpResponse:
    if form.is_bound:
        by = actor(request)
        saved = form.saved(lambda **values: goals.save_objective(found, by=by, **values))
        if saved:
            say(request, _("The draft is saved."))
            return redirect(saved)
    context = {"form": form, "goal": found}
    return render(request, "dashboards/goal_form.html", context, status=form.status)
