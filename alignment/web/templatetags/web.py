"""Template tags of every page (built in: no {% load %}). They only dress pure functions."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.defaultfilters import date as django_date
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from alignment.web import charts, figures, moments, toasts
from alignment.web.figures import Number
from alignment.web.nav import Entry

register = template.Library()

DUE_ICONS = {"ok": "clock", "warn": "timer", "bad": "triangle-alert"}
STATUS_ICONS = {"ok": "check", "warn": "triangle-alert", "bad": "triangle-alert", "info": "info"}
GRADES = {"A": 100, "B": 75, "C": 50, "D": 25}
RING = 50.27  # circumference of a circle of radius 8

register.simple_tag(figures.duration)
register.simple_tag(figures.money)
register.simple_tag(figures.number)
register.simple_tag(figures.percent)
register.simple_tag(figures.rate)
register.simple_tag(figures.signed)
register.simple_tag(moments.day_hour)
register.filter("duration", figures.duration)
register.filter("money", figures.money)
register.filter("number", figures.number)
register.filter("percent", figures.percent)
register.filter("phone", figures.phone)
register.filter("siren", figures.siren)
register.filter("day_hour", moments.day_hour)
register.filter("since_text", moments.since)


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A Lucide icon beside a word; it is decoration, so screen readers skip it."""
    return _icon(str(name), str(css))


@lru_cache(maxsize=256)
def _icon(name: str, css: str) -> SafeString:
    attributes: dict[str, object] = {"class": f"icon {css}".strip(), "aria-hidden": "true"}
    return mark_safe(lucide(name, size=16, **attributes))  # noqa: S308 - the package's own files


@register.simple_tag
def nav_link(entry: Entry) -> SafeString:
    """One entry of the navigation, with how many wait behind it."""
    language, label = get_language() or "", str(entry.label)
    return _nav_link(language, replace(entry, label=label, count=_nothing), entry.count())


@lru_cache(maxsize=2048)
def _nav_link(language: str, entry: Entry, count: int) -> SafeString:
    """Drawn once: twenty a page, and the same on the next page but for the current one."""
    return render_to_string("components/nav_link.html", {"entry": entry, "count": count})


def _nothing() -> int:
    return 0


@register.simple_tag
def figure(value: Number | None, unit: str = "count") -> SafeString:
    """A key figure with its unit set smaller."""
    parts = figures.figure(value, unit)
    number = format_html("{}{}", parts.before, parts.text)
    if not parts.unit:
        return number
    return format_html('{}<span class="unit">{}{}</span>', number, parts.gap, parts.unit)


@register.simple_tag
def since(moment: datetime | None) -> SafeString | str:
    """How long ago, with the exact moment in the title."""
    return _time(moment, moments.since(moment)) if moment else figures.UNKNOWN


@register.simple_tag
def moment(value: datetime | None) -> SafeString | str:
    """The day and hour, with the exact moment in the title."""
    return _time(value, moments.day_hour(value)) if value else figures.UNKNOWN


def _time(value: datetime, text: str) -> SafeString:
    iso = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return format_html('<time datetime="{}" title="{}">{}</time>', iso, moments.full(value), text)


@register.filter("date", expects_localtime=True, is_safe=False)
def date(value: Any, pattern: str | None = None) -> str:
    """Django's own, but for the first of a month, which the French call « 1er »."""
    return moments.with_ordinal(django_date(value, pattern), value, pattern or "DATE_FORMAT")


@register.simple_tag
def due_chip(moment: datetime | None, calm: bool = False) -> SafeString | str:
    """A deadline: its hour, and the time left or lost; the page's script keeps it ticking.

    `calm` says since when, rather than for how long, what has been late for months.
    """
    if moment is None:
        return ""
    if calm and moments.is_old(moment):
        day = moments.short_day(moments.local(moment).date(), moments.local(timezone.now()).date())
        said = _("since {day}").format(day=day)
        return format_html('<span class="small muted nowrap">{}</span>', said)
    due = moments.due(moment)
    return format_html(
        '<span class="chip chip-{} due" data-due="{}" data-left="{}" data-late="{}" title="{}">'
        '{}<span class="chip-text">{}</span></span>',
        due.state,
        due.iso,
        due.left,
        due.late,
        moments.full(moment),
        icon(DUE_ICONS[due.state]),
        due.text,
    )


@register.simple_tag
def chip(text: Any, kind: str = "", name: str = "", title: str = "") -> SafeString:
    """A chip: `kind` is ok, warn, bad or info (each has its icon), or a team, or nothing."""
    mark = name or STATUS_ICONS.get(kind, "")
    return format_html(
        '<span class="chip{}"{}>{}<span class="chip-text">{}</span></span>',
        f" chip-{kind}" if kind else "",
        format_html(' title="{}"', title) if title else "",
        icon(mark) if mark else "",
        text,
    )


@register.simple_tag
def ball(team: str, text: Any = "") -> SafeString:
    """Whose turn it is: marketing, sales, direction, shared or none."""
    names = {
        "marketing": _("Marketing"),
        "sales": _("Sales"),
        "direction": _("Direction"),
        "shared": _("Both"),
    }
    label = text or names.get(team) or _("Nobody")
    return format_html('<span class="ball ball-{}">{}</span>', team or "none", label)


@register.simple_tag
def grade(letter: str, score: Number | None = None) -> SafeString:
    """A grade A to D: the letter, and a ring filled by quarters, so that colour says nothing."""
    if letter not in GRADES:
        return format_html('<span class="grade faint">{}</span>', figures.UNKNOWN)
    share = GRADES[letter]
    return format_html(
        '<span class="grade" title="{}"><svg viewBox="0 0 20 20" aria-hidden="true">'
        '<circle class="ring" cx="10" cy="10" r="8"/><circle class="arc" cx="10" cy="10" r="8" '
        'stroke-dasharray="{} 60" transform="rotate(-90 10 10)"/></svg>{}{}</span>',
        _("Grade {letter}").format(letter=letter),
        f"{RING * share / 100:.1f}",
        letter,
        format_html(" <small>{}</small>", figures.number(score)) if score is not None else "",
    )


@register.simple_tag
def avatar(user: Any) -> SafeString:
    """Initials in the colour of the person's team; the name stands beside it."""
    return format_html(
        '<span class="avatar avatar-{}" aria-hidden="true">{}</span>',
        user.team_kind or "none",
        user.initials,
    )


@register.filter
def undo_url(message: Any) -> str:
    """Where to send the undo of a message, "" when it cannot be undone."""
    return toasts.undo_url(message)


@register.filter
def open_url(message: Any) -> str:
    """The page that a message speaks of, "" when there is none."""
    return toasts.open_url(message)


@register.filter
def is_kind(field: BoundField, kind: str) -> bool:
    """Whether a form field draws itself with that input type: checkbox, radio, file…"""
    return getattr(field.field.widget, "input_type", "") == kind


@register.inclusion_tag("charts/line.html")
def line_chart(curve: charts.Curve, title: str) -> dict:
    return charts.line_chart(curve, title=title)


@register.inclusion_tag("charts/spark.html")
def sparkline(values: Any, title: str = "", team: str = "shared") -> dict:
    return charts.sparkline(list(values), title=title, team=team)


@register.inclusion_tag("charts/funnel.html")
def funnel(steps: Any, title: str = "") -> dict:
    return charts.funnel(list(steps), title=title)


@register.inclusion_tag("charts/share.html")
def share_bar(parts: Any, title: str = "") -> dict:
    return charts.share_bar(list(parts), title=title)
