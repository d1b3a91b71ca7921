"""Accounts: the companies we know, with their people, leads and opportunities."""

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
from leads.forms.companies import CompanyForm
from leads.models import Company
from leads.registry.asking import look_up_siren
from leads.registry.filling import complete_from_choice, form_values
from leads.selectors.companies import file_of, last_touches
from leads.views.lists import record_list
from leads.views.merging import moved
from leads.views.stories import kept_apart, story_alone, told, wants_story

MOST_PEOPLE = 50


@allow(MEMBER)
@require_safe
def companies(request: HttpRequest) -> HttpResponse:
    """The list, by name; every filter of the API works here too."""
    return record_list(request, Record.COMPANY, "leads/companies.html")


@allow(MEMBER)
@require_safe
@moved(Record.COMPANY)
def company(request: HttpRequest, public_id: str) -> HttpResponse:
    """One company; the story is narrowed as on the page of a lead."""
    row = get_object_or_404(Company.objects.select_related("owner__team"), public_id=public_id)
    if wants_story(request):
        return story_alone(request, row)
    file, may_edit = file_of(row), OPERATOR.holds(request.user)
    context = told(request, row) | {
        "company": row,
        "file": file,
        "standing": file.open_leads,
        "touched": last_touches(row),
        "log_form": ActivityForm(leads=file.open_leads, people=file.contacts[:MOST_PEOPLE]),
        "log_url": reverse("leads:log_company", args=[row.public_id]),
        "may_edit": may_edit,
        "may_write": may_edit,
    }
    return kept_apart(render(request, "leads/company.html", context))


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def company_new(request: HttpRequest) -> HttpResponse:
    """A company without a lead yet."""
    return _form(request, None)


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def company_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct or complete a company."""
    row = get_object_or_404(Company.objects.select_related("owner"), public_id=public_id)
    return _form(request, row)


def _form(request: HttpRequest, row: Company | None) -> HttpResponse:
    if "fill" in request.POST:
        form = _filled(request, row)
        return render(request, "leads/company_form.html", {"form": form, "company": row})
    form = CompanyForm(request.POST if request.method == "POST" else None, company=row)
    if form.is_bound:
        saved = form.saved(lambda **values: _save(request, row, values))
        if saved:
            toasts.say(request, _("Saved: {company}.").format(company=saved))
            return HttpResponseRedirect(saved.get_absolute_url())
    context = {"form": form, "company": row, "ask_register": row is None}
    return render(request, "leads/company_form.html", context, status=form.status)


def _filled(request: HttpRequest, row: Company | None) -> CompanyForm:
    """The form as it was posted, its empty fields filled from the company that was chosen."""
    form = CompanyForm(company=row)
    choice = request.POST["fill"]
    siren, _colon, siret = choice.partition(":")
    found, _answer = look_up_siren(siren)
    posted = {name: request.POST.get(name, "") for name in form.fields}
    form.initial = posted | (form_values(found, siret, posted) if found else {})
    form.initial |= {"registry": choice, "is_strategic": "is_strategic" in request.POST}
    return form


def _save(request: HttpRequest, row: Company | None, values: dict[str, Any]) -> Company:
    choice = values.pop("registry")
    saved = services.save_company(row, by=actor(request), **values)
    complete_from_choice(saved, choice, by=actor(request))
    return saved
