"""Moments as people say them: in the company's zone and the active language."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format, get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alignment.web.figures import duration

SOON = timedelta(hours=1)
FIRST = re.compile(r"(?<!\d)1(?= \D)")
# "347 days late" accuses, and helps nobody.
OLD = timedelta(days=60)


@dataclass(frozen=True)
class Due:
    """A deadline on a chip; `left` and `late` are the texts that the ticking script fills in."""

    state: str
    text: str
    iso: str
    left: str
    late: str


def local(moment: datetime) -> datetime:
    """The moment on the company's wall clock."""
    return timezone.localtime(moment, ZoneInfo(settings.COMPANY_ZONE))


def full(moment: datetime) -> str:
    """Day, date and hour, for titles and lists of facts."""
    return written(local(moment), "l j F Y H:i")


def written(day: date, pattern: str = "j F Y") -> str:
    """A day in words, by Django's letters."""
    return with_ordinal(date_format(day, pattern), day, pattern)


def with_ordinal(text: str, day: Any, pattern: str) -> str:
    """The French say « 1er mai » where a pattern names day and month."""
    is_first = isinstance(day, date) and day.day == 1 and "j F" in get_format(pattern)
    french = (get_language() or "fr").startswith("fr")
    return FIRST.sub("1er", text, count=1) if is_first and french else text


def day_hour(moment: datetime, now: datetime | None = None) -> str:
    """The hour today, "tomorrow 9:00", the weekday within six days, else the date."""
    here, today = local(moment), local(now or timezone.now()).date()
    hour = hour_text(here)
    days = (here.date() - today).days
    if days == 0:
        return hour
    if days == 1:
        return _("tomorrow {hour}").format(hour=hour)
    if days == -1:
        return _("yesterday {hour}").format(hour=hour)
    if 1 < days < 7:
        return f"{_babel(here, 'EEE')} {hour}"
    return f"{short_day(here.date(), today)} {hour}"


def hour_text(moment: datetime) -> str:
    """9:05 rather than 09:05: it is read as a word."""
    return f"{moment.hour}:{moment.minute:02d}"


def short_day(day: date, today: date) -> str:
    """Day and month; the year only when it is another one."""
    return date_format(day, "d/m" if day.year == today.year else "d/m/Y")


def since(moment: datetime, now: datetime | None = None) -> str:
    """How long ago, up to today; before that, when."""
    now = now or timezone.now()
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 0:
        return day_hour(moment, now)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("{minutes} min ago").format(minutes=minutes)
    if local(moment).date() == local(now).date():
        return _("{hours} h ago").format(hours=minutes // 60)
    return day_hour(moment, now)


def due(moment: datetime, now: datetime | None = None) -> Due:
    """A deadline: late, within the hour, or later; the hour of the day comes first.

    The time left is shown for today or the last hour: across nights it would count hours that
    nobody works.
    """
    now = now or timezone.now()
    seconds = (moment - now).total_seconds()
    hour, late = day_hour(moment, now), _("{duration} late")
    soon = 0 <= seconds < SOON.total_seconds()
    today = local(moment).date() == local(now).date()
    left = f"{hour} · {{duration}}" if today or soon else hour
    iso = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if seconds < 0:
        return Due("bad", late.format(duration=duration(-seconds // 60)), iso, left, late)
    return Due(
        "warn" if soon else "ok", left.format(duration=duration(seconds // 60)), iso, left, late
    )


def is_old(moment: datetime, now: datetime | None = None) -> bool:
    """Whether a deadline lies so far back that counting its days would only accuse."""
    return (now or timezone.now()) - moment > OLD


def month_label(day: date) -> str:
    """A month for an axis: "juil." in French, "Jul" in English."""
    return _babel(day, "LLL")


def _babel(day: date, pattern: str) -> str:
    return _in_language(day.toordinal(), pattern, get_language() or "fr")


@lru_cache(maxsize=1024)
def _in_language(day: int, pattern: str, language: str) -> str:
    # Django's short French names say "jui" for June and "jul" for July.
    return format_date(date.fromordinal(day), pattern, locale=language.replace("-", "_"))
