"""Contents that are missing, and own versions that reps propose."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.library import asking, files, remakes, selectors
from alignment.library.forms import AnswerForm, RemakeForm, RequestForm, WordForm
from alignment.library.models import Content, ContentRequest, Remake
from alignment.people.actor import actor
from alignment.web.forms import RecordForm
from alignment.web.paging import keyset_page
from alignment.web.policies import MEMBER, OPERATOR, WRITER, allow
from alignment.web.toasts import say


@allow(MEMBER)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What was asked for: still to be made, or answered (`show=ended`)."""
    ended = request.GET.get("show") == "ended"
    cursor = request.GET.get("cursor", "")
    page = keyset_page(selectors.requests(ended=ended), order=["-asked_at"], cursor=cursor)
    context = {
        "page": page,
        "ended": ended,
        "may_write": WRITER.holds(request.user),
        "may_ask": OPERATOR.holds(request.user),
    }
    return render(request, "library/requests.html", context)


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """Ask for a content."""
    form = RequestForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.saved(lambda **said: asking.ask(by=actor(request), **said)):
        say(request, _("Marketing is told of it."))
        return redirect("library:requests")
    return _form(request, form, _("Ask for a content"))


@allow(WRITER)
@require_POST
def request_take(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Say that one makes it."""
    row = asking.take(get_object_or_404(ContentRequest, public_id=public_id), by=actor(request))
    say(request, _("Yours: {content}.").format(content=row))
    return redirect("library:requests")


@allow(WRITER)
@require_http_methods(["GET", "HEAD", "POST"])
def request_end(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Answer with a content, or with a word."""
    row = get_object_or_404(ContentRequest, public_id=public_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.saved(lambda **said: asking.end(row, by=actor(request), **said)):
        say(request, _("Answered: {content}.").format(content=row))
        return redirect("library:requests")
    return _form(request, form, _("Answer the request"), row.title)


@allow(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def remake_new(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Show the version that one made."""
    row = get_object_or_404(Content, public_id=public_id)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = RemakeForm(*sent)
    if form.is_bound and form.saved(lambda **said: remakes.propose(row, by=actor(request), **said)):
        say(request, _("Thank you: marketing looks at your version."))
        return redirect(row)
    return _form(request, form, _("I made my own version"), row.title, row.get_absolute_url())


@allow(WRITER)
@require_POST
def remake_adopt(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Everybody shares it from now on."""
    row = get_object_or_404(Remake.objects.select_related("content"), public_id=public_id)
    form = WordForm(request.POST)
    if form.saved(lambda **said: remakes.adopt(row, by=actor(request), **said)):
        say(request, _("Adopted: it is the current version."))
        return redirect(row.content)
    return _form(request, form, _("Adopt"), row.content.title, row.content.get_absolute_url())


@allow(WRITER)
@require_POST
def remake_decline(request: HttpRequest, public_id: Any) -> HttpResponse:
    """Put it aside with a word."""
    row = get_object_or_404(Remake.objects.select_related("content"), public_id=public_id)
    form = WordForm(request.POST)
    if form.saved(lambda **said: remakes.decline(row, by=actor(request), **said)):
        say(request, _("Its author is told."))
        return redirect(row.content)
    return _form(request, form, _("Do not keep"), row.content.title, row.content.get_absolute_url())


@allow(MEMBER)
@require_safe
def remake_file(request: HttpRequest, public_id: Any) -> Any:
    """The file of an own version."""
    return files.answer(get_object_or_404(Remake, public_id=public_id))


def _form(
    request: HttpRequest, form: RecordForm, heading: str, about: str = "", back: str = ""
) -> HttpResponse:
    context = {"form": form, "heading": heading, "about": about, "back": back}
    return render(request, "library/form.html", context, status=form.status)
