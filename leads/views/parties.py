"""Putting people on a lead, changing their part, taking them off."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alignment.people.actor import actor
from alignment.people.models import User
from alignment.web import toasts
from alignment.web.htmx import render_part, wants_part
from alignment.web.policies import OPERATOR, allow
from leads import parties, services
from leads.forms.parties import PartyForm
from leads.models import Contact, Lead, Party
from leads.views.actions import answer

MOST_PROPOSED = 100


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def party_new(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Somebody of the company, or a new person, joins the lead."""
    rows = Lead.objects.select_related("company", "contact").filter(erased_at__isnull=True)
    lead = get_object_or_404(rows, public_id=public_id)
    form = PartyForm(request.POST if request.method == "POST" else None, people=_people(lead))
    if form.is_bound:
        added = form.saved(lambda **values: _add(lead, actor(request), **values))
        if added:
            toasts.say(request, _("{person} is on the lead.").format(person=added.contact))
            return _changed(request, lead)
    context = {"form": form, "lead": lead, "in_dialog": wants_part(request)}
    page, part = "leads/party_form.html", "leads/_party_form.html"
    return render_part(request, page, part, context, status=form.status)


@allow(OPERATOR)
@require_POST
def party_change(request: HttpRequest, public_id: Any, contact_id: Any) -> HttpResponse:
    """Another part, or none: `role`."""
    row = _party(public_id, contact_id)
    parties.change_party(row, by=actor(request), role=request.POST.get("role", ""))
    toasts.say(request, _("Saved."))
    return _changed(request, row.lead)


@allow(OPERATOR)
@require_POST
def party_remove(request: HttpRequest, public_id: Any, contact_id: Any) -> HttpResponse:
    """The person is no longer on the lead."""
    row = _party(public_id, contact_id)
    parties.remove_party(row, by=actor(request))
    toasts.say(request, _("{person} is no longer on the lead.").format(person=row.contact))
    return _changed(request, row.lead)


def _people(lead: Lead) -> list[Contact]:
    """Who may be chosen: people of the company who are not on the lead yet."""
    known = Contact.objects.filter(company=lead.company_id, erased_at__isnull=True)
    others = known.exclude(leads=lead).exclude(parties__lead=lead)
    return list(others[:MOST_PROPOSED]) if lead.company_id else []


@transaction.atomic
def _add(lead: Lead, by: User, *, contact: Contact | dict[str, Any], role: str) -> Party:
    if not isinstance(contact, Contact):
        company = lead.company or (lead.contact.company if lead.contact else None)
        contact = services.save_contact(None, by=by, company=company, **contact)
    return parties.add_party(lead, by=by, contact=contact, role=role)


def _party(public_id: Any, contact_id: Any) -> Party:
    rows = Party.objects.select_related("lead__company", "lead__contact", "contact")
    return get_object_or_404(rows, lead__public_id=public_id, contact__public_id=contact_id)


def _changed(request: HttpRequest, lead: Lead) -> HttpResponse:
    return answer(request) if wants_part(request) else HttpResponseRedirect(lead.get_absolute_url())
