"""Lists of records: looked at through a view, narrowed, ordered, a page at the cost of a page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from alignment.people.actor import actor
from alignment.people.models import User
from alignment.web.figures import number
from alignment.web.htmx import render_part, wants_part
from alignment.web.paging import keyset_page
from alignment.web.policies import MEMBER, OPERATOR, allow
from leads.choices import OPEN_STAGES, Record, Stage
from leads.conditions import FILTERS, rows_of, said
from leads.lists import saved
from leads.lists.columns import Column
from leads.lists.looks import Look, look_at
from leads.lists.ready import ready_views
from leads.lists.rows import drawn
from leads.models import SavedView

MOST_COUNTED = 2_000
PAGE = 50
QUICK = {Record.LEAD: ("stage", "owner"), Record.OPPORTUNITY: ("owner",)}


@allow(MEMBER)
@require_safe
def leads(request: HttpRequest) -> HttpResponse:
    """Every lead that matches, newest first unless asked otherwise."""
    return record_list(request, Record.LEAD, "leads/list.html")


Around = Callable[[QuerySet], dict[str, Any]]


def record_list(
    request: HttpRequest,
    record: str,
    template: str,
    *,
    sums: Around | None = None,
    part: str = "leads/lists/_list.html",
) -> HttpResponse:
    """The page of one list, or its rows alone for htmx; `sums` are of everything that matches."""
    look = look_at(request, record)
    shown = look.shape.rows(look.columns, look.order)
    # The list as it opens follows an index: nothing is sorted, so all is read in one statement.
    is_plain = not look.query and look.order == look.shape.sort
    found = FILTERS[record](look.data, shown if is_plain else rows_of(record), request=request)
    right = found.is_valid()
    rows = found.qs if right else found.queryset.none()
    page = keyset_page(
        rows,
        order=[look.order],
        cursor=request.GET.get("cursor", ""),
        size=PAGE,
        shown=None if is_plain else shown,
    )
    if look.shape.enrich:
        look.shape.enrich(page)
    context = {
        "look": look,
        "filter": found,
        "page": page,
        "rows": drawn(record, page, look.columns, may_act=OPERATOR.holds(request.user)),
        "heads": _heads(look),
        "chips": _chips(look, found),
        "total": _total(page, rows),
        "narrowed": bool(look.query),
        "sort": look.order,
        "list_url": reverse(look.shape.url_name),
        "cells_url": reverse("leads:cell", args=[record, UUID(int=0), "k"]).split("0000")[0],
        "bulk_url": reverse("leads:bulk", args=[record]),
        "page_url": request.get_full_path(),
        "may_act": OPERATOR.holds(request.user),
        "may_change_view": isinstance(look.view, SavedView)
        and saved.may_change(look.view, actor(request)),
    }
    if sums:
        context |= sums(rows.select_related(None).order_by())
    if not wants_part(request):
        context |= _around(request, look)
    status = 200 if right else 400
    return render_part(request, template, part, context, status=status)


def _around(request: HttpRequest, look: Look) -> dict[str, Any]:
    """What stands above the rows and stays: tabs of views, the quick filters, what travels on."""
    quick = QUICK.get(Record(look.record), ())
    offered = {
        name: values for name, values in look.data.lists() if name in quick and len(values) < 2
    }
    apart = {"q", "mine", *offered, *(name for name in quick if name not in look.query)}
    travelling = [
        (name, value) for name, values in look.data.lists() if name not in apart for value in values
    ]
    return {
        "tabs": [*ready_views(look.record), *saved.views_for(look.record, actor(request))],
        "shown": {name: look.data.get(name) for name in ("q", "mine", *quick)},
        "quick": {name for name in quick if len(look.data.getlist(name)) < 2},
        "travelling": travelling,
        **_choices(look.record),
    }


def _choices(record: str) -> dict[str, Any]:
    """What the quick filters of the list offer, in one statement."""
    if Record(record) not in QUICK:
        return {}
    people = User.objects.active().exclude(team=None)
    people = people.only("public_id", "first_name", "last_name", "email").order_by("first_name")
    ended = [s for s in Stage if s not in OPEN_STAGES and s != Stage.MERGED]
    return {
        "stages": [(stage, stage.label) for stage in Stage if stage in OPEN_STAGES],
        "ended": [(stage, stage.label) for stage in ended],
        "owners": [(str(person.public_id), person.full_name) for person in people],
    }


def _heads(look: Look) -> list[tuple[Column, str, str]]:
    """(column, address that sorts by it, aria-sort) of each column."""
    heads = []
    for column in look.columns:
        now = look.order.removeprefix("-") == column.order if column.order else False
        down = look.order.startswith("-")
        aria = ("descending" if down else "ascending") if now else ""
        # Days, amounts and dates are looked at from the largest on.
        first = "-" if column.css == "num" or column.kind == "instant" else ""
        sort = ("" if down else "-") if now else first
        address = look.address(sort=f"{sort}{column.key}") if column.order else ""
        heads.append((column, address, aria))
    return heads


def _chips(look: Look, found: Any) -> list[tuple[str, str]]:
    """(what is asked, address without it) of every filter that narrows the list."""
    chips = []
    for name, value, text in said(found):
        rest = [other for other in look.data.getlist(name) if other != value]
        chips.append((text, look.address(**{name: rest or None})))
    return chips


def _total(page: Any, rows: QuerySet) -> str:
    """Exact up to two thousand: beyond that nobody reads the number, and counting costs."""
    if not page.next and not page.previous:
        return number(len(page))
    count = rows.select_related(None).order_by()[: MOST_COUNTED + 1].count()
    return f"{number(MOST_COUNTED)}+" if count > MOST_COUNTED else number(count)
