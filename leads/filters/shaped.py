"""Filter sets that know the company's own fields and read only what is asked."""

import copy
from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import QueryDict

from leads.choices import FieldKind, Record
from leads.custom_fields import fields_of
from leads.filters.fields import CodesFilter, ContainsFilter, FromFilter, UntilFilter, YesNoFilter
from leads.models import CustomField

# Before the key of a custom field, in queries, columns and orders.
CUSTOM = "x_"


class ShapedFilterSet(django_filters.FilterSet):
    """A list's filters; those that nobody asks for are not even made, as a list has dozens.

    `record` names whose custom fields are filters too; `whole` makes every filter, for a form.
    """

    record: Record
    groups: tuple[tuple[Any, tuple[str, ...]], ...] = ()

    def __init__(
        self,
        data: Any = None,
        queryset: QuerySet | None = None,
        *,
        request: Any = None,
        prefix: str | None = None,
        whole: bool = False,
    ) -> None:
        self.is_bound = data is not None
        self.data = data or QueryDict()
        self.queryset = self._meta.model._default_manager.all() if queryset is None else queryset
        self.request = request
        self.form_prefix = prefix
        self.filters = self._made(whole)
        for filter_ in self.filters.values():
            filter_.model = self.queryset.model
            filter_.parent = self

    def _made(self, whole: bool) -> dict[str, Any]:
        asked = self.base_filters if whole else [n for n in self.base_filters if n in self.data]
        made = {name: copy.deepcopy(self.base_filters[name]) for name in asked}
        if whole or any(name.startswith(CUSTOM) for name in self.data):
            own = custom_filters(self.record)
            made |= {name: own[name] for name in own if whole or name in self.data}
        return made

    @classmethod
    def names(cls) -> set[str]:
        """Every key that a query of this list may hold, custom fields included."""
        return {*cls.base_filters, *custom_filters(cls.record)}


def custom_filters(record: str) -> dict[str, Any]:
    """A filter, or a pair of bounds, for each custom field of the record, by name."""
    found: dict[str, Any] = {}
    for field in fields_of(record):
        found |= _MAKERS[FieldKind(field.kind)](field)
    return found


def _text(field: CustomField) -> dict[str, Any]:
    return {CUSTOM + field.key: ContainsFilter(**_named(field))}


def _choice(field: CustomField) -> dict[str, Any]:
    options = [(option, option) for option in field.options]
    return {CUSTOM + field.key: CodesFilter(choices=options, **_named(field))}


def _yes_no(field: CustomField) -> dict[str, Any]:
    return {CUSTOM + field.key: CustomYesNo(**_named(field))}


def _number(field: CustomField) -> dict[str, Any]:
    return {
        f"{CUSTOM}{field.key}_{end}": Bound(lookup_expr=lookup, **_named(field))
        for end, lookup in (("min", "gte"), ("max", "lte"))
    }


def _date(field: CustomField) -> dict[str, Any]:
    kinds: Mapping[str, Any] = {"from": CustomFrom, "to": CustomUntil}
    return {f"{CUSTOM}{field.key}_{end}": kind(**_named(field)) for end, kind in kinds.items()}


def _named(field: CustomField) -> dict[str, Any]:
    return {"field_name": f"extra__{field.key}", "label": field.label}


class CustomYesNo(YesNoFilter):
    """What nobody ticked is a no."""

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        if value is None:
            return qs
        if value:
            return qs.filter(**{self.field_name: True})
        # Not exclude(): in SQL, a key that is not there is neither yes nor no.
        no = Q(**{self.field_name: False}) | Q(**{f"{self.field_name}__isnull": True})
        return qs.filter(no)


class Bound(django_filters.NumberFilter):
    """A bound of a number kept in JSON."""

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return super().filter(qs, None if value is None else float(value))


class CustomFrom(FromFilter):
    """Days in JSON are ISO texts, whose order is that of the days."""

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__gte": value.isoformat()}) if value else qs


class CustomUntil(UntilFilter):
    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__lte": value.isoformat()}) if value else qs


_MAKERS = {
    FieldKind.TEXT: _text,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_no,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
}
