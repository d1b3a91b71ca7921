"""What feedback tells: every number opens its rows."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from alignment.web.business_days import today
from alignment.web.policies import MEMBER, allow
from sla.selectors import insight as selectors

PERIODS = {"30": _("30 days"), "90": _("90 days"), "365": _("A year")}
USUAL = "90"
GROUPS = {
    selectors.CAMPAIGN: _("Campaign"),
    selectors.SOURCE: _("Source"),
    selectors.SEGMENT: _("Industry"),
}


@allow(MEMBER)
@require_safe
def insight(request: HttpRequest) -> HttpResponse:
    """Reasons, what was missing, messages, objections and agreement in a period (`days`)."""
    days = _one_of(PERIODS, request.GET.get("days"), USUAL)
    by = _one_of(GROUPS, request.GET.get("by"), selectors.CAMPAIGN)
    last = today()
    context = {
        "told": selectors.insight_of(last - timedelta(days=int(days) - 1), last, by=by),
        "days": days,
        "by": by,
        "by_label": GROUPS[by],
        "periods": PERIODS.items(),
        "groups": GROUPS.items(),
        "scored_from": selectors.SCORED_FROM,
        "compared_from": selectors.COMPARED_FROM,
    }
    return render(request, "sla/insight.html", context)


def _one_of(choices: dict[str, Any], asked: str | None, usual: str) -> str:
    return asked if asked in choices else usual
