"""One search over every record and act: a dialog on each page, and a page of its own without it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alignment.people.actor import actor
from alignment.web.htmx import render_part
from alignment.web.policies import MEMBER, allow
from leads.finding.lookup import LONGEST_QUERY
from leads.finding.shown import answer_to


@allow(MEMBER)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What `q` finds; `at` is the page it is asked from, `seen` what the browser opened lately."""
    asked = {name: request.GET.get(name, "") for name in ("q", "at", "seen")}
    words = asked["q"].replace("\x00", "")[:LONGEST_QUERY]
    groups = answer_to(actor(request), words, at=asked["at"][:300], seen=asked["seen"][:1000])
    context = {"words": words, "groups": groups}
    return render_part(request, "leads/search.html", "leads/_found.html", context)
