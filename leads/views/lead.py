"""The page of one lead: who has the ball, what is known, and the whole story."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alignment.notifications.services import mark_read_about
from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.htmx import render_part, wants_part
from alignment.web.nav import shell_of
from alignment.web.policies import MANAGER, MEMBER, OPERATOR, allow
from leads import services, transitions
from leads.choices import ContactRole
from leads.forms.activities import ActivityForm
from leads.forms.leads import CorrectionForm, LeadForm
from leads.models import Lead
from leads.selectors import lead_page
from leads.selectors.parties import people_of, with_people
from leads.views.actions import answer
from leads.views.stories import kept_apart, story_alone, told, wants_story

CONFLICT = 409


@allow(MEMBER)
@require_safe
def lead(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One lead; `view`, `kind`, `by` and `before` choose what of its story is shown."""
    row = _lead(public_id)
    if wants_story(request):
        return story_alone(request, row)
    _take_as_read(request, row)
    parties = people_of(row)
    people = [row.contact, *(party.contact for party in parties)] if parties else []
    context = told(request, row) | lead_page.page_of(row, actor(request))
    context |= {
        "lead": row,
        "parties": parties,
        "roles": ContactRole.choices,
        "standing": [row] if row.is_open else [],
        "log_form": ActivityForm(people=[person for person in people if person]),
        "log_url": reverse("leads:log_activity", args=[row.public_id]),
        "may_write": OPERATOR.holds(request.user) and row.erased_at is None,
        "may_correct": MANAGER.holds(request.user),
    }
    return kept_apart(render(request, "leads/lead.html", context))


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
    rows = Lead.objects.with_people().select_related("owner__team", "icp_version")
    row = get_object_or_404(with_people(rows), public_id=public_id)
    if row.contact and row.contact.company_id == row.company_id:
        row.contact.company = row.company  # read once for both
    return row
