"""What campaigns cost, entered line by line, and what belongs to none of them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.policies import MARKETER, MEMBER, allow, require
from leads import costs
from leads.forms.marketing import CostForm
from leads.models import Campaign, Cost

MOST_SHOWN = 200


@allow(MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_costs(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The costs of one campaign (GET); enter another (POST)."""
    campaign = get_object_or_404(Campaign, public_id=public_id)
    return _page(request, campaign, campaign.costs.all())


@allow(MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def shared_costs(request: HttpRequest) -> HttpResponse:
    """Salaries, tools and whatever belongs to no campaign: they count in the cost of a customer."""
    return _page(request, None, Cost.objects.filter(campaign__isnull=True))


@allow(MARKETER)
@require_POST
def cost_remove(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Take a cost away."""
    cost = get_object_or_404(Cost.objects.select_related("campaign"), public_id=public_id)
    campaign = cost.campaign
    costs.remove_cost(cost, by=actor(request))
    toasts.say(request, _("Removed."))
    return _back(campaign)


def _page(request: HttpRequest, campaign: Campaign | None, rows: QuerySet[Cost]) -> HttpResponse:
    form = CostForm(request.POST if request.method == "POST" else None, shared=campaign is None)
    if form.is_bound:
        require(request.user, MARKETER)
        by = actor(request)
        if form.saved(lambda **v: costs.save_cost(None, by=by, campaign=campaign, **v)):
            toasts.say(request, _("Entered."))
            return _back(campaign)
    context = {
        "campaign": campaign,
        "form": form,
        "costs": rows.select_related("by")[:MOST_SHOWN],
        "may_write": MARKETER.holds(request.user),
    }
    return render(request, "leads/costs.html", context, status=form.status)


def _back(campaign: Campaign | None) -> HttpResponse:
    if campaign is None:
        return redirect("leads:shared_costs")
    return redirect("leads:campaign_costs", campaign.public_id)
