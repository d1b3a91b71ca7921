"""What the library shows: the contents that fit what is asked, and what waits to be made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from alignment.library.choices import RemakeState
from alignment.library.models import Content, ContentRequest, ContentVersion, Remake
from alignment.vision.choices import VersionStatus
from alignment.vision.models import HouseVersion
from alignment.web.statistics import Interval, rate, wilson

USED_WITHIN = timedelta(days=90)
DORMANT, REVIEW, OLD, HOT, RETIRED = "dormant", "review", "old_message", "hot", "retired"
STATES = {
    DORMANT: _("Asleep: not shared for 90 days"),
    REVIEW: _("To review"),
    OLD: _("On an old message"),
    HOT: _("Much shared, but out of date"),
    RETIRED: _("Retired"),
}
# From so many uses in 90 days on, an out-of-date content does harm.
MUCH_SHARED = 5
OUTDATED = Q(message__status=VersionStatus.SUPERSEDED)


@dataclass(frozen=True)
class Wanted:
    """What is asked of the list; empty asks nothing."""

    q: str = ""
    kind: str = ""
    moment: str = ""
    section: str = ""
    persona: str = ""
    state: str = ""

    @property
    def is_narrow(self) -> bool:
        return any((self.q, self.kind, self.moment, self.section, self.persona, self.state))


@dataclass(frozen=True)
class Utilisation:
    """So many used of those that were there long enough (K14), with its interval."""

    used: int
    of: int
    reps: int
    sellers: int

    @property
    def share(self) -> float | None:
        return rate(self.used, self.of)

    @property
    def interval(self) -> Interval | None:
        return wilson(self.used, self.of)

    @property
    def low(self) -> int:
        """Per cent."""
        return round(100 * self.interval.low) if self.interval else 0

    @property
    def high(self) -> int:
        return round(100 * self.interval.high) if self.interval else 100


def contents(wanted: Wanted) -> QuerySet[Any]:
    """The contents asked for, with `uses`, `opened` and `reps` of 90 days where those are known.

    A content that names no moment, industry or person fits all of them.
    """
    rows = with_use(Content.objects.filter(is_active=wanted.state != RETIRED).with_people())
    rows = rows.select_related("message")
    if wanted.q:
        rows = rows.filter(_found(wanted.q))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    codes = {"moments": wanted.moment, "sections": wanted.section, "personas": wanted.persona}
    asked = {name: code for name, code in codes.items() if code}
    if asked:
        rows = rows.filter(pk__in=fitting(asked))
    return _in_state(rows, wanted.state)


def fitting(asked: dict[str, str]) -> list[int]:
    """Keys of the contents that fit each code; read in Python, as a library holds hundreds."""
    rows = Content.objects.values_list("pk", *asked)
    return [pk for pk, *lists in rows if _fits(lists, asked.values())]


def with_use(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The contents with their use of the last 90 days, which a higher app knows."""
    return import_string(settings.CONTENT_USE["rows"])(rows, since=timezone.now() - USED_WITHIN)


def utilisation() -> Utilisation:
    """K14 as it stands now."""
    return import_string(settings.CONTENT_USE["share"])()


def versions_of(content: Content) -> list[ContentVersion]:
    """The newest first, with who brought them."""
    return list(content.versions.select_related("by__team"))


def remakes_of(content: Content) -> list[Remake]:
    """Own versions of reps, those to look at first."""
    rows = list(content.remakes.select_related("by__team", "decided_by", "version")[:50])
    return sorted(rows, key=lambda row: row.state != RemakeState.PROPOSED)


def requests(*, ended: bool) -> QuerySet[ContentRequest]:
    """What was asked for and is still to be made, or what was answered."""
    return ContentRequest.objects.with_people().filter(ended_at__isnull=not ended)


def messages_to_carry(content: Content | None) -> QuerySet[HouseVersion]:
    """The messages in force, and the one that the content carries already."""
    kept = Q(pk=content.message_id) if content and content.message_id else Q(pk__in=[])
    rows = HouseVersion.objects.filter(Q(status=VersionStatus.ACTIVE) | kept)
    return rows.select_related("house").order_by("house", "-number")


def is_on_old_message(content: Content) -> bool:
    """Whether another version of its message is in force by now; see also: OUTDATED."""
    return content.message is not None and content.message.status == VersionStatus.SUPERSEDED


def used_since(at: datetime) -> datetime:
    """The moment from which a use still counts."""
    return at - USED_WITHIN


def _fits(lists: Iterable[list[str]], codes: Iterable[str]) -> bool:
    return all(not known or code in known for known, code in zip(lists, codes, strict=True))


def _found(text: str) -> Q:
    found = Q()
    for word in text.split()[:6]:
        found &= (
            Q(title__icontains=word) | Q(summary__icontains=word) | Q(when_to_use__icontains=word)
        )
    return found


def _in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    from_today = Content.objects.to_review().values("pk")
    match state:
        case "dormant":
            return rows.filter(uses=0)
        case "review":
            return rows.filter(pk__in=from_today)
        case "old_message":
            return rows.filter(OUTDATED)
        case "hot":
            return rows.filter(OUTDATED | Q(pk__in=from_today), uses__gte=MUCH_SHARED)
    return rows
