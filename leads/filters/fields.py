"""The kinds of filter that lists, saved views, rules and the API are made of."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.fields import MultipleChoiceField

from alignment.web.business_days import add_months, day_bounds, today
from leads.identifiers import search_key

LONGEST_SEARCH = 100
MOST_WORDS = 5
# What stands for "nobody said" where the empty value means "any".
NOBODY = "none"
PERIODS = (
    ("today", _("Today")),
    ("week", _("This week")),
    ("month", _("This month")),
    ("quarter", _("This quarter")),
    ("year", _("This year")),
    ("last_7", _("Last 7 days")),
    ("last_30", _("Last 30 days")),
    ("last_90", _("Last 90 days")),
    ("last_month", _("Last month")),
    ("last_quarter", _("Last quarter")),
    ("last_year", _("Last year")),
    ("past", _("Before today")),
    ("next_7", _("Next 7 days")),
    ("next_30", _("Next 30 days")),
    ("next_90", _("Next 90 days")),
)


class RowFilter(django_filters.ModelChoiceFilter):
    """A row chosen by its public id; an unknown one is refused, not ignored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("to_field_name", "public_id")
        super().__init__(*args, **kwargs)


class RowsFilter(django_filters.ModelMultipleChoiceFilter):
    """One of several rows, named by their public ids."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("to_field_name", "public_id")
        kwargs.setdefault("distinct", False)
        super().__init__(*args, **kwargs)

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__in": list(value)}) if value else qs


class CodesFilter(django_filters.MultipleChoiceFilter):
    """One of several codes: nothing can come twice, so nothing is sorted out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("distinct", False)
        super().__init__(*args, **kwargs)

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs.filter(**{f"{self.field_name}__in": list(value)}) if value else qs


class AnyWord(MultipleChoiceField):
    """Choices that are offered, and words beside them: an import brings its own."""

    def validate(self, value: Any) -> None:
        if any("\x00" in word for word in value):
            raise forms.ValidationError(_("Not one of the choices."))
        if any(len(word) > LONGEST_SEARCH for word in value):
            raise forms.ValidationError(_("At most {n} characters.").format(n=LONGEST_SEARCH))


class WordsFilter(CodesFilter):
    """One of several words; `none` stands for the empty one."""

    field_class = AnyWord

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return super().filter(qs, ["" if word == NOBODY else word for word in value])


class ContainsFilter(django_filters.CharFilter):
    """Text that occurs anywhere in the column."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(lookup_expr="icontains", max_length=LONGEST_SEARCH, **kwargs)


class YesNo(forms.NullBooleanField):
    """Yes or no from an address, a menu or JSON; anything else is said to be wrong."""

    MEANS = {"true": True, "1": True, "false": False, "0": False}

    def __init__(self, **kwargs: Any) -> None:
        choices = [("", _("Either")), ("true", _("Yes")), ("false", _("No"))]
        super().__init__(**{**kwargs, "widget": forms.Select(choices=choices)})

    def to_python(self, value: Any) -> bool | None:  # type: ignore[override]
        if value in (None, ""):
            return None
        if str(value).lower() not in self.MEANS:
            raise forms.ValidationError(_("Not one of the choices."))
        return self.MEANS[str(value).lower()]


class YesNoFilter(django_filters.BooleanFilter):
    """Yes or no; `null=True` asks whether the column holds something."""

    field_class = YesNo

    def __init__(self, *, null: bool = False, **kwargs: Any) -> None:
        self.null = null
        super().__init__(**kwargs)

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        if value is None or not self.null:
            return super().filter(qs, value)
        return qs.filter(**{f"{self.field_name}__isnull": not value})


class PeriodFilter(django_filters.ChoiceFilter):
    """Days named from today, so that a saved view or a rule stays true tomorrow."""

    def __init__(self, *, instant: bool = False, **kwargs: Any) -> None:
        self.instant = instant
        super().__init__(choices=PERIODS, **kwargs)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if not value:
            return qs
        start, end = period(value, today())
        return qs.filter(days(self.field_name, start, end, instant=self.instant))


class FromFilter(django_filters.DateFilter):
    """From this local day on."""

    def __init__(self, *, instant: bool = False, **kwargs: Any) -> None:
        self.instant = instant
        super().__init__(**kwargs)

    def filter(self, qs: QuerySet, value: date | None) -> QuerySet:
        return qs.filter(days(self.field_name, value, None, instant=self.instant)) if value else qs


class UntilFilter(FromFilter):
    """Until this local day, the day included."""

    def filter(self, qs: QuerySet, value: date | None) -> QuerySet:
        return qs.filter(days(self.field_name, None, value, instant=self.instant)) if value else qs


class MonthFilter(django_filters.DateFilter):
    """The local days of one month, written « 2026-12 »."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m"],
            widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
            **kwargs,
        )

    def filter(self, qs: QuerySet, value: date | None) -> QuerySet:
        if not value:
            return qs
        last = value.replace(day=monthrange(value.year, value.month)[1])
        return qs.filter(**{f"{self.field_name}__range": (value, last)})


class HoldsFilter(django_filters.MultipleChoiceFilter):
    """Columns that must all be filled in, or all be empty."""

    def __init__(self, columns: Sequence[tuple[str, Any, Q]], *, filled: bool, label: Any) -> None:
        self.empty = {name: empty for name, _label, empty in columns}
        self.filled = filled
        choices = [(name, text) for name, text, _empty in columns]
        super().__init__(choices=choices, label=label, distinct=False)

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        for name in value or ():
            qs = qs.exclude(self.empty[name]) if self.filled else qs.filter(self.empty[name])
        return qs


class SearchFilter(django_filters.CharFilter):
    """Every word must occur in one of the columns."""

    def __init__(self, *columns: str, **kwargs: Any) -> None:
        self.columns = columns
        super().__init__(label=_("Search"), max_length=LONGEST_SEARCH, **kwargs)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return self.holding(qs, value, "contains")

    def holding(self, qs: QuerySet, value: str, lookup: str) -> QuerySet:
        """The rows in which each word occurs, by that lookup of the columns."""
        for word in folded_words(value) if value else []:
            condition = Q()
            for column in self.columns:
                condition |= Q(**{f"{column}__{lookup}": word})
            qs = qs.filter(condition)
        return qs


def folded_words(value: str) -> list[str]:
    """The words of a search, folded like the column they are looked up in."""
    return search_key(value).split()[:MOST_WORDS]


def days(field: str, start: date | None, end: date | None, *, instant: bool) -> Q:
    """Local days of a date column, or of an instant in UTC, both ends included."""
    found = Q()
    if start:
        found &= Q(**{f"{field}__gte": day_bounds(start)[0] if instant else start})
    if end and instant:
        found &= Q(**{f"{field}__lt": day_bounds(end)[1]})
    elif end:
        found &= Q(**{f"{field}__lte": end})
    return found


def period(name: str, day: date) -> tuple[date | None, date | None]:
    """First and last day of a period named from `day`; None is open."""
    count = name.rpartition("_")[2]
    if count.isdigit():
        far = timedelta(days=int(count))
        return (day - far, day) if name.startswith("last") else (day, day + far)
    if name in ("today", "past"):
        return (day, day) if name == "today" else (None, day - timedelta(days=1))
    if name == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    return _months(name, day)


def _months(name: str, day: date) -> tuple[date, date]:
    span = {"month": 1, "quarter": 3, "year": 12}[name.removeprefix("last_")]
    first = date(day.year, (day.month - 1) // span * span + 1, 1)
    start = add_months(first, -span) if name.startswith("last_") else first
    return start, add_months(start, span) - timedelta(days=1)
