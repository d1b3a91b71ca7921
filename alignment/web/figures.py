"""Numbers as people read them, in the active language (pure functions).

What stands around a number differs by language as in the CLDR; words go through gettext.
What is not known is "—".
"""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import phonenumbers
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

NBSP = "\u00a0"
MINUS = "\u2212"
UNKNOWN = "—"
SMALL_SAMPLE = 10

Number = int | float | Decimal


class Figure(NamedTuple):
    """A value in parts, so that a tile can print its unit smaller."""

    text: str
    unit: str = ""
    gap: str = ""
    before: str = ""

    def __str__(self) -> str:
        return f"{self.before}{self.text}{self.gap}{self.unit}"


class Pattern(NamedTuple):
    """What stands around a number, in one language."""

    unit: str
    gap: str = ""
    before: str = ""


PATTERNS = {
    "fr": {
        "percent": Pattern("%", NBSP),
        "money": Pattern("€", NBSP),
        "thousands": Pattern("k€", NBSP),
        "millions": Pattern("M€", NBSP),
        "day": Pattern("j", NBSP),
    },
    "en": {
        "percent": Pattern("%"),
        "money": Pattern("", "", "€"),
        "thousands": Pattern("k", "", "€"),
        "millions": Pattern("M", "", "€"),
        "day": Pattern("d", NBSP),
    },
}


def _pattern(name: str) -> Pattern:
    language = (get_language() or "fr")[:2]
    return PATTERNS.get(language, PATTERNS["en"])[name]


def _dress(text: str, name: str) -> Figure:
    unit, gap, before = _pattern(name)
    sign, text = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    return Figure(text, unit, gap, sign + before)


def number(value: Number | None, digits: int = 0) -> str:
    """Rounded half up, thousands grouped, U+2212 when negative."""
    return UNKNOWN if value is None else _number(value, digits, get_language())


@lru_cache(maxsize=4096, typed=True)
def _number(value: Number, digits: int, language: str | None) -> str:
    rounded = _round(value, digits)
    text = number_format(abs(rounded), decimal_pos=digits, use_l10n=True, force_grouping=True)
    return MINUS + text if rounded < 0 else text


def signed(value: Number | None, digits: int = 0, unit: str = "") -> str:
    """A change: always with its sign, zero without one."""
    if value is None:
        return UNKNOWN
    plus = "+" if _round(value, digits) > 0 else ""
    return plus + number(value, digits) + (NBSP + unit if unit else "")


def percent(ratio: Number | None, digits: int = 1) -> str:
    """A ratio (0.818) as "81,8 %"; a whole value drops its decimals."""
    return UNKNOWN if ratio is None else str(_percent_figure(ratio, digits))


def money(amount: Number | None, compact: bool = False) -> str:
    """Euros: cents only when there are some; compact gives "412 k€" or "1,2 M€"."""
    if amount is None:
        return UNKNOWN
    return str(_compact_money(amount) if compact else _whole_money(amount))


def duration(minutes: Number | None, day: int = 1440) -> str:
    """Minutes as "45 min", "3 h 12" or "2 j 4 h"; `day` is the length of a day in minutes."""
    if minutes is None:
        return UNKNOWN
    total = int(_round(minutes, 0))
    return (MINUS if total < 0 else "") + _duration_text(abs(total), day)


def rate(numerator: int, denominator: int, digits: int = 1) -> str:
    """A share that admits small samples: "—" of nothing, "4 of 5" below ten, else a percentage."""
    if not denominator:
        return UNKNOWN
    if denominator < SMALL_SAMPLE:
        return _("{count} of {total}").format(count=numerator, total=denominator)
    return percent(Decimal(numerator) / Decimal(denominator), digits)


def figure(value: Number | None, unit: str) -> Figure:
    """A key figure in its unit: count, percent (a ratio), money, minutes, days, points or times."""
    if value is None:
        return Figure(UNKNOWN)
    return FIGURES[unit](value)


def phone(value: str) -> str:
    """An E.164 number as dialled in France, internationally when foreign, else untouched."""
    try:
        parsed = phonenumbers.parse(value, "FR")
    except phonenumbers.NumberParseException:
        return value
    if not phonenumbers.is_possible_number(parsed):
        return value
    style = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    if parsed.country_code == 33:
        style = phonenumbers.PhoneNumberFormat.NATIONAL
    return phonenumbers.format_number(parsed, style).replace(" ", NBSP)


def siren(value: str) -> str:
    """A SIREN or SIRET in the groups people read aloud: 552 100 554 00025."""
    digits = "".join(value.split())
    groups = [digits[:3], digits[3:6], digits[6:9], digits[9:]]
    return NBSP.join(group for group in groups if group)


def _round(value: Number, digits: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _digits_needed(value: Decimal, digits: int) -> int:
    rounded = _round(value, digits)
    return 0 if rounded == rounded.to_integral_value() else digits


def _whole_money(amount: Number) -> Figure:
    value = _round(amount, 2)
    return _dress(number(value, 0 if value == value.to_integral_value() else 2), "money")


def _compact_money(amount: Number) -> Figure:
    value = Decimal(str(amount))
    # 999 600 is 1 M€, not 1 000 k€: the step is taken after rounding.
    if abs(value) >= 999_500:
        millions = value / 1_000_000
        return _dress(number(millions, _digits_needed(millions, 1)), "millions")
    if abs(value) >= 10_000:
        return _dress(number(value / 1000), "thousands")
    return _dress(number(value), "money")


def _duration_text(total: int, day: int) -> str:
    if total < 60:
        return f"{total}{NBSP}min"
    if total < day:
        return f"{total // 60}{NBSP}h{NBSP}{total % 60:02d}"
    days, hours = total // day, total % day // 60
    text = f"{number(days)}{NBSP}{_pattern('day').unit}"
    return f"{text}{NBSP}{hours}{NBSP}h" if hours else text


def _percent_figure(ratio: Number, digits: int = 1) -> Figure:
    value = Decimal(str(ratio)) * 100
    return _dress(number(value, _digits_needed(value, digits)), "percent")


def _days_figure(value: Number) -> Figure:
    digits = _digits_needed(Decimal(str(value)), 1)
    return Figure(number(value, digits), ngettext("day", "days", 1 if -2 < value < 2 else 2), NBSP)


def _count_figure(value: Number) -> Figure:
    return Figure(number(value, _digits_needed(Decimal(str(value)), 1)))


def _points_figure(value: Number) -> Figure:
    return Figure(signed(value, _digits_needed(Decimal(str(value)), 1)), _("pts"), NBSP)


def _times_figure(value: Number) -> Figure:
    return Figure(number(value, 2), before=f"×{NBSP}")


FIGURES: dict[str, Callable[[Any], Figure]] = {
    "count": _count_figure,
    "percent": _percent_figure,
    "money": _compact_money,
    "minutes": lambda value: Figure(duration(value)),
    "days": _days_figure,
    "points": _points_figure,
    "times": _times_figure,
}
