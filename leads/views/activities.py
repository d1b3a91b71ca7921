"""Logging what was done in one line, on a lead, a person or a company, and taking it back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.errors import Conflict
from alignment.web.htmx import render_part, wants_part
from alignment.web.policies import OPERATOR, allow
from leads import activities, transitions
from leads.choices import ActivityKind
from leads.consents import refusal_of_kind
from leads.forms.activities import ActivityForm
from leads.models import Activity, Company, Contact, Lead
from leads.selectors.parties import people_of
from leads.views.actions import answer, back_url

MOST_PEOPLE = 50


@dataclass(frozen=True)
class Place:
    """What is logged on, with the leads and people to choose from."""

    record: Lead | Contact | Company
    known: dict[str, Any]
    leads: list[Lead]
    people: list[Contact]


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest, record: str, public_id: Any) -> HttpResponse:
    """The line for a dialog (GET, `kind` chosen), or what it says is logged (POST)."""
    place = PLACES[record](public_id)
    options: dict[str, Any] = {"leads": place.leads, "people": place.people}
    if request.method != "POST":
        asked = request.GET.get("kind", "")
        kind = asked if asked in ActivityKind.values else ActivityKind.CALL
        return _page(request, place, ActivityForm(initial={"kind": kind}, **options))
    form = ActivityForm(request.POST, **options)
    by = actor(request)
    logged = form.saved(
        lambda **said: activities.log_about(by=by, **{**place.known, **_said(said)})
    )
    if logged is None:
        return _page(request, place, form)
    undo = reverse("leads:activity_undo", args=[logged.public_id])
    toasts.say(request, _noted(logged, place.record), undo=undo)
    closed = refusal_of_kind(logged)
    if closed:
        toasts.say(request, closed, level=messages.WARNING)
    if not wants_part(request):
        return HttpResponseRedirect(back_url(request, place.record.get_absolute_url()))
    response = answer(request)
    # The line stays where it is, emptied by the page; the page then asks for itself.
    response.headers["HX-Reswap"] = "none"
    return response


@allow(OPERATOR)
@require_POST
def activity_undo(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Take back what one logged in the last 15 minutes, and what it stamped."""
    row = get_object_or_404(
        Activity.objects.select_related("lead", "contact", "company"), public_id=public_id
    )
    about = row.lead or row.contact or row.company
    event = activities.event_of(row)
    if row.lead and event:
        transitions.undo(row.lead, by=actor(request), event_id=event.public_id)
    elif row.lead:
        raise Conflict(code="nothing_to_undo")
    else:
        activities.take_back(row, by=actor(request))
    toasts.say(request, _("Taken back."))
    if wants_part(request):
        return answer(request)
    fallback = about.get_absolute_url() if about else reverse("leads:queue")
    return HttpResponseRedirect(back_url(request, fallback))


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Without what was not chosen: the place knows better."""
    return values if values["lead"] else {k: v for k, v in values.items() if k != "lead"}


def _noted(activity: Activity, record: Any) -> str:
    """Where it went, when that is not the page it was typed on."""
    if activity.lead and activity.lead != record:
        return _("Noted on {lead}.").format(lead=activity.lead)
    return _("Noted.")


def _page(request: HttpRequest, place: Place, form: ActivityForm) -> HttpResponse:
    context = {
        "form": form,
        "record": place.record,
        "log_url": request.path,
        "in_dialog": wants_part(request),
        "next": back_url(request, place.record.get_absolute_url()),
    }
    page, part = "leads/activity_form.html", "leads/_log_dialog.html"
    return render_part(request, page, part, context, status=form.status)


def _on_lead(public_id: Any) -> Place:
    rows = Lead.objects.select_related("company", "contact").filter(erased_at__isnull=True)
    lead = get_object_or_404(rows, public_id=public_id)
    others = [party.contact for party in people_of(lead)]
    people = [lead.contact, *others] if others and lead.contact else others
    return Place(lead, {"lead": lead}, [], people)


def _on_contact(public_id: Any) -> Place:
    rows = Contact.objects.select_related("company").filter(erased_at__isnull=True)
    contact = get_object_or_404(rows, public_id=public_id)
    return Place(contact, {"contact": contact}, activities.open_leads_of(contact), [])


def _on_company(public_id: Any) -> Place:
    company = get_object_or_404(Company, public_id=public_id)
    people = company.contacts.filter(erased_at__isnull=True)[:MOST_PEOPLE]
    leads = activities.open_leads_of(None, company)
    return Place(company, {"company": company}, leads, list(people))


PLACES = {"lead": _on_lead, "contact": _on_contact, "company": _on_company}
