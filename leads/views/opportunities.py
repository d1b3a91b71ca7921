"""Opportunities: the list, the board of their steps, and changing one."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.people.actor import actor
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.web import toasts
from alignment.web.business_days import today
from alignment.web.errors import Incomplete, Refused
from alignment.web.htmx import render_part, wants_part
from alignment.web.policies import MEMBER, SELLER, allow
from leads.choices import DealStatus, DealStep, Record
from leads.deals import change_deal, may_change
from leads.filters import OpportunityFilter
from leads.forms.deals import DealForm
from leads.selectors.deals import CARDS, deals_shown, steps_of, totals_of, with_cards
from leads.views.actions import answer, back_url, card_stays
from leads.views.lists import record_list

MONTHS_AHEAD = 12


@allow(MEMBER)
@require_safe
def opportunities(request: HttpRequest) -> HttpResponse:
    """Open opportunities unless asked otherwise, as a list or (`view=board`) by step."""
    if request.GET.get("view") == "board":
        return _board(request)
    return record_list(
        request,
        Record.OPPORTUNITY,
        "leads/opportunities.html",
        sums=_sums,
        part="leads/_deals.html",
    )


def _sums(rows: QuerySet) -> dict[str, Any]:
    columns = steps_of(rows)
    return {"columns": columns if any(c.deals for c in columns) else [], "totals": totals_of(rows)}


def _board(request: HttpRequest) -> HttpResponse:
    """The first cards of each step."""
    asked = request.GET
    found = OpportunityFilter(asked, deals_shown().filter(status=DealStatus.OPEN), request=request)
    rows = found.qs if found.is_valid() else deals_shown().none()
    columns = with_cards(steps_of(rows), rows)
    user = actor(request)
    context = {
        "columns": columns, "most": CARDS, "totals": totals_of(rows), "shown": asked,
        "mine": {d.pk for column in columns for d in column.cards if may_change(d, user)},
        "owners": _owners(), "months": _months(), "filter": found,
        "narrowed": any(value for name, value in asked.items() if name != "view"),
        "page_url": request.get_full_path(),
    }  # fmt: skip
    return render_part(
        request,
        "leads/opportunity_board.html",
        "leads/_opportunities.html",
        context,
        status=200 if found.is_valid() else 400,
    )


@allow(SELLER)
@require_POST
def opportunity_drop(request: HttpRequest, public_id: Any) -> HttpResponse:
    """A card let go over `column`, a step: done, or why not in one sentence."""
    deal = get_object_or_404(deals_shown(), public_id=public_id)
    column = request.POST.get("column", "")
    if column not in DealStep.values:
        return card_stays(Incomplete(_("Not one of the steps.")))
    try:
        moved = change_deal(deal, by=actor(request), step=column)
    except Refused as refused:
        return card_stays(refused)
    text = _("{deal} is now at “{step}”.")
    toasts.say(request, text.format(deal=deal, step=moved.get_step_display()))
    if wants_part(request):
        return answer(request)
    return HttpResponseRedirect(back_url(request, deal.get_absolute_url()))


@allow(SELLER)
@require_http_methods(["GET", "HEAD", "POST"])
def opportunity_edit(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change amount, step or expected date; its earlier states stand beside the form."""
    deal = get_object_or_404(deals_shown(), public_id=public_id)
    if not may_change(deal, actor(request)):
        raise PermissionDenied(_("Only its owner or a manager of sales may change it."))
    form = DealForm(request.POST if request.method == "POST" else None, deal=deal)
    if form.is_bound and form.saved(
        lambda **values: change_deal(deal, by=actor(request), **values)
    ):
        toasts.say(request, _("Saved: {deal}.").format(deal=deal))
        if wants_part(request):
            return answer(request)
        return HttpResponseRedirect(back_url(request, deal.get_absolute_url()))
    context = {
        "form": form,
        "deal": deal,
        "revisions": list(deal.revisions.select_related("by").order_by("-at", "-id")[:CARDS]),
        "in_dialog": wants_part(request),
        "next": back_url(request, deal.get_absolute_url()),
        "action": reverse("leads:opportunity_edit", args=[deal.public_id]),
    }
    return render_part(
        request,
        "leads/opportunity_form.html",
        "leads/_opportunity_form.html",
        context,
        status=form.status,
    )


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _months() -> list[date]:
    """First days of this month and the eleven to come."""
    months = [today().replace(day=1)]
    while len(months) < MONTHS_AHEAD:
        months.append(_next_month(months[-1]))
    return months


def _owners() -> list[User]:
    sellers = User.objects.active().of_kind(TeamKind.SALES)
    return list(sellers.only("public_id", "first_name", "last_name", "email"))
