"""The four lists: their columns, their rows with what the columns read, their orders."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alignment.web.errors import Incomplete
from leads.choices import Record
from leads.conditions import rows_of
from leads.lists import of_deals, of_leads, of_parties
from leads.lists.columns import Column, custom_columns
from leads.selectors.companies import with_counts
from leads.selectors.contacts import with_open_leads

MOST_COLUMNS = 30


@dataclass(frozen=True)
class Shape:
    """What one list is made of; `enrich` adds to the rows of a page what columns count."""

    record: str
    title: str | Promise
    url_name: str
    own: dict[str, Column]
    default: tuple[str, ...]
    sort: str
    enrich: Callable[[Iterable[Any]], Any] | None = None
    # The ready-made view the list opens with; "" for all there is.
    opens: str = ""

    def columns(self) -> dict[str, Column]:
        """Every column, those of the company's own fields last."""
        return {**self.own, **custom_columns(self.record)}

    def chosen(self, keys: Sequence[str]) -> list[Column]:
        """The columns asked for, in their order; the name is always there."""
        known = self.columns()
        wanted = list(dict.fromkeys(key for key in keys if key in known)) or list(self.default)
        if "name" not in wanted:
            wanted.insert(0, "name")
        return [known[key] for key in wanted[:MOST_COLUMNS]]

    def checked(self, keys: Any) -> list[str]:
        """Columns to keep; Incomplete when one of them is not of this list."""
        if not isinstance(keys, list | tuple) or len(keys) > MOST_COLUMNS:
            raise Incomplete(fields={"columns": _("This is not a list of columns.")})
        if any(not isinstance(key, str) or key not in self.columns() for key in keys):
            raise Incomplete(fields={"columns": _("One of these columns does not exist.")})
        return list(dict.fromkeys(keys))

    def order(self, asked: str) -> str:
        """The path to sort by for « -captured » or a path of old links; else the list's own."""
        minus = "-" if asked.startswith("-") else ""
        name = asked.removeprefix("-")
        column = self.own.get(name)
        if column and column.order:
            return minus + column.order
        known = any(other.order == name for other in self.own.values())
        return asked if name and known else self.sort

    def rows(self, columns: Sequence[Column], order: str = "") -> QuerySet:
        """The records with what these columns and the order read, and nothing else."""
        paths = {path for column in columns for path in column.reads}
        paths |= {order.removeprefix("-")} - {""}
        related = {path.rpartition("__")[0] for path in paths if "__" in path}
        rows = rows_of(self.record)
        if related:
            rows = rows.select_related(*sorted(related))
        return rows.only("public_id", *sorted(paths))


def _keyed(columns: Iterable[Column]) -> dict[str, Column]:
    return {column.key: column for column in columns}


SHAPES: dict[str, Shape] = {
    Record.LEAD: Shape(
        Record.LEAD,
        _("Leads"),
        "leads:list",
        _keyed(of_leads.COLUMNS),
        of_leads.DEFAULT,
        "-captured_at",
    ),
    Record.COMPANY: Shape(
        Record.COMPANY,
        _("Accounts"),
        "leads:companies",
        _keyed(of_parties.COMPANY_COLUMNS),
        of_parties.COMPANY_DEFAULT,
        "name",
        with_counts,
    ),
    Record.CONTACT: Shape(
        Record.CONTACT,
        _("Contacts"),
        "leads:contacts",
        _keyed(of_parties.CONTACT_COLUMNS),
        of_parties.CONTACT_DEFAULT,
        "last_name",
        with_open_leads,
    ),
    Record.OPPORTUNITY: Shape(
        Record.OPPORTUNITY,
        _("Opportunities"),
        "leads:opportunities",
        _keyed(of_deals.COLUMNS),
        of_deals.DEFAULT,
        "-opened_at",
        opens="open",
    ),
}
