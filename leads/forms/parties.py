"""The form that puts a person on a lead: one we know at the company, or a new one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.choices import ContactRole
from leads.forms.records import RecordForm, line, menu
from leads.models import Contact


class PartyForm(RecordForm):
    """Who, and which part they play."""

    contact = menu(_("Somebody we know there"), ())
    first_name = line(_("First name"), 80)
    last_name = line(_("Last name"), 80)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    role = menu(_("Role"), ContactRole.choices)

    def __init__(self, data: Any = None, *, people: Sequence[Contact]) -> None:
        super().__init__(data)
        self.people = {str(person.public_id): person for person in people}
        choices = [(key, str(person)) for key, person in self.people.items()]
        if choices:
            self.fields["contact"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["contact"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in ("contact", "first_name", "last_name", "email")):
            shown = "contact" if self.people else "last_name"
            self.add_error(shown, _("Choose somebody, or name a new person."))
        return data

    def values(self) -> dict[str, Any]:
        """`contact` is a row, or the fields of a new person."""
        values = super().values()
        new = {name: values.pop(name) for name in ("first_name", "last_name", "email")}
        return values | {"contact": self.people.get(values.get("contact", "")) or new}
