"""What people ask of records, as plain JSON: the engine of lists, saved views, bulk runs and rules.

A query is `{"stage": ["mql", "new"], "owner": "<public id>", "captured": "last_30"}`: the names and
values that the list's address takes, judged by the filter set of the record. Nothing else gets in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alignment.people.models import User
from alignment.web.errors import Incomplete
from alignment.web.figures import number
from leads.choices import Record, Stage
from leads.filters import (
    NOBODY,
    CompanyFilter,
    ContactFilter,
    LeadFilter,
    OpportunityFilter,
    ShapedFilterSet,
)
from leads.models import Company, Contact, Lead, Opportunity

Query = Mapping[str, Any]
FILTERS: dict[str, type[ShapedFilterSet]] = {
    Record.LEAD: LeadFilter,
    Record.COMPANY: CompanyFilter,
    Record.CONTACT: ContactFilter,
    Record.OPPORTUNITY: OpportunityFilter,
}
RECORDS: dict[type[Model], str] = {
    Lead: Record.LEAD,
    Company: Record.COMPANY,
    Contact: Record.CONTACT,
    Opportunity: Record.OPPORTUNITY,
}
MOST_KEYS = 40
MOST_VALUES = 200
LONGEST_VALUE = 300


@dataclass(frozen=True)
class Asker:
    """Stands for a request where there is none: whose « mine » is meant."""

    user: User | None


def rows_of(record: str) -> QuerySet:
    """The records that lists show: none that was merged away or erased."""
    if record == Record.LEAD:
        return Lead.objects.exclude(stage=Stage.MERGED)
    if record == Record.COMPANY:
        return Company.objects.all()
    if record == Record.CONTACT:
        return Contact.objects.filter(erased_at__isnull=True)
    return Opportunity.objects.filter(lead__merged_at__isnull=True)


def narrow(record: str, query: Query, *, by: User | None, rows: QuerySet | None = None) -> QuerySet:
    """The records that answer the query, of `rows` if given; Incomplete names what is wrong."""
    judged = _judged(record, query, by, rows_of(record) if rows is None else rows)
    return judged.qs


def matches(row: Model, query: Query, *, by: User | None = None) -> bool:
    """Whether this one record, as the database holds it now, answers the query."""
    record = RECORDS[type(row)]
    return narrow(record, query, by=by).filter(pk=row.pk).exists()


def checked(record: str, query: Any) -> dict[str, Any]:
    """The query as it is kept: known names with right values; Incomplete names the others."""
    plain = _plain(query)
    _judged(record, plain, None, rows_of(record))
    return plain


def in_words(record: str, query: Query) -> list[str]:
    """The query in sentences of the reader's language, one for each thing asked."""
    return [text for _name, _value, text in said(_judged(record, query, None, rows_of(record)))]


def said(found: ShapedFilterSet) -> Iterator[tuple[str, str, str]]:
    """(name, value, words) for each thing that a judged filter set asks."""
    form = found.form
    for name, field in form.fields.items():
        values = found.data.getlist(name)
        for value in values if name not in form.errors else ():
            words = _value_text(field, form.cleaned_data.get(name), value)
            yield name, value, _("{label}: {value}").format(label=field.label, value=words)


def as_query(given: QueryDict, *, apart: frozenset[str] = frozenset()) -> dict[str, Any]:
    """What an address asks, as a query; names in `apart` are of the page, empty values of none."""
    query: dict[str, Any] = {}
    for name, values in given.lists():
        kept = [value for value in values if value != ""]
        if kept and name not in apart:
            query[name] = kept[0] if len(kept) == 1 else kept
    return query


def as_address(query: Query) -> QueryDict:
    """A query as an address carries it."""
    data = QueryDict(mutable=True)
    for name, value in query.items():
        data.setlist(name, list(value) if isinstance(value, list | tuple) else [value])
    return data


def _judged(record: str, query: Query, by: User | None, rows: QuerySet) -> ShapedFilterSet:
    plain, filters = _plain(query), FILTERS[record]
    unknown = set(plain) - filters.names()
    if unknown:
        raise Incomplete(fields={name: _("There is no such filter.") for name in unknown})
    found = filters(as_address(plain), rows, request=Asker(by))
    if not found.is_valid():
        errors = {name: " ".join(texts) for name, texts in found.errors.items()}
        raise Incomplete(fields=errors)
    # A value that a field reads as nothing would ask for everything: never let that pass.
    cleaned = found.form.cleaned_data
    unread = [name for name in plain if cleaned.get(name) in (None, "") or not _asks(cleaned[name])]
    if unread:
        raise Incomplete(fields={name: _("This is not a value.") for name in unread})
    return found


def _asks(value: Any) -> bool:
    return bool(len(value)) if hasattr(value, "__len__") else True


def _plain(query: Any) -> dict[str, Any]:
    """The query with texts only: JSON may bring true, numbers, or things that no filter takes."""
    if not isinstance(query, Mapping) or len(query) > MOST_KEYS:
        raise Incomplete(fields={"query": _("This is not a query.")})
    plain: dict[str, Any] = {}
    for name, value in query.items():
        many = isinstance(value, list | tuple)
        values = [_text(str(name), item) for item in (value if many else [value])]
        if len(values) > MOST_VALUES:
            raise Incomplete(fields={str(name): _("Too many values.")})
        plain[str(name)] = values if many else values[0]
    return plain


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float) or len(str(value)) > LONGEST_VALUE:
        raise Incomplete(fields={name: _("This is not a value.")})
    return str(value)


def _value_text(field: Any, chosen: Any, value: str) -> str:
    """One value as people read it."""
    if hasattr(field, "queryset"):
        rows = chosen if hasattr(chosen, "__iter__") else [chosen]
        return next((str(row) for row in rows if str(row.public_id) == value), value)
    if value == NOBODY and hasattr(field, "choices"):
        return str(dict(field.choices).get(value, _("Nobody said")))
    if hasattr(field, "choices"):
        return str({str(code): text for code, text in field.choices}.get(value, value))
    if isinstance(chosen, bool):
        return _("yes") if chosen else _("no")
    if hasattr(chosen, "year"):
        return date_format(chosen, "SHORT_DATE_FORMAT")
    if hasattr(chosen, "as_tuple"):
        return number(chosen, 0 if chosen == int(chosen) else 2)
    return f"« {value} »"
