"""Campaigns: what marketing does, what it costs and what it brings."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.htmx import render_part
from alignment.web.policies import MARKETER, MEMBER, OPERATOR, allow
from leads import services
from leads.choices import Source
from leads.filters import CampaignFilter
from leads.forms.campaigns import CampaignForm, LinkForm
from leads.forms.marketing import AnswerForm
from leads.models import Campaign
from leads.selectors.campaigns import (
    newest_deals,
    newest_leads,
    tracked_link,
    with_totals,
    with_yield,
)
from leads.views.listing import listed

MOST_FORMS = 20
ORDERS = ("starts_on", "name", "budget")


@allow(MEMBER)
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """The list, the latest first; every filter of the API works here too."""
    rows = Campaign.objects.all()
    context = listed(request, rows, CampaignFilter, orders=ORDERS, default="-starts_on")
    with_yield(context["page"])
    context |= {
        "shown": request.GET,
        "channels": Source.choices,
        "may_write": MARKETER.holds(request.user),
    }
    return render_part(
        request,
        "leads/campaigns.html",
        "leads/_campaigns.html",
        context,
        status=context["status"],
    )


@allow(MEMBER)
@require_safe
def campaign(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One campaign: its numbers, links, forms, newest leads and deals."""
    row = get_object_or_404(with_totals(), public_id=public_id)
    with_yield([row])
    link_form = LinkForm(request.GET if "page" in request.GET else None)
    context = {
        "campaign": row,
        "leads": newest_leads(row),
        "deals": newest_deals(row),
        "forms": row.forms.order_by("-is_active", "name")[:MOST_FORMS],
        "link_form": link_form,
        "link": _link(link_form, row),
        "answer_form": AnswerForm(),
        "may_write": MARKETER.holds(request.user),
        "may_log": OPERATOR.holds(request.user),
    }
    return render(request, "leads/campaign.html", context)


@allow(MARKETER)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Plan a campaign."""
    return _form(request, None)


@allow(MARKETER)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_edit(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change dates, budget or name; end it by letting it run no more."""
    return _form(request, get_object_or_404(Campaign, public_id=public_id))


def _link(form: LinkForm, row: Campaign) -> str:
    if not (form.is_bound and form.is_valid()):
        return ""
    told = form.cleaned_data
    return tracked_link(told["page"], row, source=told["utm_source"], medium=told["utm_medium"])


def _form(request: HttpRequest, row: Campaign | None) -> HttpResponse:
    name = row.name if row else ""
    form = CampaignForm(request.POST if request.method == "POST" else None, campaign=row)
    if form.is_bound:
        saved = form.saved(
            lambda **values: services.save_campaign(row, by=actor(request), **values)
        )
        if saved:
            toasts.say(request, _("Saved: {campaign}.").format(campaign=saved))
            return redirect("leads:campaign", saved.public_id)
    context = {"form": form, "campaign": row, "name": name}
    return render(request, "leads/campaign_form.html", context, status=form.status)
