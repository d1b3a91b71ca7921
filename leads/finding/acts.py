"""What may be done from anywhere, and on the lead that is open: pages and actions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alignment.people.models import User
from alignment.web.nav import ADMINISTRATION, BELL, DAILY, NEW, SHARED, Place
from alignment.web.policies import ADMIN, MANAGER, MARKETER, MEMBER, Right
from leads import transitions
from leads.finding.words import BEGINS, nearness
from leads.identifiers import search_key
from leads.models import Lead

MOST = 5


@dataclass(frozen=True)
class Act:
    """A page to go to, a dialog to open, or a small form to send."""

    label: str | Promise
    url: str
    icon: str
    words: str | Promise = ""
    dialog: str = ""
    post: dict[str, str] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True)
class Door:
    """A page that the menu does not show, or other words for one that it does."""

    place: Place
    words: str | Promise = ""
    right: Right = MEMBER


# Words are what people may type instead of the label, in their language.
SYNONYMS: dict[str, str | Promise] = {
    "queue": _("queue waiting answer accept inbox"),
    "leads": _("list prospects"),
    "board": _("kanban pipeline"),
    "opportunities": _("deals sales forecast quotes"),
    "companies": _("companies customers firms"),
    "campaigns": _("marketing events adverts"),
    "dashboard": _("figures numbers KPI statistics"),
    "contract": _("SLA commitments promises delays"),
    "feedback": _("returns reasons"),
    "icp": _("ICP target grade criteria"),
    "room": _("messages chat talk"),
    "people": _("users accounts passwords rights"),
    "new": _("add create prospect"),
    "notifications": _("news bell"),
    "rules": _("automation assignment routing workflow"),
}
# Of the administration, what everybody may read although the menu shows it to some.
READ_BY_ALL = {"fields": MEMBER, "rules": MEMBER}
DOORS = [
    Door(Place("contacts", "leads:contacts", _("Contacts"), "contact"), _("people persons")),
    Door(
        Place("company_new", "leads:company_new", _("New company"), "building-2"), _("add create")
    ),
    Door(Place("contact_new", "leads:contact_new", _("New contact"), "user-plus"), _("add create")),
    Door(
        Place("campaign_new", "leads:campaign_new", _("New campaign"), "megaphone"),
        _("add create"),
        MARKETER,
    ),
    Door(Place("my_day", "leads:my_day", _("My tasks"), "list-todo"), _("day reminders agenda")),
    Door(Place("imports", "leads:imports", _("Imports"), "upload"), _("file CSV Excel load")),
    Door(
        Place("pairs", "leads:pairs", _("Possible duplicates"), "copy"),
        _("doubles merge same twice"),
    ),
    Door(Place("late", "sla:late", _("What is late"), "timer"), _("delays breaches overdue")),
    Door(Place("calendar", "sla:calendar", _("Working hours"), "calendar"), _("holidays closures")),
    Door(
        Place("messages", "vision:messages", _("Sales messages"), "message-square-quote"),
        _("promises arguments"),
    ),
    Door(Place("contents", "library:contents", _("Contents"), "book-open"), _("library sheets")),
    Door(
        Place("rituals", "rituals:actions", pgettext_lazy("rituals", "Actions"), "list-checks"),
        _("meeting decisions"),
    ),
    Door(
        Place("preferences", "notifications:preferences", _("What I am told of"), "bell-ring"),
        _("notifications e-mail settings"),
    ),
    Door(
        Place("channels", "notifications:channels", _("Channels"), "share-2"),
        _("Slack Teams WhatsApp webhook"),
        MANAGER,
    ),
    Door(
        Place("profile", "people:profile", _("Switch language"), "languages"),
        _("profile French English password settings"),
    ),
    Door(Place("keys", "people:keys", _("API keys"), "key-round"), _("token software")),
    Door(Place("api", "api_docs", _("API documentation"), "braces"), _("REST OpenAPI")),
    Door(
        Place("person_new", "people:person_new", _("New person"), "user-plus"),
        _("add user account"),
        ADMIN,
    ),
]
LEAD_PAGE = re.compile(r"^/leads/(?P<public_id>[0-9a-f-]{36})/")


def acts_for(user: User, text: str, *, at: str = "") -> list[tuple[Act, float]]:
    """What the person may do whose words begin like the text, best first, with 0 to 100.

    `at` is the address of the page that is open; without text, what may be done on its lead.
    """
    typed = search_key(text).split()
    on_lead = list(_on_lead(user, at))
    if not typed:
        return [(act, BEGINS) for act in on_lead[:MOST]]
    found = [(act, _score(act, typed)) for act in [*on_lead, *_anywhere(user)]]
    return sorted(((a, s) for a, s in found if s), key=lambda pair: -pair[1])[:MOST]


def _score(act: Act, typed: list[str]) -> float:
    label, others = search_key(act.label).split(), search_key(act.words).split()
    total = 0.0
    for word in typed:
        near = nearness(word, label) or nearness(word, others) * 0.9
        if not near:
            return 0
        total += near
    return total / len(typed)


def _anywhere(user: User) -> Iterable[Act]:
    for place in (*DAILY, *SHARED, NEW, BELL):
        dialog = "wide" if place is NEW else ""
        yield from _opened(Door(place, SYNONYMS.get(place.key, "")), user, dialog)
    for place in ADMINISTRATION:
        right = READ_BY_ALL.get(place.key, ADMIN)
        yield from _opened(Door(place, SYNONYMS.get(place.key, ""), right), user)
    for door in DOORS:
        yield from _opened(door, user)
    theme = reverse("set_theme")
    yield Act(_("Dark theme"), theme, "sun-moon", _("night colours"), post={"theme": "dark"})
    yield Act(_("Light theme"), theme, "sun-moon", _("day colours"), post={"theme": "light"})
    yield Act(_("Log out"), reverse("people:logout"), "log-out", _("leave quit"), post={"out": "1"})


def _opened(door: Door, user: User, dialog: str = "") -> Iterable[Act]:
    if not door.right.holds(user):
        return
    try:
        url = reverse(door.place.url_name)
    except NoReverseMatch:
        return
    yield Act(door.place.label, url, door.place.icon, door.words, dialog)


def _on_lead(user: User, at: str) -> Iterable[Act]:
    """The steps open to the person on the lead whose page is open."""
    lead = _lead_at(at)
    if lead is None:
        return
    for action in transitions.open_to(user, lead):
        url = reverse("leads:act", args=[lead.public_id, action.name])
        yield Act(
            action.label, f"{url}?next={lead.get_absolute_url()}", "zap", dialog="yes",
            about=str(lead),
        )  # fmt: skip


def _lead_at(at: str) -> Lead | None:
    match = LEAD_PAGE.match(at)
    if match is None:
        return None
    try:
        values: dict[str, Any] = resolve(f"/leads/{match['public_id']}/").kwargs
    except Resolver404:
        return None
    rows = Lead.objects.select_related("company", "contact")
    return rows.filter(public_id=values["public_id"]).first()
