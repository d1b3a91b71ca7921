"""Imports: what was brought in from files, by whom, and what was taken back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alignment.web.paging import keyset_page
from alignment.web.policies import MEMBER, allow
from leads.models import Import

SIZE = 30


@allow(MEMBER)
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Every run of an import, the latest first."""
    # The mapping is the importer's; a page has no use for it.
    rows = Import.objects.select_related("by__team").defer("mapping")
    cursor = request.GET.get("cursor", "")
    page = keyset_page(rows, order=["-started_at"], cursor=cursor, size=SIZE)
    return render(request, "leads/imports.html", {"page": page})
