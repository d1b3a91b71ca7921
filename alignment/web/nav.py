"""What the shell shows around every page: entries, counts, the person, the theme.

Counts come from functions of higher apps named in NAV_COUNTS, because web imports nothing from
them. Nothing is asked of the database until a template reads it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Place:
    """An entry before it is known whether its page exists."""

    key: str
    url_name: str
    label: str | Promise
    icon: str


@dataclass(frozen=True)
class Entry:
    """One line of the navigation."""

    key: str
    url: str
    label: str | Promise
    icon: str
    current: bool
    count: Callable[[], int]


DAILY = [
    Place("day", "leads:my_day", _("My day"), "sun"),
    Place("queue", "leads:queue", _("To do"), "inbox"),
    Place("leads", "leads:list", _("Leads"), "users-round"),
    Place("board", "leads:board", _("Board"), "square-kanban"),
    Place("opportunities", "leads:opportunities", _("Opportunities"), "target"),
    Place("companies", "leads:companies", _("Accounts"), "building-2"),
    Place("campaigns", "leads:campaigns", _("Campaigns"), "megaphone"),
]
SHARED = [
    Place("dashboard", "dashboards:dashboard", _("Dashboard"), "chart-no-axes-column"),
    Place("contract", "sla:contract", _("Contract"), "handshake"),
    Place("agenda", "rituals:agenda", _("Agenda of the week"), "clipboard-list"),
    Place("feedback", "sla:feedback", _("Feedback"), "message-square-text"),
    Place("contents", "library:contents", _("Contents"), "book-open"),
    Place("programme", "programme:home", _("Programme"), "sprout"),
    Place("icp", "vision:icp", _("Shared vision"), "crosshair"),
    Place("room", "leads:room", pgettext_lazy("room", "Sales and marketing"), "messages-square"),
]
PRIVACY = Place("privacy", "leads:privacy", _("Personal data"), "shield-check")
FIELDS = Place("fields", "leads:fields", _("Our own fields"), "list-plus")
RULES = Place("rules", "leads:rules", pgettext_lazy("nav", "Rules"), "workflow")
ADMINISTRATION = [
    Place("people", "people:list", _("People and teams"), "user-cog"),
    PRIVACY,
    FIELDS,
    RULES,
]
TABS = ("day", "queue", "new", "leads")
NEW = Place("new", "leads:new", _("New lead"), "plus")
BELL = Place("notifications", "notifications:inbox", _("Notifications"), "bell")
# Pages that have no entry of their own, by the beginning of their address: under which they stand.
UNDER = {
    "/absences/": "people",
    "/actions/": "feedback",
    "/activities/": "leads",
    "/api/": "keys",
    "/channels/": "notifications",
    "/contacts/": "companies",
    "/contents/": "contents",
    "/duplicates/": "companies",
    "/costs/": "campaigns",
    "/forms/": "campaigns",
    "/forecast/": "opportunities",
    "/goals/": "icp",
    "/history/": "leads",
    "/imports/": "leads",
    "/journey/": "icp",
    "/segments/": "icp",
    "/keys/": "keys",
    "/lists/": "leads",
    "/lists/company/": "companies",
    "/lists/contact/": "companies",
    "/lists/opportunity/": "opportunities",
    "/mails/": "notifications",
    "/meetings/": "agenda",
    "/members/": "campaigns",
    "/merge/": "companies",
    "/merges/": "companies",
    "/message/": "icp",
    "/messages/": "feedback",
    "/posts/": "room",
    "/privacy/": "companies",
    "/products/": "opportunities",
    "/profile/": "profile",
    "/rituals/": "agenda",
    "/runs/": "leads",
    "/search/": "search",
    "/shares/": "leads",
    "/tasks/": "day",
    "/teams/": "people",
    "/views/": "leads",
    "/words/": "icp",
}


class Shell:
    """The frame of the page for one request; every property is read at most once."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def company_name(self) -> str:
        return settings.COMPANY_NAME

    @cached_property
    def theme(self) -> str:
        """light, dark, or "" to follow the system."""
        chosen = self.request.COOKIES.get("theme", "")
        return chosen if chosen in THEMES else ""

    @property
    def request_id(self) -> str:
        return getattr(self.request, "id", "")

    @cached_property
    def user(self) -> Any:
        """The person logged in, if any belongs to a team: strangers see no navigation."""
        user = getattr(self.request, "user", None)
        return user if user and user.is_authenticated else None

    @cached_property
    def is_member(self) -> bool:
        return bool(self.user and self.user.kinds)

    @cached_property
    def clock(self) -> Any:
        """What is due today and what is late for the person; None for strangers."""
        wanted = settings.NAV_CLOCK and self.is_member
        return import_string(settings.NAV_CLOCK)(self.user) if wanted else None

    @cached_property
    def daily(self) -> list[Entry]:
        return self._entries(DAILY) if self.is_member else []

    @cached_property
    def shared(self) -> list[Entry]:
        return self._entries(SHARED) if self.is_member else []

    @cached_property
    def administration(self) -> list[Entry]:
        if self.administration_is_shown:
            return self._entries(ADMINISTRATION)
        # Direction answers for personal data, whoever keeps the accounts; managers shape records.
        places = [PRIVACY, FIELDS, RULES] if self.user_is_direction else []
        if self.user and self.user.is_manager and not places:
            places = [FIELDS, RULES]
        return self._entries(places)

    @cached_property
    def new(self) -> Entry | None:
        return self._entry(NEW) if self.is_member else None

    @cached_property
    def bell(self) -> Entry | None:
        return self._entry(BELL) if self.is_member else None

    @cached_property
    def tabs(self) -> list[Entry]:
        """The four that a thumb reaches on a phone."""
        found = {entry.key: entry for entry in [*self.daily, *self.shared, self.new] if entry}
        return [found[key] for key in TABS if key in found]

    def _entries(self, places: list[Place]) -> list[Entry]:
        found = (self._entry(place) for place in places)
        return [entry for entry in found if entry]

    def _entry(self, place: Place) -> Entry | None:
        url = _address(place.url_name, get_urlconf(), get_script_prefix())
        if url is None:
            return None
        here = self.current == place.key
        return Entry(place.key, url, place.label, place.icon, here, lambda: self.count(place.key))

    @cached_property
    def current(self) -> str:
        """The key of the entry that this page lies under: that with the longest address."""
        begins = _begins(get_urlconf(), get_script_prefix())
        path = self.request.path
        found = max(
            (address for address in begins if path.startswith(address)), key=len, default=""
        )
        return self._visible(begins.get(found, ""))

    def _visible(self, key: str) -> str:
        """Colleagues are an entry for administrators; for others they stand beside oneself."""
        if key == "privacy" and not (self.administration_is_shown or self.user_is_direction):
            return "companies"
        if key in ("fields", "rules") and not (
            self.administration_is_shown or self.user_is_direction or self.user.is_manager
        ):
            return "leads"
        return "profile" if key == "people" and not self.administration_is_shown else key

    @property
    def user_is_direction(self) -> bool:
        return bool(self.user and self.user.is_direction)

    @property
    def administration_is_shown(self) -> bool:
        return bool(self.user and self.user.is_admin)

    def count(self, key: str) -> int:
        """How many wait behind an entry, 0 when nobody counts them."""
        path = settings.NAV_COUNTS.get(key)
        if not path or not self.is_member:
            return 0
        counts = self.__dict__.setdefault("_counts", {})
        if key not in counts:
            counts[key] = import_string(path)(self.user)
        return counts[key]

    def count_again(self, key: str) -> None:
        """Forget how many wait behind an entry: the request has changed it."""
        self.__dict__.get("_counts", {}).pop(key, None)


@cache
def _address(url_name: str, urlconf: str | None, prefix: str) -> str | None:
    """Where the entry leads; asked forty times a page and always the same for a process."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


@cache
def _begins(urlconf: str | None, prefix: str) -> dict[str, str]:
    """The entry under which the addresses lie that begin so."""
    places = [*DAILY, *SHARED, *ADMINISTRATION, NEW, BELL]
    found = {_address(place.url_name, urlconf, prefix): place.key for place in places}
    return UNDER | {address: key for address, key in found.items() if address}


def shell_of(request: HttpRequest) -> Shell:
    """The shell of the request, the same for its view and its templates."""
    if not hasattr(request, "shell"):
        request.shell = Shell(request)  # type: ignore[attr-defined]
    return request.shell  # type: ignore[attr-defined]
