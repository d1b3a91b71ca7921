"""The shared dashboard and the rows behind its figures."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alignment.web.business_days import today
from alignment.web.htmx import render_part
from alignment.web.paging import keyset_page
from alignment.web.policies import MEMBER, allow
from dashboards import forecast, kpis, page, selectors
from dashboards.choices import Period, Segment
from dashboards.drawn import drawn
from dashboards.goals.page import current
from dashboards.selectors import Cut
from dashboards.windows import end_of, start_of

PERIODS = (Period.MONTH, Period.QUARTER, Period.YEAR)
ROWS_PER_PAGE = 50


@allow(MEMBER)
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """One screen, the same numbers for everybody."""
    cut = cut_of(request.GET, PERIODS)
    goals = current(min(today(), end_of(cut.period, cut.start)))
    context = page.frame(cut) | {"figures": drawn(cut), "cards": goals}
    return render(request, "dashboards/dashboard.html", context)


@allow(MEMBER)
@require_safe
def rows(request: HttpRequest, kpi: str) -> HttpResponse:
    """The list of rows behind one figure."""
    module = kpis.KPIS.get(kpi)
    if module is None:
        raise Http404
    variant = request.GET.get("variant") or module.default()
    if variant not in module.VARIANTS:
        raise Http404
    parts = page.parts_of(module, variant)
    part = request.GET.get("part") or parts[0]
    if part not in parts:
        raise Http404
    cut = cut_of(request.GET, tuple(Period))
    measure = selectors.measure_at(kpi, variant, cut)
    window = page.window_of(module, cut, measure, today())
    found = module.rows(variant, window, part, cut.segment, cut.segment_value)
    context = page.rows(module, variant, part, cut, measure)
    shown = page.ROWS[found.model]
    listed = keyset_page(
        found.select_related(*shown.related), order=[shown.order],
        cursor=request.GET.get("cursor", ""), size=ROWS_PER_PAGE,
    )  # fmt: skip
    context |= {"page": listed, "kind": shown.kind, "total": page.counted(found)}
    return render_part(request, "dashboards/rows.html", "dashboards/_rows.html", context)


@allow(MEMBER)
@require_safe
def forecast_page(request: HttpRequest) -> HttpResponse:
    """What may be signed, month by month, in full and weighted."""
    found = forecast.forecast(today())
    context = {"forecast": found, "steps": forecast.steps(found)}
    return render(request, "dashboards/forecast.html", context)


def cut_of(asked: Any, periods: tuple[str, ...]) -> Cut:
    """The period and segment that the address names; the latest measured quarter unless it does.

    Http404 for a period, day or segment that cannot be.
    """
    period = asked.get("period") or Period.QUARTER
    segment, _colon, value = asked.get("segment", "").partition(":")
    if period not in periods or segment not in Segment.values or (value and not segment):
        raise Http404
    return Cut(period, _start(asked.get("start", ""), period), segment, value)


def _start(text: str, period: str) -> date:
    if not text:
        return selectors.latest_start(period) or start_of(period, today())
    try:
        return start_of(period, date.fromisoformat(text))
    except ValueError:
        raise Http404 from None
