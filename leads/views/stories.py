"""The part of a page that tells the story of its record, and what was asked of it."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from alignment.people.models import User
from alignment.web.htmx import wants_part
from leads.mentions import members
from leads.models import Company, Contact, Lead
from leads.selectors.timeline import KINDS, place_of, story_of

VIEWS = ("all", "marketing", "sales", "changes")


@dataclass(frozen=True)
class Asked:
    """What of the story the address asks for; what it cannot mean is everything."""

    only: str
    kind: str
    by: User | None


def wants_story(request: HttpRequest) -> bool:
    """Whether the story alone is asked for: the page asks for itself when the lead changed."""
    return wants_part(request) and request.htmx.target == "story"  # type: ignore[attr-defined]


def told(request: HttpRequest, record: Lead | Contact | Company) -> dict[str, Any]:
    """The context of leads/_story_panel.html, or of the story alone."""
    asked = _asked(request)
    before = place_of(request.GET.get("before", ""))
    people = [] if wants_story(request) else sorted(members(), key=str)
    story = story_of(
        record, only=asked.only, kind=asked.kind, by=asked.by, before=before, people=people
    )
    names = {"record": record, "story": story, "asked": asked}
    return names | {"kinds": KINDS, "colleagues": people}


def story_alone(request: HttpRequest, record: Lead | Contact | Company) -> HttpResponse:
    """The story for htmx; caches keep it apart from the page."""
    return kept_apart(render(request, "leads/_story.html", told(request, record)))


def kept_apart(response: HttpResponse) -> HttpResponse:
    """Say that the answer depends on what of the page was asked for."""
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _asked(request: HttpRequest) -> Asked:
    only, kind = request.GET.get("view", ""), request.GET.get("kind", "")
    try:
        key = uuid.UUID(request.GET.get("by", ""))
    except ValueError:
        key = None
    by = User.objects.filter(public_id=key).first() if key else None
    return Asked(only if only in VIEWS else VIEWS[0], kind if kind in KINDS else "", by)
