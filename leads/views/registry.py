"""The public register of companies: suggestions while typing, and completing a company we have."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.policies import MEMBER, OPERATOR, allow
from leads.choices import OPEN_STAGES
from leads.models import Company, Lead
from leads.registry import asking, filling
from leads.registry.reading import Found

MOST_SITES = 4


@allow(MEMBER)
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Companies of the register under the name or SIREN in the form, to fill its empty fields."""
    asked = request.GET
    answer = asking.look_up(asked.get("siren") or asked.get("company") or asked.get("name") or "")
    shown = [each for each in answer.found if each.name]
    hidden = [each for each in answer.found if each.is_confidential]
    context = {"answer": answer, "found": shown, "hidden": hidden, "most_sites": MOST_SITES}
    context["quick"] = "company" in asked
    return render(request, "leads/_registry.html", context)


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def company_registry(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the register says otherwise (GET, `siren` where we have none); take lines (POST)."""
    company = get_object_or_404(Company, public_id=public_id)
    asked = request.POST if request.method == "POST" else request.GET
    siren = company.siren or asked.get("siren", "")
    siret = asked.get("siret", "") or company.siret
    found, answer = _found(company, siren, siret)
    if request.method == "POST" and found:
        return _fill(request, company, found, siret)
    context: dict[str, Any] = {"company": company, "answer": answer, "found": found}
    if found:
        site = found.site(siret)
        context |= {
            "lines": filling.differences(company, found, siret),
            "site": site,
            "siren": found.siren,
        }
    return render(request, "leads/company_registry.html", context)


def _found(company: Company, siren: str, siret: str) -> tuple[Found | None, asking.Answer]:
    """By SIRET where the person sits elsewhere than in the head office, else SIREN, else name."""
    if not siren:
        return None, asking.look_up(company.name)
    found, answer = asking.look_up_siren(siren)
    if found and siret and siret.startswith(siren) and not _has(found, siret):
        near, other = asking.look_up_siren(siren, near=siret)
        return (near, other) if near and _has(near, siret) else (found, answer)
    return found, answer


def _has(found: Found, siret: str) -> bool:
    return any(site.siret == siret for site in found.sites)


def _fill(request: HttpRequest, company: Company, found: Found, siret: str) -> HttpResponse:
    fields = request.POST.getlist("take")
    filling.fill(company, found, fields=fields, by=actor(request), siret=siret)
    company.refresh_from_db()
    taken = len([name for name in fields if name in filling.LINES])
    text = ngettext("{n} line taken over.", "{n} lines taken over.", taken).format(n=taken)
    toasts.say(request, text if taken else _("Compared with the register; nothing changed."))
    if company.ceased_on:
        leads = Lead.objects.filter(company=company, stage__in=OPEN_STAGES).count()
        if leads:
            toasts.say(
                request, _("This company has ceased: see whether its leads still make sense.")
            )
    return HttpResponseRedirect(company.get_absolute_url())
