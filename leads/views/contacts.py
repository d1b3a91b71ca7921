"""Contacts: the people we know at work."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.policies import MEMBER, OPERATOR, allow
from leads import services
from leads.choices import Record
from leads.forms.activities import ActivityForm
from leads.forms.contacts import ContactForm
from leads.models import Company, Contact
from leads.selectors.contacts import file_of
from leads.views.lists import record_list
from leads.views.merging import moved
from leads.views.stories import kept_apart, story_alone, told, wants_story


@allow(MEMBER)
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """The list, by name; every filter of the API works here too."""
    return record_list(request, Record.CONTACT, "leads/contacts.html")


@allow(MEMBER)
@require_safe
@moved(Record.CONTACT)
def contact(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person; the story is narrowed as on the page of a lead."""
    row = get_object_or_404(Contact.objects.select_related("company"), public_id=public_id)
    if wants_story(request):
        return story_alone(request, row)
    may_edit = OPERATOR.holds(request.user) and row.erased_at is None
    file = file_of(row)
    standing = file.open_leads
    context = told(request, row) | {
        "contact": row,
        "file": file,
        "standing": standing,
        "log_form": ActivityForm(leads=standing),
        "log_url": reverse("leads:log_contact", args=[row.public_id]),
        "may_edit": may_edit,
        "may_write": may_edit,
    }
    return kept_apart(render(request, "leads/contact.html", context))


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_new(request: HttpRequest) -> HttpResponse:
    """A person without a lead yet; `company` proposes where they work."""
    return _form(request, None)


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct or complete a person; one that was erased stays erased."""
    rows = Contact.objects.filter(erased_at__isnull=True).select_related("company")
    return _form(request, get_object_or_404(rows, public_id=public_id))


def _form(request: HttpRequest, row: Contact | None) -> HttpResponse:
    company = row.company if row else _company_of(request)
    data = request.POST if request.method == "POST" else None
    form = ContactForm(data, contact=row, company=company)
    if form.is_bound:
        saved = form.saved(lambda **values: _save(request, row, values))
        if saved:
            toasts.say(request, _("Saved: {contact}.").format(contact=saved))
            return HttpResponseRedirect(saved.get_absolute_url())
        company = form.cleaned_data.get("company")
    context = {"form": form, "contact": row, "company": company}
    return render(request, "leads/contact_form.html", context, status=form.status)


def _company_of(request: HttpRequest) -> Company | None:
    """The company that the address proposes; one that does not exist proposes nothing."""
    try:
        asked = uuid.UUID(request.GET.get("company", ""))
    except ValueError:
        return None
    return Company.objects.filter(public_id=asked).first()


def _save(request: HttpRequest, row: Contact | None, values: dict[str, Any]) -> Contact:
    return services.save_contact(row, by=actor(request), **values)
