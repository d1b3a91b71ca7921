"""The contract: both teams' promises in a month, side by side, and the rows behind each."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy
from django.views.decorators.http import require_safe

from alignment.people.actor import actor
from alignment.web.business_days import add_months, first_of_month, today
from alignment.web.htmx import render_part
from alignment.web.paging import keyset_page
from alignment.web.policies import MANAGER, MEMBER, OPERATOR, allow
from sla import drafts
from sla.agreements import TEAMS
from sla.choices import AgreementStatus, Promise, Side, side_of
from sla.compliance import Line, Report, State, report_of
from sla.promises import SHAPES, tiers_of
from sla.selectors import behind, versions

MONTHS_BACK = 36
ROWS_PER_PAGE = 50


@allow(MEMBER)
@require_safe
def contract(request: HttpRequest) -> HttpResponse:
    """One month of the contract; before the first contract, the way to start one."""
    opened, history = versions.open_version(), list(versions.history())
    common = {"open": opened, "may_write": OPERATOR.holds(request.user)}
    ever = any(version.status != AgreementStatus.CANCELLED for version in history)
    if not ever and not request.GET.get("month"):
        ticked = request.GET.getlist("promise") or drafts.FOUR
        return render(request, "sla/start.html", common | start_context(ticked))
    month = month_of(request.GET.get("month", ""))
    report = report_of(month)
    context = common | {
        "report": report,
        "columns": [column_of(report, side) for side in TEAMS],
        "sentence": sentence_of(report),
        "signed": [version for version in history if version in report.versions],
        "history": history,
        "flagged": [line for line in report.lines if line.flag],
        "seats": versions.seats_of(opened, actor(request)) if opened and opened.digest else [],
        "may_sign": MANAGER.holds(request.user),
        **months_around(month),
    }
    return render(request, "sla/contract.html", context)


@allow(MEMBER)
@require_safe
def rows(request: HttpRequest, promise: str) -> HttpResponse:
    """The rows that a line of the month counts, or the late and missing ones of them."""
    tier, part = request.GET.get("tier", ""), request.GET.get("part") or behind.ALL
    if promise not in Promise.values or part not in behind.PARTS or tier not in tiers_of(promise):
        raise Http404
    month, now = month_of(request.GET.get("month", "")), timezone.now()
    shown = behind.shown_as(promise)
    found = behind.rows_of(promise, tier, month, part, now).select_related(*shown.related)
    page = keyset_page(
        found, order=[shown.order], cursor=request.GET.get("cursor", ""), size=ROWS_PER_PAGE
    )
    line = next((each for each in report_of(month).lines if _is(each, promise, tier)), None)
    context = {
        "page": page,
        "kind": shown.kind,
        "line": line,
        "label": versions.label_of(promise, tier),
        "meaning": SHAPES[promise].meaning,
        "month": month,
        "month_label": month_label(month),
        "part": part,
        "parts": [(behind.ALL, _("All")), (behind.MISSED, missed_label(promise))],
        "now": now,
    }
    return render_part(request, "sla/rows.html", "sla/_rows.html", context)


def month_of(text: str) -> date:
    """The month of an address (YYYY-MM), this month when it names none; Http404 if out of reach."""
    this_month = first_of_month(today())
    if not text:
        return this_month
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Http404 from None
    if not add_months(this_month, -MONTHS_BACK) <= month <= this_month:
        raise Http404
    return month


def months_around(month: date) -> dict[str, Any]:
    """The month in words and its neighbours, as far as there is something to see."""
    this_month = first_of_month(today())
    earlier = add_months(month, -1)
    return {
        "month": month,
        "month_label": month_label(month),
        "earlier": earlier if earlier >= add_months(this_month, -MONTHS_BACK) else None,
        "later": add_months(month, 1) if month < this_month else None,
    }


def month_label(month: date) -> str:
    """November 2026."""
    return capfirst(date_format(month, "F Y"))


def missed_label(promise: str) -> str:
    """What the rows that speak against a promise are called."""
    words = {
        Promise.VOLUME: _("Rejected for marketing's part"),
        Promise.ACCEPTANCE: _("Rejected"),
        Promise.COMPLETE_FILES: _("Incomplete"),
        Promise.PERSISTENCE: _("Given up too early"),
        Promise.CAPACITY: _("Beyond the capacity"),
    }
    return words.get(Promise(promise), _("Late"))


def against_words(line: Line) -> str:
    """How many speak against a line, empty when none does."""
    words = {
        Promise.VOLUME: ngettext_lazy(
            "{n} rejected for marketing's part", "{n} rejected for marketing's part", "n"
        ),
        Promise.ACCEPTANCE: ngettext_lazy("{n} rejected", "{n} rejected", "n"),
        Promise.COMPLETE_FILES: ngettext_lazy("{n} incomplete", "{n} incomplete", "n"),
        Promise.PERSISTENCE: ngettext_lazy("{n} given up too early", "{n} given up too early", "n"),
        Promise.CAPACITY: ngettext_lazy("{n} week beyond", "{n} weeks beyond", "n"),
    }
    late = ngettext_lazy("{n} late", "{n} late", "n")
    found = words.get(Promise(line.promise), late)
    return found.format(n=line.against) if line.against else ""


def column_of(report: Report, side: str) -> dict[str, Any]:
    """One team's promises, the priorities of one together, and how many are held."""
    lines = report.of_side(side)
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.promise, []).append(line)
    title = _("Marketing promises") if side == Side.MARKETING else _("Sales promises")
    return {
        "side": side,
        "title": title,
        "groups": [
            {
                "label": group[0].label,
                "meaning": SHAPES[promise].meaning,
                "lines": [
                    (line, against_words(line)) for line in sorted(group, key=lambda row: row.tier)
                ],
            }
            for promise, group in groups.items()
        ],
        "count": sum(line.state == State.HELD for line in lines),
        "total": len(lines),
    }


def sentence_of(report: Report) -> str:
    """Where the whole stands: its worst line, in words."""
    if not report.versions:
        return _("There was no contract in this month.")
    worst = [line for line in report.lines if line.state == report.state]
    n = len(worst)
    if report.state == State.NONE:
        return _("Nothing to judge yet this month.")
    if report.state == State.HELD:
        return _("Every promise is held.") if report.is_over else _("Every promise is on course.")
    first = f"{worst[0].label} {worst[0].tier}".strip()
    if report.state == State.AT_RISK:
        text = ngettext("One promise is at risk: {first}.", "{n} promises are at risk.", n)
    else:
        text = ngettext("One promise was missed: {first}.", "{n} promises were missed.", n)
    return text.format(n=n, first=first)


def start_context(ticked: Collection[str]) -> dict[str, Any]:
    """What the guided start offers: every promise a side, some of them ticked."""
    day = today()
    return {
        "offers": [
            {
                "side": side,
                "title": _("Marketing promises") if side == Side.MARKETING else _("Sales promises"),
                "promises": [offer_of(p, day, ticked) for p in Promise if side_of(p) == side],
            }
            for side in TEAMS
        ],
    }


def offer_of(promise: Promise, day: date, ticked: Collection[str]) -> dict[str, Any]:
    """One promise of the guided start with its usual target in words."""
    return {
        "promise": promise.value,
        "label": promise.label,
        "meaning": SHAPES[promise].meaning,
        "usual": drafts.usual_words(promise, today=day),
        "ticked": promise in ticked,
    }


def _is(line: Line, promise: str, tier: str) -> bool:
    return (line.promise, line.tier) == (promise, tier)
