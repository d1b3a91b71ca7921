"""Contents: what sales may show a prospect."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alignment.library.forms import ContentForm
from alignment.library.models import Content
from alignment.library.services import save_content
from alignment.people.actor import actor
from alignment.web.paging import keyset_page
from alignment.web.policies import MEMBER, WRITER, allow
from alignment.web.toasts import say


@allow(MEMBER)
@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """The list by title; retired ones with `show=retired`."""
    retired = request.GET.get("show") == "retired"
    page = keyset_page(
        Content.objects.filter(is_active=not retired),
        order=["title"],
        cursor=request.GET.get("cursor", ""),
    )
    context = {"page": page, "retired": retired, "may_write": WRITER.holds(request.user)}
    return render(request, "library/contents.html", context)


@allow(WRITER)
@require_http_methods(["GET", "HEAD", "POST"])
def content_new(request: HttpRequest) -> HttpResponse:
    """Add a content."""
    return _form(request, None)


@allow(WRITER)
@require_http_methods(["GET", "HEAD", "POST"])
def content(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change a content, or retire it."""
    return _form(request, get_object_or_404(Content, public_id=public_id))


def _form(request: HttpRequest, row: Content | None) -> HttpResponse:
    form = ContentForm(request.POST if request.method == "POST" else None, content=row)
    name = row.title if row else ""
    if form.is_bound:
        saved = form.saved(lambda **values: save_content(row, by=actor(request), **values))
        if saved:
            say(request, _("Saved: {content}.").format(content=saved))
            return redirect("library:contents")
    context = {"form": form, "content": row, "name": name}
    return render(request, "library/content.html", context, status=form.status)
