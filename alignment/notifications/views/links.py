"""The page behind a link of a message: shows what it would do, and does it on a POST, once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from alignment.notifications import links
from alignment.notifications.links import DeadLink
from alignment.notifications.models import OneTimeLink
from alignment.web import current
from alignment.web.errors import Refused
from alignment.web.policies import public


@public
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A GET changes nothing, however often a scanner of mails repeats it."""
    try:
        found = links.find(token)
    except DeadLink as refusal:
        language = refusal.reader.language if refusal.reader else translation.get_language()
        with translation.override(language):
            return _refused(request, refusal)
    with translation.override(found.user.language):
        try:
            _require_person(request, found)
            return _page(request, found)
        except Refused as refusal:
            return _refused(request, refusal, found)


def _page(request: HttpRequest, found: OneTimeLink) -> HttpResponse:
    if found.needs_login and not request.user.is_authenticated:
        return render(request, "notifications/link_login.html", {"link": found})
    if request.method != "POST":
        reply = links.show(found)
        return render(request, "notifications/link.html", _context(found, reply))
    with current.working(via_door="link", request=getattr(request, "id", "")):
        reply = links.use(found, request.POST)
    if reply.done:
        context = {"link": found, "reply": reply, "next": links.next_of(reply, found.user)}
        return render(request, "notifications/link_done.html", context)
    return render(request, "notifications/link.html", _context(found, reply), status=400)


def _context(found: OneTimeLink, reply: links.Reply) -> dict[str, object]:
    return {**reply.context, "link": found, "reply": reply}


def _require_person(request: HttpRequest, found: OneTimeLink) -> None:
    """Whoever is logged in as somebody else is told so; nothing happens in another's name."""
    if request.user.is_authenticated and request.user.pk != found.user_id:
        raise _SomebodyElses


def _refused(
    request: HttpRequest, refusal: Refused, found: OneTimeLink | None = None
) -> HttpResponse:
    context = {"message": str(refusal), "link": found}
    return render(request, "notifications/link_refused.html", context, status=refusal.status)


class _SomebodyElses(DeadLink):
    code = "not_yours"
    status = 403
    message = _("This link was made for somebody else: log out to use it, or ask for your own.")
