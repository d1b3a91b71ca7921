"""What the lists of records share: filtered, in a whitelisted order, a page at a time."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django_filters import FilterSet

from alignment.web.paging import chosen_order, keyset_page

# Not of the filter: paging, order, and the ways a list can be looked at.
APART = frozenset({"cursor", "sort", "view"})


def listed(
    request: HttpRequest,
    rows: QuerySet,
    filters: type[FilterSet],
    *,
    orders: Sequence[str],
    default: str,
    size: int = 50,
    asked: QueryDict | None = None,
) -> dict[str, Any]:
    """`page`, `filter`, `sort` and `narrowed` for a template; a wrong filter finds nothing.

    `asked` stands in for the query where a page completes it.
    """
    query = request.GET if asked is None else asked
    found = filters(query, rows, request=request)
    sort = chosen_order(query.get("sort", ""), orders, default)
    right = found.is_valid()
    page = keyset_page(
        found.qs if right else rows.none(),
        order=[sort],
        cursor=query.get("cursor", ""),
        size=size,
    )
    narrowed = any(value for name, value in query.items() if name not in APART)
    return {
        "page": page,
        "filter": found,
        "sort": sort,
        "narrowed": narrowed,
        "status": 200 if right else 400,
    }


def without_empty(given: QueryDict) -> QueryDict:
    """The query without the empty choices that a form sends along."""
    query = QueryDict(mutable=True)
    for name, values in given.lists():
        query.setlist(name, [value for value in values if value])
    return query
