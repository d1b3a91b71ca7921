"""How somebody looks at a list just now: a view, what is asked on top of it, columns, order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, QueryDict

from alignment.people.actor import actor
from leads.conditions import as_address, as_query
from leads.lists import saved
from leads.lists.columns import Column
from leads.lists.ready import ReadyView, ready_view
from leads.lists.shapes import SHAPES, Shape
from leads.models import SavedView

# Of the page, not of the query.
APART = frozenset({"view", "own", "columns", "sort", "cursor", "id", "all", "action"})
KEPT = "list-columns"
LONGEST_LOOK = 20_000


@dataclass(frozen=True)
class Look:
    """`query` is what the list asks; `own` when the address says it whole, view or not."""

    shape: Shape
    view: SavedView | ReadyView | None
    query: dict[str, Any]
    columns: list[Column]
    sort: str
    own: bool
    # Columns that the address names, and nothing else does.
    asked_columns: str = ""

    @property
    def record(self) -> str:
        return self.shape.record

    @property
    def data(self) -> QueryDict:
        """The query as the filter set reads it."""
        return as_address(self.query)

    @property
    def order(self) -> str:
        """The path that sorts."""
        return self.shape.order(self.sort)

    @property
    def view_key(self) -> str:
        if self.view is None:
            return ""
        return self.view.key if isinstance(self.view, ReadyView) else str(self.view.public_id)

    @property
    def is_changed(self) -> bool:
        """Whether something stands on top of the view, or of nothing at all."""
        kept = self.view.query if self.view else {}
        columns = list(self.view.columns) if self.view else []
        other_columns = bool(self.asked_columns) and self.asked_columns.split(",") != columns
        other_sort = self.sort != (self.view.sort if self.view else "")
        return dict(kept) != self.query or other_columns or other_sort

    def address(self, **changes: Any) -> str:
        """This look as a query string, with other filters, sort or columns; None takes one off."""
        said = {**self.query, **changes}
        sort = said.pop("sort", self.sort)
        columns = said.pop("columns", self.asked_columns)
        pairs: list[tuple[str, str]] = [("view", self.view_key)] if self.view else []
        pairs += [("own", "1")] if self.view else []
        for name, value in said.items():
            values = value if isinstance(value, list | tuple) else [value]
            pairs += [(name, str(item)) for item in values if item not in (None, "")]
        pairs += [(n, v) for n, v in (("columns", columns), ("sort", sort)) if v]
        return "?" + urlencode(pairs)


def look_at(request: HttpRequest, record: str) -> Look:
    """What the address asks: its own filters where it has any, else those of its view.

    A form that is posted carries the address of its list as `look`, apart from its own fields.
    """
    query = request.GET
    if request.method == "POST":
        query = QueryDict(request.POST.get("look", "")[:LONGEST_LOOK].removeprefix("?"))
    shape = SHAPES[record]
    asked = as_query(query, apart=APART)
    view = _view(request, record, query.get("view", "" if asked else shape.opens))
    own = bool(asked) or "own" in query or view is None
    columns = query.get("columns", "")
    sort = query.get("sort", "") or (view.sort if view else "")
    return Look(
        shape=shape,
        view=view,
        query=asked if own else dict(view.query if view else {}),
        columns=shape.chosen(_columns(request, record, columns, view)),
        sort=sort,
        own=own,
        asked_columns=columns,
    )


def remember_columns(request: HttpRequest, record: str, keys: list[str]) -> None:
    """The columns of the list without a view, for this person's browser."""
    kept = dict(request.session.get(KEPT, {}))
    kept[record] = keys
    request.session[KEPT] = kept


def _view(request: HttpRequest, record: str, key: str) -> SavedView | ReadyView | None:
    ready = ready_view(record, key)
    if ready or not key:
        return ready
    try:
        return saved.view_for(record, UUID(key), actor(request))
    except ValueError:
        return None


def _columns(
    request: HttpRequest, record: str, asked: str, view: SavedView | ReadyView | None
) -> list[str]:
    if asked:
        return asked[:2000].split(",")
    if view is not None:
        return list(view.columns)
    kept: Mapping[str, Any] = request.session.get(KEPT, {})
    return list(kept.get(record, []))
