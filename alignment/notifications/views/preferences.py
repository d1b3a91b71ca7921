from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alignment.notifications import preferences
from alignment.notifications.choices import Way
from alignment.notifications.preferences import Wish
from alignment.people.actor import actor
from alignment.people.models import User
from alignment.web import toasts
from alignment.web.policies import MEMBER, allow


@allow(MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def preference_page(request: HttpRequest) -> HttpResponse:
    """What one hears of, and how: a tick for each topic and way; what is not ticked is off."""
    if request.method == "POST":
        ticked = (text.partition(" ") for text in request.POST.getlist("on"))
        preferences.wish_all(actor(request), [(topic, way) for topic, _space, way in ticked])
        toasts.say(request, _("Saved."))
        return redirect("notifications:preferences")
    context = {"rows": _rows(actor(request)), "ways": Way.labels}
    return render(request, "notifications/preferences.html", context)


def _rows(user: User) -> list[tuple[str, list[Wish]]]:
    """A line for each topic with its wishes in the order of the ways."""
    rows: dict[str, list[Wish]] = {}
    for wish in preferences.wishes_of(user):
        rows.setdefault(str(wish.topic.label), []).append(wish)
    return list(rows.items())
