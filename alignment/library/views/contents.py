"""Contents: what sales may show a prospect."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.library import files, selectors, services
from alignment.library.choices import Kind, Moment, Persona
from alignment.library.forms import ArchiveForm, ContentForm, ReviewForm, VersionForm
from alignment.library.models import Content, ContentRequest, ContentVersion
from alignment.library.selectors import STATES, Wanted
from alignment.people.actor import actor
from alignment.vision.nomenclature import naf_sections
from alignment.web.forms import RecordForm
from alignment.web.paging import keyset_page
from alignment.web.policies import MEMBER, OPERATOR, WRITER, allow
from alignment.web.toasts import say

LONGEST_SEARCH = 100


@allow(MEMBER)
@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """The list by title, searched and narrowed."""
    wanted = _wanted(request)
    rows = selectors.contents(wanted)
    page = keyset_page(rows, order=["title"], cursor=request.GET.get("cursor", ""))
    context = {
        "page": page,
        "wanted": wanted,
        "choices": {name: codes.items() for name, codes in _choices().items()},
        "use": selectors.utilisation(),
        "waiting": ContentRequest.objects.open().count(),
        "may_write": WRITER.holds(request.user),
        "may_ask": OPERATOR.holds(request.user),
        "much": selectors.MUCH_SHARED,
    }
    return render(request, "library/contents.html", context)


@allow(MEMBER)
@require_safe
def content(request: HttpRequest, public_id: Any) -> HttpResponse:
    """One content: when to use it, its versions, what reps made of it; its use comes by address."""
    row = _content(public_id)
    context = {
        "content": row,
        "versions": selectors.versions_of(row),
        "remakes": selectors.remakes_of(row),
        "is_old": selectors.is_on_old_message(row),
        "may_write": WRITER.holds(request.user),
        "may_propose": OPERATOR.holds(request.user) and row.is_active,
        "review_form": ReviewForm(),
        "archive_form": ArchiveForm(),
    }
    return render(request, "library/content.html", context)


@allow(WRITER)
@require_http_methods(["GET", "HEAD", "POST"])
def content_new(request: HttpRequest) -> HttpResponse:
    """Add a content, with its file or address."""
    return _edit(request, None)


@allow(WRITER)
@require_http_methods(["GET", "HEAD", "POST"])
def content_edit(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Change what is said of a content."""
    return _edit(request, _content(public_id))


@allow(WRITER)
@require_http_methods(["GET", "HEAD", "POST"])
def version_new(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Bring a new version: what is shared from now on."""
    row = _content(public_id)
    form = VersionForm(*_sent(request))
    if form.is_bound and form.saved(
        lambda **said: services.add_version(row, by=actor(request), **said)
    ):
        say(request, _("There is a new version of {content}.").format(content=row))
        return redirect(row)
    return _form(request, form, _("New version"), row.get_absolute_url(), row.title)


@allow(WRITER)
@require_POST
def content_archive(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Retire a content."""
    row = _content(public_id)
    form = ArchiveForm(request.POST)
    if form.saved(lambda **said: services.archive(row, by=actor(request), **said)):
        undo = reverse("library:content_restore", args=[row.public_id])
        say(request, _("Retired: {content}.").format(content=row), undo=undo)
    return _back(request, form, row)


@allow(WRITER)
@require_POST
def content_restore(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Take it into use again."""
    row = services.restore(_content(public_id), by=actor(request))
    say(request, _("In use again: {content}.").format(content=row))
    return redirect(row)


@allow(WRITER)
@require_POST
def content_review(request: HttpRequest, public_id: Any) -> HttpResponse:
    """It was read again and still holds."""
    row = _content(public_id)
    form = ReviewForm(request.POST)
    if form.saved(lambda **said: services.review(row, by=actor(request), **said)):
        say(request, _("Reviewed: {content}.").format(content=row))
    return _back(request, form, row)


@allow(MEMBER)
@require_safe
def version_file(request: HttpRequest, public_id: Any) -> Any:
    """The file of a version, as it may be sent."""
    return files.answer(get_object_or_404(ContentVersion, public_id=public_id))


def _edit(request: HttpRequest, row: Content | None) -> HttpResponse:
    form = ContentForm(*_sent(request), content=row)
    if form.is_bound:
        saved = form.saved(lambda **said: services.save_content(row, by=actor(request), **said))
        if saved:
            say(request, _("Saved: {content}.").format(content=saved))
            return redirect(saved)
    back = row.get_absolute_url() if row else reverse("library:contents")
    return _form(
        request, form, _("Edit") if row else _("New content"), back, row.title if row else ""
    )


def _form(
    request: HttpRequest, form: RecordForm, heading: str, back: str, about: str | None = ""
) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": back, "about": about}
    return render(request, "library/form.html", context, status=form.status)


def _back(request: HttpRequest, form: RecordForm, row: Content) -> HttpResponse:
    """To the content; a refusal becomes a page of its own."""
    if form.status == 200:
        return redirect(row)
    return _form(request, form, row.title, row.get_absolute_url())


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _content(public_id: Any) -> Content:
    rows = Content.objects.with_people().select_related("message__house")
    return get_object_or_404(rows, public_id=public_id)


def _choices() -> dict[str, dict[str, Any]]:
    return {
        "kind": dict(Kind.choices),
        "moment": dict(Moment.choices),
        "section": dict(naf_sections()),
        "persona": dict(Persona.choices),
        "state": STATES,
    }


def _wanted(request: HttpRequest) -> Wanted:
    known = _choices()
    asked = {name: request.GET.get(name, "") for name in known}
    chosen = {name: code for name, code in asked.items() if code in known[name]}
    return Wanted(q=request.GET.get("q", "").strip()[:LONGEST_SEARCH], **chosen)
