"""Accounts: the companies we know, with their people, leads and opportunities."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.htmx import render_part
from alignment.web.policies import MEMBER, OPERATOR, allow
from leads import reference, services
from leads.filters import CompanyFilter
from leads.forms.companies import CompanyForm
from leads.models import Company
from leads.selectors.companies import file_of, with_counts
from leads.views.listing import listed

ORDERS = ("name", "created_at")


@allow(MEMBER)
@require_safe
def companies(request: HttpRequest) -> HttpResponse:
    """The list, by name; every filter of the API works here too."""
    rows = Company.objects.select_related("owner__team")
    context = listed(request, rows, CompanyFilter, orders=ORDERS, default="name")
    with_counts(context["page"])
    context |= {
        "departements": reference.departements(),
        "bands": reference.band_choices(),
        "shown": request.GET,
    }
    return render_part(
        request,
        "leads/companies.html",
        "leads/_companies.html",
        context,
        status=context["status"],
    )


@allow(MEMBER)
@require_safe
def company(request: HttpRequest, public_id: str) -> HttpResponse:
    """One company."""
    row = get_object_or_404(Company.objects.select_related("owner__team"), public_id=public_id)
    context = {"company": row, "file": file_of(row), "may_edit": OPERATOR.holds(request.user)}
    return render(request, "leads/company.html", context)


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
    form = CompanyForm(request.POST if request.method == "POST" else None, company=row)
    if form.is_bound:
        saved = form.saved(lambda **values: _save(request, row, values))
        if saved:
            toasts.say(request, _("Saved: {company}.").format(company=saved))
            return HttpResponseRedirect(saved.get_absolute_url())
    context = {"form": form, "company": row}
    return render(request, "leads/company_form.html", context, status=form.status)


def _save(request: HttpRequest, row: Company | None, values: dict[str, Any]) -> Company:
    return services.save_company(row, by=actor(request), **values)
