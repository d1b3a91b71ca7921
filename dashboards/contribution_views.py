"""The page of what marketing brought: three readings, the deals behind, the agreed one signed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.errors import Conflict
from alignment.web.figures import number
from alignment.web.htmx import render_part
from alignment.web.paging import keyset_page
from alignment.web.policies import MANAGER, MEMBER, allow
from dashboards import contribution as brought
from dashboards import locks, page
from dashboards.choices import Period
from dashboards.kpis import attribution
from dashboards.selectors import Cut
from dashboards.views import cut_of
from sla.agreements import can_sign

PERIODS = (Period.MONTH, Period.QUARTER, Period.YEAR)
DEALS_PER_PAGE = 30


@allow(MEMBER)
@require_safe
def contribution(request: HttpRequest) -> HttpResponse:
    """What marketing brought in a period, or as it stood on a past evening (`period=day`)."""
    cut, base = cut_of(request.GET, tuple(Period)), request.GET.get("what", "revenue")
    if base not in brought.BASES:
        raise Http404
    deals = brought.deals(cut, base)
    listed = keyset_page(
        deals, order=["-opened_at"], cursor=request.GET.get("cursor", ""), size=DEALS_PER_PAGE
    )
    context = {
        "page": listed,
        "told": brought.told(listed.rows, cut, base),
        "total": page.counted(deals),
    }
    if not getattr(request, "htmx", None):
        context |= _figures(cut, base) | _lock(request)
    return render_part(
        request, "dashboards/contribution.html", "dashboards/_contribution_deals.html", context
    )


@allow(MANAGER)
@require_POST
def contribution_propose(request: HttpRequest) -> HttpResponse:
    """Propose the reading that both teams show first."""
    asked = request.POST
    locks.propose(by=actor(request), reading=asked.get("reading", ""), model=asked.get("model", ""))
    toasts.say(request, _("Proposed: a manager of each team signs."))
    return redirect("dashboards:contribution")


@allow(MANAGER)
@require_POST
def contribution_sign(request: HttpRequest) -> HttpResponse:
    """Sign the proposed reading for one team."""
    lock = locks.proposed()
    if lock is None:
        raise Conflict
    locks.sign(lock, by=actor(request), side=request.POST.get("side", ""))
    toasts.say(request, _("Signed."))
    return redirect("dashboards:contribution")


def _figures(cut: Cut, base: str) -> dict[str, Any]:
    lock = locks.in_force()
    told = brought.readings(cut, base, lock)
    influenced, apart = brought.influenced(cut, base), brought.gap(told)
    return {
        "cut": cut,
        "base": base,
        "lock": lock,
        "readings": [
            {
                "reading": each,
                "figure": brought.shown(each),
                "restated": brought.restated(each.measure),
                "origins": page.contribution_of(each.measure),
                "url": _rows_url(cut, base, each.key),
            }
            for each in told
        ],
        "gap": apart,
        "gap_points": number((apart or 0) * 100, 1),
        "influenced": influenced,
        "influenced_url": page.rows_url(cut, "marketing_influenced", base, "influenced"),
        "credits": brought.credit_table(cut),
        "costs": brought.cost_table(cut),
        "is_measured": any(each.measure for each in told),
        "period_label": page.period_label(cut.period, cut.start),
        "periods": [(str(Period(each).label), each) for each in PERIODS],
        "previous": cut.before,
        "next": cut.after,
    }


def _lock(request: HttpRequest) -> dict[str, Any]:
    open_lock, person = locks.proposed(), actor(request)
    unsigned = [
        side for side in locks.TEAMS if open_lock and getattr(open_lock, f"{side}_at") is None
    ]
    return {
        "proposed": open_lock,
        "proposed_label": locks.READINGS.get(open_lock.reading, "") if open_lock else "",
        "to_sign": [side for side in unsigned if can_sign(person, side)],
        "unsigned": unsigned,
        "reading_choices": locks.READINGS.items(),
        "model_choices": attribution.VARIANTS.items(),
        "may_propose": MANAGER.holds(person),
    }


def _rows_url(cut: Cut, base: str, reading: str) -> str:
    suffix = locks.SUFFIX[reading]
    variant = f"{base}_{suffix}" if suffix else base
    return page.rows_url(cut, "marketing_sourced", variant, "marketing")
