"""Dates as files write them. A column has one format: it is found over all its rows, day first."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from alignment.web.business_days import zone as company_zone
from leads.identifiers import search_key

CLOCK = (
    r"(?:[ T,]+(?:à )?(?P<hour>\d{1,2})\s?[:hH]\s?(?P<minute>\d{2})?"
    r"(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp][Mm])?"
    r"\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
)
NUMERIC = re.compile(r"(?P<one>\d{1,2})[-/. ](?P<two>\d{1,2})[-/. ](?P<year>\d{4}|\d{2})" + CLOCK)
ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<one>\d{1,2})[-/.](?P<two>\d{1,2})" + CLOCK)
COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<one>\d{2})(?P<two>\d{2})")
SPELT = re.compile(r"(?P<one>\d{1,2})(?:er)?[ -](?P<name>[^\W\d]+\.?)[ -](?P<year>\d{4})" + CLOCK)
SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
# Excel counts days from here (its false 29 February 1900 is before anything we read).
EXCEL_ZERO = datetime(1899, 12, 30)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev feb february",
            "mars mar march",
            "avril avr apr april",
            "mai may",
            "juin jun june",
            "juillet juil jul july",
            "aout aug august",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
DAY_FIRST, MONTH_FIRST, YEAR_FIRST, EXCEL = "day-first", "month-first", "iso", "excel"
DECLARABLE = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST, EXCEL)
EARLIEST = 1980


class NotADate(ValueError):
    """The text is no date of the column's format."""


@dataclass
class DateColumn:
    """One column's way of writing dates: declared, or weighed over every value it holds."""

    declared: str = ""
    zone: ZoneInfo | None = None
    numeric: int = 0
    day_first: int = 0
    month_first: int = 0
    samples: list[str] = field(default_factory=list)

    def weigh(self, text: str) -> None:
        """Take a value as evidence: 13 or more can only be a day."""
        found = NUMERIC.fullmatch(text)
        if self.declared or not found:
            return
        self.numeric += 1
        self.day_first += int(found["one"]) > 12
        self.month_first += int(found["two"]) > 12
        if len(self.samples) < 3:
            self.samples.append(text)

    @property
    def order(self) -> str:
        """How days and months follow each other; day first unless the rows say otherwise."""
        if self.declared:
            return self.declared
        return MONTH_FIRST if self.month_first > self.day_first else DAY_FIRST

    @property
    def is_ambiguous(self) -> bool:
        """No value of the column shows which number is the day."""
        return bool(self.numeric) and not self.day_first and not self.month_first

    def read(self, text: str) -> datetime:
        """The instant in UTC; a date without an hour is the start of that day of the company.

        Raises NotADate.
        """
        try:
            naive, has_clock, offset = self._parts(text)
        except (ValueError, OverflowError, KeyError) as error:
            raise NotADate(text) from error
        if not EARLIEST <= naive.year <= 2100:
            raise NotADate(text)
        if not has_clock:
            where: ZoneInfo | timezone = company_zone()
        else:
            where = offset or self.zone or company_zone()
        return naive.replace(tzinfo=where).astimezone(UTC)

    def _parts(self, text: str) -> tuple[datetime, bool, timezone | None]:
        if "%" in self.declared:
            naive = datetime.strptime(text, self.declared)
            aware = naive.tzinfo is not None
            offset = timezone(naive.utcoffset() or timedelta()) if aware else None
            return naive.replace(tzinfo=None), "%H" in self.declared, offset
        if self.declared == EXCEL:
            return _from_serial(text)
        if self.declared == YEAR_FIRST:
            return _from(ISO.fullmatch(text) or COMPACT.fullmatch(text), "one", "two")
        found = NUMERIC.fullmatch(text)
        if found:
            month, day = ("two", "one") if self.order == DAY_FIRST else ("one", "two")
            return _from(found, month, day)
        found = ISO.fullmatch(text) or COMPACT.fullmatch(text)
        if found:
            return _from(found, "one", "two")
        if SERIAL.fullmatch(text):
            # Five digits are no date that people write: a spreadsheet lost its format.
            return _from_serial(text)
        return _from_spelt(SPELT.fullmatch(text))


def day_of(moment: datetime) -> date:
    """The company's day of an instant."""
    return moment.astimezone(company_zone()).date()


def is_whole_day(moment: datetime) -> bool:
    """Whether only the day is known (it reads as the day's first instant)."""
    local = moment.astimezone(company_zone())
    return (local.hour, local.minute, local.second) == (0, 0, 0)


def _from(
    found: re.Match[str] | None, month: str, day: str
) -> tuple[datetime, bool, timezone | None]:
    if found is None:
        raise NotADate
    at = datetime(_year(found["year"]), int(found[month]), int(found[day]))
    return _with_clock(at, found)


def _from_spelt(found: re.Match[str] | None) -> tuple[datetime, bool, timezone | None]:
    if found is None:
        raise NotADate
    month = MONTHS[search_key(found["name"])]
    return _with_clock(datetime(int(found["year"]), month, int(found["one"])), found)


def _from_serial(text: str) -> tuple[datetime, bool, timezone | None]:
    if not SERIAL.fullmatch(text):
        raise NotADate
    days = float(text.replace(",", "."))
    at = EXCEL_ZERO + timedelta(seconds=round(days * 86400))
    return at, not days.is_integer(), None


def _with_clock(at: datetime, found: re.Match[str]) -> tuple[datetime, bool, timezone | None]:
    parts = found.groupdict()
    if not parts.get("hour"):
        return at, False, None
    hour = int(parts["hour"])
    if parts["half"]:
        hour = hour % 12 + 12 * (parts["half"].lower() == "pm")
    at = at.replace(hour=hour, minute=int(parts["minute"] or 0), second=int(parts["second"] or 0))
    return at, True, _offset(parts["offset"])


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if text[0] == "-" else ahead)


def _year(text: str) -> int:
    """Two digits: 69 to 99 belong to the last century."""
    year = int(text)
    if len(text) == 4:
        return year
    return year + (1900 if year > 68 else 2000)
