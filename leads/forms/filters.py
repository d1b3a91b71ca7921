"""Filters of a list as fields of a form: boxes to tick, menus that say what nothing means."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from leads.filters.fields import YesNo

# More choices than this are a column of their own to scroll.
LONG = 6


def dressed(field: Any) -> None:
    """Several choices are boxes to tick, one choice says what nothing chosen means."""
    field.template_name = "leads/lists/_filter.html"
    if isinstance(field.widget, forms.SelectMultiple):
        choices = list(field.choices)
        field.widget = forms.CheckboxSelectMultiple(choices=choices)
        field.is_long = len(choices) > LONG
    elif isinstance(field.widget, forms.Select) and not isinstance(field, YesNo):
        choices = [choice for choice in field.choices if choice[0] not in ("", None)]
        field.widget.choices = [("", _("Any")), *choices]
    elif isinstance(field, forms.DateField) and field.widget.input_type != "month":
        field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
