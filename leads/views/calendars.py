"""One's tasks in one's own calendar, by a private address."""

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.notifications.words import absolute
from alignment.people.actor import actor
from alignment.web import toasts
from alignment.web.addresses import client_address
from alignment.web.policies import MEMBER, allow, public
from leads import calendars
from leads.models import CalendarFeed

WINDOW = 300  # seconds
READINGS = 30
WRONG = 20


@allow(MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Whether there is an address, and (POST) a new one, shown this once."""
    user, address = actor(request), ""
    if request.method == "POST":
        secret = calendars.renew(by=user)
        address = absolute(reverse("leads:calendar_feed", args=[secret]))
    context = {"feed": CalendarFeed.objects.filter(owner=user).first(), "address": address}
    return render(request, "leads/calendar.html", context)


@allow(MEMBER)
@require_POST
def calendar_revoke(request: HttpRequest) -> HttpResponse:
    """The address no longer works."""
    calendars.revoke(by=actor(request))
    toasts.say(request, _("The calendar address no longer works."))
    return redirect("leads:calendar")


@public
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The feed itself: for whoever knows the address, some times in five minutes, never indexed."""
    guesses = f"calendar:wrong:{client_address(request)}"
    if cache.get(guesses, 0) >= WRONG or not _counted(f"calendar:{calendars.digest(secret)}"):
        return _too_often()
    feed = calendars.find(secret)
    if feed is None:
        _count(guesses)
        raise Http404
    response = HttpResponse(
        calendars.written(feed.owner), content_type="text/calendar; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'inline; filename="tandem.ics"'
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _counted(key: str) -> bool:
    return _count(key) <= READINGS


def _count(key: str) -> int:
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key)
    except ValueError:  # the window ended between the two calls
        return 1


def _too_often() -> HttpResponse:
    response = HttpResponse(status=429, content_type="text/plain; charset=utf-8")
    response.headers["Retry-After"] = str(WINDOW)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
