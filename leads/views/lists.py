"""The list of leads: filtered, ordered, a page at a time, at the cost of one page."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from alignment.people.models import User
from alignment.vision.choices import Grade
from alignment.web.figures import number
from alignment.web.htmx import render_part, wants_part
from alignment.web.policies import MEMBER, allow
from leads.choices import OPEN_STAGES, Source, Stage, Tier
from leads.conditions import said
from leads.filters import NOBODY, LeadFilter
from leads.models import Campaign, Lead
from leads.views.listing import listed, without_empty

ORDERS = ("captured_at", "due_at", "changed_at")
ORDER_LABELS = (
    ("-captured_at", gettext_lazy("Newest first")),
    ("captured_at", gettext_lazy("Oldest first")),
    ("due_at", gettext_lazy("Deadline first")),
    ("-changed_at", gettext_lazy("Last changed first")),
)
MOST_COUNTED = 10_000
MOST_CAMPAIGNS = 200
# What a row shows, and nothing else: a lead has some eighty columns.
SHOWN = (
    "public_id", "stage", "source", "fit_grade", "fit_completeness", "engagement_level",
    "captured_at", "captured_on", "changed_at", "due_at", "external_id", "company__name",
    "contact__first_name", "contact__last_name", "contact__job_title", "contact__email",
    "contact__phone", "owner__first_name", "owner__last_name", "owner__email",
    "owner__team__kind", "marketer__first_name", "marketer__last_name", "marketer__email",
    "campaign__name",
)  # fmt: skip


@allow(MEMBER)
@require_safe
def leads(request: HttpRequest) -> HttpResponse:
    """Every lead that matches the filters, newest first unless asked otherwise."""
    rows = Lead.objects.exclude(stage=Stage.MERGED)
    rows = rows.select_related("company", "contact", "owner__team", "marketer", "campaign")
    query = without_empty(request.GET)
    context = listed(
        request,
        rows.only(*SHOWN),
        LeadFilter,
        orders=ORDERS,
        default="-captured_at",
        asked=query,
    )
    context |= {
        "shown": request.GET,
        "total": _total(context),
        "chips": _chips(query, context["filter"]),
        # One reverse for all rows: an address is this and the id.
        "lead_url": reverse("leads:list"),
    }
    if not wants_part(request):
        context |= {"choices": _choices(), "orders": ORDER_LABELS}
    return render_part(
        request, "leads/list.html", "leads/_list.html", context, status=context["status"]
    )


def _choices() -> dict[str, Any]:
    """What the filters offer, in two statements whatever the number of leads."""
    people = list(
        User.objects.active()
        .exclude(team=None)
        .select_related("team")
        .only("public_id", "first_name", "last_name", "email", "team__public_id", "team__name")
    )
    teams = sorted({person.team for person in people if person.team}, key=str)
    return {
        "stages": [(stage, stage.label) for stage in Stage if stage in OPEN_STAGES],
        "ended": [
            (stage, stage.label)
            for stage in Stage
            if stage not in OPEN_STAGES and stage != Stage.MERGED
        ],
        "grades": Grade.choices,
        "tiers": Tier.choices,
        "sources": [*Source.choices, (NOBODY, _("Nobody said"))],
        "owners": [(str(person.public_id), person.full_name) for person in people],
        "teams": [(str(team.public_id), team.name) for team in teams],
        "campaigns": [
            (str(key), name)
            for key, name in Campaign.objects.values_list("public_id", "name")[:MOST_CAMPAIGNS]
        ],
    }


def _total(context: dict[str, Any]) -> str:
    """Exact up to ten thousand: beyond that nobody reads the number, and counting costs."""
    page = context["page"]
    if not page.next and not page.previous:
        return number(len(page))
    found: QuerySet = context["filter"].qs
    count = found.select_related(None).order_by()[: MOST_COUNTED + 1].count()
    return f"{number(MOST_COUNTED)}+" if count > MOST_COUNTED else number(count)


def _chips(query: QueryDict, found: Any) -> list[tuple[str, str]]:
    """(what is asked, address without it) of every filter that narrows the list."""
    chips = []
    for name, value, text in said(found):
        rest = query.copy()
        rest.pop("cursor", None)
        rest.setlist(name, [other for other in rest.getlist(name) if other != value])
        chips.append((text, f"?{rest.urlencode()}"))
    return chips
