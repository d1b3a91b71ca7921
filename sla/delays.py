"""Delays as people write and read them: « 1 working day », « 4 h », « 90 min » (pure functions).

A day is a working day of the calendar, an hour an hour of working time: nothing here is 24 hours.
"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alignment.web.figures import NBSP

HOUR = 60
LONGEST_DAYS = 60
# « 1 j.o. », « 2 jours ouvrés », "3 working days", « 1 j 4 h », « 4h30 », « 90 min », « 90 ».
SHAPE = re.compile(
    r"^(?:(?P<days>\d{1,3}(?:[.,]\d)?)\s*(?:j\.?\s?o\.?|jours?(?:\s+ouvrés?)?|j"
    r"|(?:working\s+|business\s+)?days?|d)(?![a-z]))?\s*"
    r"(?:(?P<hours>\d{1,3}(?:[.,]\d)?)\s*(?:heures?|hours?|h)\s*(?P<rest>\d{1,2})?(?:\s*min)?)?\s*"
    r"(?:(?P<minutes>\d{1,5})\s*(?:minutes?|min|mn))?$",
    re.IGNORECASE,
)


def parse_delay(text: str, day_minutes: int) -> int | None:
    """Working minutes of a delay in words, None when it is not one; 0 is returned, not refused."""
    found = SHAPE.match(" ".join(text.split()))
    if not found or not any(found.groups()):
        return None
    days, hours, rest, minutes = (found[name] for name in ("days", "hours", "rest", "minutes"))
    total = _number(days) * day_minutes + _number(hours) * HOUR + _number(rest) + _number(minutes)
    return round(total)


def delay_words(minutes: int, day_minutes: int) -> str:
    """Working minutes as whole working days, hours or minutes, whichever is exact and shortest."""
    if minutes % day_minutes == 0:
        days = minutes // day_minutes
        return ngettext("{n} working day", "{n} working days", days).format(n=days)
    if minutes > day_minutes:
        days, left = divmod(minutes, day_minutes)
        return _("{n} d {rest}").format(n=days, rest=delay_words(left, day_minutes))
    if minutes < HOUR:
        return f"{minutes}{NBSP}min"
    hours, left = divmod(minutes, HOUR)
    return f"{hours}{NBSP}h{NBSP}{left:02d}" if left else f"{hours}{NBSP}h"


def _number(text: str | None) -> float:
    return float((text or "0").replace(",", "."))
