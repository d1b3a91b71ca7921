"""The yardstick: a bare Django view that renders 50 rows from one indexed query."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from leads.models import Lead

PAGE = engines["django"].from_string(
    "<!doctype html><title>Bare</title><table>{% for lead in leads %}<tr>"
    "<td>{{ lead.company.name }}</td><td>{{ lead.contact.full_name }}</td>"
    "<td>{{ lead.get_stage_display }}</td><td>{{ lead.source }}</td>"
    "<td>{{ lead.captured_at|date:'SHORT_DATE_FORMAT' }}</td></tr>{% endfor %}</table>"
)


def bare(request: HttpRequest) -> HttpResponse:
    """Fifty leads, newest first, nothing else."""
    leads = Lead.objects.select_related("company", "contact").order_by("-captured_at", "-id")[:50]
    return HttpResponse(PAGE.render({"leads": leads}))


bare.login_required = False  # type: ignore[attr-defined]
urlpatterns = [path("bare/", bare), path("", include("alignment.urls"))]
