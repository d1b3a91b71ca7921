"""One line that says what to do and when: « rappeler mardi 10h Claire », « call back Friday 2pm ».

Pure, in French and English. What says a day or an hour is taken out of the line; the rest is the
title. Every pattern is bounded, so no text can stall it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from leads.choices import TaskKind
from leads.identifiers import search_key

LIMIT = 300
MOST_AHEAD = 1000
DAY = timedelta(days=1)
WEEKDAYS = (
    ("lundi", "monday"), ("mardi", "tuesday"), ("mercredi", "wednesday"), ("jeudi", "thursday"),
    ("vendredi", "friday"), ("samedi", "saturday"), ("dimanche", "sunday"),
)  # fmt: skip
MONTHS = (
    ("janvier", "january", "janv", "jan"), ("fevrier", "february", "fevr", "fev", "feb"),
    ("mars", "march"), ("avril", "april", "avr", "apr"), ("mai", "may"), ("juin", "june"),
    ("juillet", "july", "juil", "jul"), ("aout", "august", "aug"),
    ("septembre", "september", "sept", "sep"), ("octobre", "october", "oct"),
    ("novembre", "november", "nov"), ("decembre", "december", "dec"),
)  # fmt: skip
# The first word that says how: the line keeps it.
KINDS = {
    TaskKind.CALL: ("appeler", "rappeler", "rappel", "telephoner", "appel", "call", "phone"),
    TaskKind.EMAIL: ("ecrire", "mail", "e-mail", "email", "courriel", "write", "repondre"),
    TaskKind.MEETING: (
        "rdv", "rendez-vous", "reunion", "visite", "visio", "demo", "dejeuner", "meeting", "meet",
        "visit", "lunch",
    ),
}  # fmt: skip
HALF_HOUR, HOUR = timedelta(minutes=30), timedelta(hours=1)
LASTS = {TaskKind.MEETING: HOUR}


@dataclass(frozen=True)
class Plan:
    """What was read: `due_on` and `starts` on the company's wall clock, None when not said."""

    title: str
    kind: str
    due_on: date | None = None
    starts: time | None = None
    ends: time | None = None


def read_plan(text: str, now: datetime) -> Plan:
    """What a line means, read at the company's local time `now`.

    A weekday is the next one, never today; a date without a year is the next of its kind; an hour
    alone is today's, or tomorrow's when it is over.
    """
    reader = _Reader(" ".join(text[:LIMIT].split()), now)
    reader.take_span()
    reader.take_hour()
    reader.take_day()
    if reader.due_on is None and reader.starts is not None:
        reader.due_on = now.date() + (DAY if reader.starts <= now.time() else timedelta(0))
    title = reader.title()
    return Plan(title, kind_of(title), reader.due_on, reader.starts, reader.ends)


def lasts(kind: str) -> timedelta:
    """How long something takes when nobody said: an hour for a meeting, half an hour else."""
    return LASTS.get(TaskKind(kind), HALF_HOUR)


def kind_of(title: str) -> str:
    """How it is to be done, by the first words of the line."""
    words = search_key(title).split()
    for word in words[:4]:
        for kind, known in KINDS.items():
            if word in known:
                return kind
    return TaskKind.TODO


# --- Hours ------------------------------------------------------------------------------------
_H = r"(?P<{0}h>[01]?\d|2[0-4]) ?(?:h|:) ?(?P<{0}m>[0-5]\d)?(?![\w:])"
_AMPM = r"(?P<h>1[0-2]|0?[1-9])(?::(?P<m>[0-5]\d))? ?(?P<half>[ap])\.?m\b\.?"
_BARE = r"(?P<h>[01]?\d|2[0-3])(?![\d/:.-]| ?%)"
_AT = r"(?:\b(?:a|at|vers|around|from|de|des) )?"
SPANS = re.compile(
    rf"{_AT}\b{_H.format('a')} ?(?:-|–|a|to|jusqu.a)? ?{_H.format('b')}", re.IGNORECASE
)
AMPM = re.compile(rf"{_AT}\b{_AMPM}", re.IGNORECASE)
HOURS = re.compile(rf"{_AT}\b{_H.format('')}", re.IGNORECASE)
AT_HOUR = re.compile(rf"\bat {_BARE}", re.IGNORECASE)
# "matin" and "soir" alone say no hour; with "ce" they mean today.
PARTS = (
    (re.compile(r"(?:\ba )?(?<!-)\b(?:midi|noon)\b"), time(12)),
    (re.compile(r"\b(?:ce matin|this morning)\b"), time(9)),
    (re.compile(r"\b(?:cet apres-midi|cet aprem|this afternoon)\b"), time(14)),
    (re.compile(r"\b(?:ce soir|tonight|this evening)\b"), time(18)),
)
LATE_PARTS = frozenset({time(9), time(14), time(18)})
# --- Days -------------------------------------------------------------------------------------
_MONTH = "|".join(name for names in MONTHS for name in names)
_WEEKDAY = "|".join(name for names in WEEKDAYS for name in names)
_LE = r"(?:\b(?:le|du|on|the|pour le|avant le|by|before|on the) )?"
ISO = re.compile(rf"{_LE}\b(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b")
SLASHED = re.compile(
    rf"{_LE}(?<![\d/.,-])(?P<d>[0-3]?\d)/(?P<m>[01]?\d)(?:/(?P<y>20\d\d|\d\d))?(?![\d/])"
)
NAMED = re.compile(
    rf"{_LE}\b(?P<d>[0-3]?\d)(?:er|st|nd|rd|th)? (?P<name>{_MONTH})\b\.?(?: (?P<y>20\d\d)\b)?"
)
NAMED_FIRST = re.compile(
    rf"{_LE}\b(?P<name>{_MONTH})\.? (?P<d>[0-3]?\d)(?:st|nd|rd|th)?\b(?!h|:)(?:,? (?P<y>20\d\d)\b)?"
)
OF_MONTH = re.compile(r"\ble (?P<d>[0-3]?\d)(?:er)?\b(?! ?(?:h|:|%|/))")
AWAY = re.compile(
    r"\b(?:dans|d.ici|in|within) (?P<n>\d{1,3}|une?|a|an) "
    r"(?P<unit>jours?|days?|semaines?|weeks?|mois|months?|heures?|hours?)\b"
)
WEEKDAY = re.compile(
    rf"(?:\b(?:le|ce|on|next|this|by|avant|before) )?\b(?P<name>{_WEEKDAY})\b"
    r"(?P<next> (?:prochain|en huit|en 8|next))?"
)
NEXT_WEEK = re.compile(r"\b(?:(?:la )?semaine prochaine|next week)\b")
NEXT_MONTH = re.compile(r"\b(?:(?:le )?mois prochain|next month)\b")
END_OF_WEEK = re.compile(r"\b(?:(?:en )?fin de (?:la )?semaine|end of (?:the )?week)\b")
END_OF_MONTH = re.compile(r"\b(?:(?:en )?fin (?:de|du) mois|end of (?:the )?month)\b")
AFTER_TOMORROW = re.compile(r"\b(?:apres-demain|apres demain|day after tomorrow)\b")
TOMORROW = re.compile(r"\b(?:demain|tomorrow)\b(?: matin| morning)?")
TODAY = re.compile(r"\b(?:aujourd.?hui|today)\b")


class _Reader:
    """The line, and the same without accents and case, letter by letter, to look things up in."""

    def __init__(self, text: str, now: datetime) -> None:
        self.text, self.now = text, now
        self.plain = "".join(_plain(letter) for letter in text)
        self.taken: list[tuple[int, int]] = []
        self.due_on: date | None = None
        self.starts: time | None = None
        self.ends: time | None = None

    def title(self) -> str:
        """What is left, its first letter large."""
        rest, at = [], 0
        for start, end in sorted(self.taken):
            rest.append(self.text[at:start])
            at = max(at, end)
        words = " ".join(" ".join([*rest, self.text[at:]]).split()).strip(" ,;:-–")
        return words[:1].upper() + words[1:]

    def take_span(self) -> None:
        """« 10h-11h30 »: from when to when."""
        found = SPANS.search(self.plain)
        if not found:
            return
        starts = _time(found["ah"], found["am"])
        ends = _time(found["bh"], found["bm"])
        if starts and ends and starts < ends:
            self._take(found)
            self.starts, self.ends = starts, ends

    def take_hour(self) -> None:
        if self.starts is not None:
            return
        for pattern, read in ((AMPM, _half_day), (HOURS, _whole_day), (AT_HOUR, _whole_day)):
            found = pattern.search(self.plain)
            at = read(found) if found else None
            if found and at is not None:
                self._take(found)
                self.starts = at
                return
        self._take_part_of_day()

    def _take_part_of_day(self) -> None:
        for pattern, at in PARTS:
            if found := pattern.search(self.plain):
                self._take(found)
                self.starts = at
                # « this morning » at noon is still today.
                if at in LATE_PARTS:
                    self.due_on = self.now.date()
                return

    def take_day(self) -> None:
        """The first of the ways to say a day that is there and exists."""
        for pattern, read in DAYS:
            for found in pattern.finditer(self.plain):
                day = None if self._is_taken(found) else read(found, self.now.date())
                if day is not None:
                    self._take(found)
                    self.due_on = day
                    return

    def _take(self, found: re.Match[str]) -> None:
        self.taken.append(found.span())

    def _is_taken(self, found: re.Match[str]) -> bool:
        return any(start < found.end() and found.start() < end for start, end in self.taken)


def _plain(letter: str) -> str:
    """One letter for one letter, so that places stay where they are."""
    found = search_key(letter)
    return found if len(found) == 1 else ("'" if letter == "’" else letter.lower()[:1])


def _time(hours: str, minutes: str | None) -> time | None:
    hour = int(hours)
    return time(hour, int(minutes or 0)) if hour < 24 else None


def _whole_day(found: re.Match[str]) -> time | None:
    return _time(found["h"], found.groupdict().get("m"))


def _half_day(found: re.Match[str]) -> time | None:
    hour = int(found["h"]) % 12 + (12 if found["half"] == "p" else 0)
    return time(hour, int(found["m"] or 0))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _dated(found: re.Match[str], month: int, today: date) -> date | None:
    """A day of the calendar; without a year, the next one there is."""
    said, number = found["y"], int(found["d"])
    if said:
        return _day(int(said) + (2000 if len(said) == 2 else 0), month, number)
    days = (_day(year, month, number) for year in range(today.year, today.year + 9))
    return next((day for day in days if day and day >= today), None)


def _slashed(found: re.Match[str], today: date) -> date | None:
    return _dated(found, int(found["m"]), today)


def _named(found: re.Match[str], today: date) -> date | None:
    names = (number for number, names in enumerate(MONTHS, 1) if found["name"] in names)
    return _dated(found, next(names), today)


def _of_month(found: re.Match[str], today: date) -> date | None:
    months = ((today.year * 12 + today.month - 1 + ahead) for ahead in range(3))
    days = (_day(index // 12, index % 12 + 1, int(found["d"])) for index in months)
    return next((day for day in days if day and day >= today), None)


def _away(found: re.Match[str], today: date) -> date | None:
    n = int(found["n"]) if found["n"].isdigit() else 1
    unit = found["unit"]
    if unit.startswith(("heure", "hour")) or n > MOST_AHEAD:
        return None
    if unit.startswith("mo"):
        return _months_later(today, n)
    return today + (7 if unit.startswith(("sem", "week")) else 1) * n * DAY


def _months_later(today: date, n: int) -> date | None:
    index = today.year * 12 + today.month - 1 + n
    days = (_day(index // 12, index % 12 + 1, day) for day in range(today.day, 27, -1))
    return next((day for day in days if day), _day(index // 12, index % 12 + 1, min(today.day, 28)))


def _weekday(found: re.Match[str], today: date) -> date:
    wanted = next(n for n, names in enumerate(WEEKDAYS) if found["name"] in names)
    ahead = (wanted - today.weekday() - 1) % 7 + 1
    eight = (found["next"] or "").strip().startswith("en ")
    return today + (ahead + (7 if eight else 0)) * DAY


def _end_of_month(_found: re.Match[str], today: date) -> date:
    return (today.replace(day=28) + 4 * DAY).replace(day=1) - DAY


DAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (ISO, lambda found, _today: _day(int(found["y"]), int(found["m"]), int(found["d"]))),
    (SLASHED, _slashed),
    (NAMED, _named),
    (NAMED_FIRST, _named),
    (AFTER_TOMORROW, lambda _found, today: today + 2 * DAY),
    (TOMORROW, lambda _found, today: today + DAY),
    (TODAY, lambda _found, today: today),
    (AWAY, _away),
    (WEEKDAY, _weekday),
    (NEXT_WEEK, lambda _found, today: today + (7 - today.weekday()) * DAY),
    (NEXT_MONTH, lambda _found, today: (today.replace(day=28) + 4 * DAY).replace(day=1)),
    (END_OF_WEEK, lambda _found, today: today + (4 - today.weekday()) % 7 * DAY),
    (END_OF_MONTH, _end_of_month),
    (OF_MONTH, _of_month),
)
