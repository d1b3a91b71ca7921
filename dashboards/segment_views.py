"""The page of the segments, and the rows behind each number."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alignment.vision.models import Segment
from alignment.web.htmx import render_part
from alignment.web.paging import keyset_page
from alignment.web.policies import MEMBER, WRITER, allow
from dashboards import page as shared
from dashboards import segments

ROWS_PER_PAGE = 50


@allow(MEMBER)
@require_safe
def segment_list(request: HttpRequest) -> HttpResponse:
    """Who hears a message of their own, and what comes of their leads."""
    context = {
        "lines": segments.lines(),
        "span": segments.year(),
        "may_write": WRITER.holds(request.user),
    }
    return render(request, "dashboards/segments.html", context)


@allow(MEMBER)
@require_safe
def segment_rows(request: HttpRequest, public_id: Any) -> HttpResponse:
    """The rows behind one number of a segment; `part` says which."""
    found = get_object_or_404(Segment.objects.in_use(), public_id=public_id)
    part = request.GET.get("part", segments.PARTS[0])
    if part not in segments.PARTS:
        raise Http404
    rows = segments.rows_of(found, part)
    shown = shared.ROWS[rows.model]
    listed = keyset_page(
        rows.select_related(*shown.related), order=[shown.order],
        cursor=request.GET.get("cursor", ""), size=ROWS_PER_PAGE,
    )  # fmt: skip
    labels = {
        "open": _("Open leads"), "accepted": _("Accepted"), "decided": _("Decided"),
        "won": _("Won"),
    }  # fmt: skip
    parts = [
        {"label": labels[each], "url": f"?part={each}", "current": each == part}
        for each in segments.PARTS
    ]
    context = {
        "segment": found, "page": listed, "kind": shown.kind, "total": shared.counted(rows),
        "parts": parts, "span": segments.year(),
    }  # fmt: skip
    return render_part(request, "dashboards/segment_rows.html", "dashboards/_rows.html", context)
