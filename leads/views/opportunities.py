"""Opportunities: the list, the board of their steps, and changing one."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from alignment.people.actor import actor
from alignment.people.choices import TeamKind
from alignment.people.models import User
from alignment.web import toasts
from alignment.web.business_days import today
from alignment.web.htmx import render_part, wants_part
from alignment.web.policies import MEMBER, SELLER, allow
from leads.choices import DealStatus
from leads.deals import change_deal, may_change
from leads.filters import OpportunityFilter
from leads.forms.deals import DealForm
from leads.selectors.deals import CARDS, deals_shown, marked, steps_of, totals_of, with_cards
from leads.views.actions import answer, back_url
from leads.views.listing import listed

ORDERS = ("expected_close_on", "value", "opened_at", "touched_at")
STATUSES = (
    (DealStatus.OPEN, gettext_lazy("Open")),
    (DealStatus.WON, gettext_lazy("Won")),
    (DealStatus.LOST, gettext_lazy("Lost")),
    (DealStatus.CANCELLED, gettext_lazy("Cancelled")),
)
MONTHS_AHEAD = 12
OWN = ("mine", "view", "sort", "cursor")


@allow(MEMBER)
@require_safe
def opportunities(request: HttpRequest) -> HttpResponse:
    """Open opportunities unless asked otherwise, as a list or (`view=board`) by step."""
    asked = _asked(request)
    rows = deals_shown()
    if asked.get("mine"):
        rows = rows.filter(owner=actor(request))
    is_open = asked.getlist("status") == [DealStatus.OPEN]
    context = listed(
        request, rows, OpportunityFilter, orders=ORDERS, asked=asked,
        default="expected_close_on" if is_open else "-opened_at",
    )  # fmt: skip
    matching = context["filter"].qs if context["status"] == 200 else rows.none()
    columns = steps_of(matching) if is_open else []
    is_board = is_open and asked.get("view") == "board"
    if is_board:
        with_cards(columns, matching)
    else:
        context["page"].rows[:] = marked(context["page"].rows)
    context |= {
        "columns": columns, "is_board": is_board, "is_open": is_open, "most": CARDS,
        "totals": totals_of(matching), "shown": asked, "statuses": STATUSES,
        "status_shown": asked.get("status", ""), "owners": _owners(),
        "months": _months(),
        "narrowed": any(asked.get(name) for name in asked if name not in {"status", *OWN})
        or bool(asked.get("mine")),
        "page_url": request.get_full_path(),
    }  # fmt: skip
    return render_part(
        request,
        "leads/opportunities.html",
        "leads/_opportunities.html",
        context,
        status=context["status"],
    )


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


def _asked(request: HttpRequest) -> QueryDict:
    """The query with « open » where no status was asked for; `status=all` asks for every one."""
    asked = request.GET.copy()
    if "status" not in asked:
        asked["status"] = DealStatus.OPEN
    elif asked["status"] == "all":
        asked.setlist("status", [])
    if month := asked.get("month"):
        asked["closes_from"], asked["closes_to"] = _bounds(str(month))
    return asked


def _bounds(month: str) -> tuple[str, str]:
    """First and last day of « 2026-12 »; what is no month stays, for the filter to refuse."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        return month, month
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return first.isoformat(), last.isoformat()


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
