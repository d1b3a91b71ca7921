"""The page of one lead: who has the ball, what is known, and the whole story."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.notifications.services import mark_read_about
from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.htmx import render_part, wants_part
from alignment.web.nav import shell_of
from alignment.web.policies import MANAGER, MEMBER, OPERATOR, allow
from leads import activities, services, transitions
from leads.forms.leads import ActivityForm, CorrectionForm, LeadForm
from leads.models import Lead
from leads.selectors import lead_page
from leads.selectors.timeline import place_of, story_of
from leads.views.actions import answer

CONFLICT = 409
VIEWS = ("all", "marketing", "sales", "changes")


@allow(MEMBER)
@require_safe
def lead(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One lead; `view` and `before` choose what of its story is shown."""
    row = _lead(public_id)
    asked = request.GET.get("view", "all")
    only = asked if asked in VIEWS else "all"
    story = story_of(row, only=only, before=place_of(request.GET.get("before", "")))
    context = {"lead": row, "story": story, "only": only}
    # The page asks for itself when the lead changed; its story alone when only that turns.
    part = wants_part(request) and request.htmx.target == "story"  # type: ignore[attr-defined]
    if not part:
        _take_as_read(request, row)
        context |= lead_page.page_of(row, actor(request)) | {
            "activity_form": ActivityForm(),
            "may_write": OPERATOR.holds(request.user) and row.erased_at is None,
            "may_correct": MANAGER.holds(request.user),
        }
    response = render(request, "leads/_story.html" if part else "leads/lead.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def lead_edit(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change what is said about the lead; somebody else's change in between is not overwritten."""
    row = _lead(public_id)
    form = LeadForm(request.POST if request.method == "POST" else None, lead=row)
    if form.is_bound and form.saved(
        lambda **values: services.edit_lead(row, by=actor(request), **values)
    ):
        toasts.say(request, _("Saved."))
        return answer(request) if wants_part(request) else redirect(row)
    if form.status == CONFLICT:
        # What was typed stays; saving it again is then a choice made with open eyes.
        form.seen(Lead.objects.values_list("version", flat=True).get(pk=row.pk))
    context = {"form": form, "lead": row, "in_dialog": wants_part(request)}
    page, part = "leads/lead_form.html", "leads/_lead_form.html"
    return render_part(request, page, part, context, status=form.status)


@allow(OPERATOR)
@require_POST
def log_activity(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Log a call, mail, meeting, message or note in one line."""
    row = _lead(public_id)
    form = ActivityForm(request.POST)
    logged = form.saved(lambda **values: activities.log_activity(row, by=actor(request), **values))
    if logged is None:
        context = {"lead": row, "form": form}
        return render(request, "leads/activity_form.html", context, status=form.status)
    toasts.say(request, _("Noted."))
    return HttpResponseRedirect(row.get_absolute_url())


@allow(MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, public_id: Any) -> HttpResponse:
    """A manager takes the last step back, with a reason."""
    row = _lead(public_id)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        done = form.saved(lambda **values: transitions.correct(row, by=actor(request), **values))
        if done is not None:
            toasts.say(request, _("Corrected: the last step is taken back."))
            return HttpResponseRedirect(row.get_absolute_url())
    context = {"form": form, "lead": row}
    return render(request, "leads/correct.html", context, status=form.status)


def _take_as_read(request: HttpRequest, row: Lead) -> None:
    """News about the lead is read once its page is open; who has none pays nothing more."""
    shell = shell_of(request)
    if shell.count("notifications") and mark_read_about(row, by=actor(request)):
        shell.count_again("notifications")


def _lead(public_id: Any) -> Lead:
    return get_object_or_404(
        Lead.objects.with_people().select_related("owner__team", "icp_version"), public_id=public_id
    )
