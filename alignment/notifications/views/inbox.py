"""What was told to the person who opens it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from alignment.notifications import selectors, services
from alignment.notifications.keeping import keeps_mails
from alignment.people.actor import actor
from alignment.web.htmx import render_part
from alignment.web.paging import keyset_page
from alignment.web.policies import MEMBER, allow

ORDER = ("-is_new", "-created_at")
SIZE = 30


@allow(MEMBER)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Notifications, what is unread first."""
    cursor = request.GET.get("cursor", "")
    context = {
        "page": keyset_page(
            selectors.inbox_of(actor(request)), order=ORDER, cursor=cursor, size=SIZE
        ),
        "unread": selectors.unread_count(actor(request)),
        "most": selectors.MOST_COUNTED,
        "keeps_mails": keeps_mails(),
        "page_url": request.get_full_path(),
    }
    return render_part(request, "notifications/inbox.html", "notifications/_inbox.html", context)


@allow(MEMBER)
@require_POST
def read(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note that it was read and follow it; `stay` comes back to the list."""
    mine = selectors.told_to(actor(request))
    notification = get_object_or_404(mine, event__public_id=public_id)
    services.mark_read(notification)
    target = notification.event.target_url
    if "stay" in request.POST or not target:
        return redirect("notifications:inbox")
    return HttpResponseRedirect(target)


@allow(MEMBER)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that everything was read."""
    services.mark_all_read(actor(request))
    return redirect("notifications:inbox")


@allow(MEMBER)
@require_safe
def unread(request: HttpRequest) -> HttpResponse:
    """How many are unread, for the bell that asks again while the page is open."""
    count = selectors.unread_count(actor(request))
    return HttpResponse(str(count) if count else "", content_type="text/plain; charset=utf-8")
