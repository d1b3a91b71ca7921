"""Pages of the learned score: what the verdicts teach, and the odds of one lead."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from alignment.web.policies import MEMBER, allow
from dashboards.learning import selectors
from dashboards.learning.models import Lesson
from leads.models import Lead


@allow(MEMBER)
@require_safe
def learned(request: HttpRequest) -> HttpResponse:
    """Which facts raise or lower the odds of acceptance, and how sure that is."""
    found = selectors.latest()
    context: dict[str, Any] = {"learned": found, "lessons": Lesson, "fewest": selectors.FEWEST}
    if found and found.quality:
        context["grades"] = selectors.standing(found.quality.get("against_beside"))
        context["naive"] = selectors.standing(found.quality.get("against_naive"))
        context["kept"] = selectors.kept_word(found.quality["bands"])
    if found:
        context["missing"] = selectors.missing(found)
        context["raising"], context["lowering"] = selectors.effects(found)
    return render(request, "learning/learned.html", context)


@allow(MEMBER)
@require_safe
def lead_odds(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The part beside the fit: what the score says of one lead; empty without a score."""
    leads = Lead.objects.select_related("company", "contact", "icp_version")
    lead = get_object_or_404(leads, public_id=public_id)
    return render(request, "learning/_odds.html", {"odds": selectors.odds_of(lead)})
