"""The list of leads: filtered, ordered, a page at a time, at the cost of one page."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from alignment.people.models import Team, User
from alignment.vision.choices import Grade
from alignment.web.figures import number
from alignment.web.htmx import render_part
from alignment.web.policies import MEMBER, allow
from leads.choices import Source, Stage
from leads.filters import NOBODY, LeadFilter
from leads.models import Campaign, Lead
from leads.views.listing import listed

ORDERS = ("captured_at", "due_at", "changed_at")
MOST_COUNTED = 10_000
# What a row shows, and nothing else: a lead has some eighty columns.
SHOWN = (
    "public_id", "stage", "source", "tier", "fit_grade", "fit_completeness", "engagement_level",
    "captured_on", "captured_at", "changed_at", "due_at", "company__name", "company__city",
    "company__departement", "contact__first_name", "contact__last_name", "contact__job_title",
    "contact__email", "contact__phone", "owner__first_name", "owner__last_name",
    "campaign__name", "external_id",
)  # fmt: skip


@allow(MEMBER)
@require_safe
def leads(request: HttpRequest) -> HttpResponse:
    """Every lead that matches the filters, newest first unless asked otherwise."""
    rows = Lead.objects.exclude(stage=Stage.MERGED)
    if request.GET.get("mine"):
        rows = rows.filter(owner=request.user.pk)
    shown = rows.select_related("company", "contact", "owner", "campaign").only(*SHOWN)
    context = listed(request, shown, LeadFilter, orders=ORDERS, default="-captured_at")
    context |= {
        "shown": request.GET,
        "total": _counted(context["filter"].qs) if context["status"] == 200 else "0",
        # One reverse for all rows: an address is this and the id.
        "lead_url": reverse("leads:list"),
        "choices": _choices(),
        "orders": [(name, label) for name, label in ORDER_LABELS],
    }
    return render_part(
        request, "leads/list.html", "leads/_list.html", context, status=context["status"]
    )


ORDER_LABELS = (
    ("-captured_at", _("Newest first")),
    ("due_at", _("Deadline first")),
    ("-changed_at", _("Last changed first")),
    ("captured_at", _("Oldest first")),
)


def _choices() -> dict[str, list]:
    """What the filters offer: four small statements, whatever the number of leads."""
    return {
        "stages": [choice for choice in Stage.choices if choice[0] != Stage.MERGED],
        "grades": Grade.choices,
        "sources": [*Source.choices, (NOBODY, _("Nobody said"))],
        "owners": list(
            User.objects.active().exclude(team=None).only("public_id", "first_name", "last_name")
        ),
        "teams": list(Team.objects.all()),
        "campaigns": list(Campaign.objects.only("public_id", "name")[:200]),
    }


def _counted(found: QuerySet) -> str:
    """Exact up to ten thousand: beyond that nobody reads the number, and counting costs."""
    count = found.order_by()[: MOST_COUNTED + 1].count()
    return f"{number(MOST_COUNTED)}+" if count > MOST_COUNTED else number(count)
