"""The matrix: open leads by fit and interest, with what to do in each cell."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alignment.web.policies import MEMBER, allow
from leads.engagement import LEVEL_FLOORS
from leads.selectors.matrix import PHASES, matrix_of


@allow(MEMBER)
@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Open leads by grade A to D and engagement 1 to 4; `phase` is before, after or all."""
    phase = request.GET.get("phase", "before")
    phase = phase if phase in PHASES else "before"
    rows = [row for row in matrix_of(phase) if row[0].grade or any(cell.leads for cell in row)]
    labels = {"before": _("Before the hand-over"), "after": _("After it"), "all": _("All open")}
    context = {
        "rows": rows,
        "total": sum(cell.leads for row in rows for cell in row),
        "phases": labels.items(),
        "phase": phase,
        "floors": [floor for floor, _level in LEVEL_FLOORS],
    }
    return render(request, "leads/matrix.html", context)
