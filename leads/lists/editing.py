"""Cells that are changed where they stand: which, by what field, through which service."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alignment.people.models import User
from alignment.web.errors import Conflict
from leads import deals, reference, services
from leads.choices import ContactRole, DealStatus, Record, Recurrence, Source
from leads.custom_fields import fields_of
from leads.filters import CUSTOM
from leads.forms.fields import MEMBERS, DayField, MoneyField, NafField, PersonField
from leads.forms.own import PREFIX, OwnField
from leads.models import Campaign, Contact, CustomField

Write = Callable[[Any, User, Any], Any]


@dataclass(frozen=True)
class Editable:
    """`field` makes the form field, `now(row)` its value, `write(row, by, value)` changes it.

    `name` is what the service calls the value; `in_bulk` opens it to many rows at once.
    """

    key: str
    label: str | Promise
    field: Callable[[], forms.Field]
    now: Callable[[Any], Any]
    write: Write
    name: str
    in_bulk: bool = False


def editable(record: str, key: str) -> Editable | None:
    """What a column's cell may be changed by, if it may; the company's own are `x_<key>`."""
    if not key.startswith(CUSTOM):
        return EDITABLE.get(record, {}).get(key)
    return next((edit for edit in own_cells(record) if edit.key == key), None)


def bulk_fields(record: str) -> list[Editable]:
    """What may be set on many rows at once, the company's own fields last."""
    built_in = [edit for edit in EDITABLE.get(record, {}).values() if edit.in_bulk]
    return [*built_in, *own_cells(record)]


def own_cells(record: str) -> list[Editable]:
    """The company's own fields of a record, each behind the door of its page."""
    return [_own(record, field) for field in fields_of(record)]


def _own(record: str, own: CustomField) -> Editable:
    def write(row: Any, by: User, value: Any) -> Any:
        return _DOORS[Record(record)](row, by=by, extra={own.key: value})

    return Editable(
        CUSTOM + own.key,
        own.label,
        lambda: OwnField(own),
        lambda row: row.extra.get(own.key),
        write,
        PREFIX + own.key,
        in_bulk=True,
    )


def line(longest: int) -> Callable[[], forms.Field]:
    return lambda: forms.CharField(
        required=False, max_length=longest, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def menu(choices: Callable[[], Any]) -> Callable[[], forms.Field]:
    return lambda: forms.ChoiceField(required=False, choices=[("", "—"), *choices()])


def day() -> forms.Field:
    return DayField(required=False)


def campaigns() -> forms.Field:
    rows = Campaign.objects.filter(is_active=True)
    return forms.ModelChoiceField(rows, required=False, to_field_name="public_id", empty_label="—")


def _change_deal(deal: Any, *, by: User, **values: Any) -> Any:
    if deal.status != DealStatus.OPEN:
        raise Conflict(_("This opportunity is closed."), code="closed")
    return deals.change_deal(deal, by=by, **values)


_DOORS: dict[Record, Callable[..., Any]] = {
    Record.LEAD: services.edit_lead,
    Record.COMPANY: services.save_company,
    Record.CONTACT: services.save_contact,
    Record.OPPORTUNITY: _change_deal,
}


def _of_lead(key: str, label: Any, field: Any, name: str = "", **more: Any) -> Editable:
    name = name or key

    def write(lead: Any, by: User, value: Any) -> Any:
        return services.edit_lead(lead, by=by, **{name: value})

    return Editable(key, label, field, lambda lead: getattr(lead, name), write, name, **more)


def _of_leads_contact(key: str, label: Any, field: Any) -> Editable:
    def write(lead: Any, by: User, value: Any) -> Any:
        if lead.contact is None:
            raise Conflict(_("This lead has no person yet: open it to add one."), code="no_contact")
        return services.save_contact(lead.contact, by=by, **{key: value})

    def now(lead: Any) -> Any:
        return getattr(lead.contact, key) if lead.contact else ""

    return Editable(key, label, field, now, write, key)


def _of_company(key: str, label: Any, field: Any, name: str = "", **more: Any) -> Editable:
    name = name or key

    def write(row: Any, by: User, value: Any) -> Any:
        return services.save_company(row, by=by, **{name: value})

    return Editable(key, label, field, lambda row: getattr(row, name), write, name, **more)


def _of_contact(key: str, label: Any, field: Any, name: str = "", **more: Any) -> Editable:
    name = name or key

    def write(row: Contact, by: User, value: Any) -> Any:
        return services.save_contact(row, by=by, **{name: value})

    return Editable(key, label, field, lambda row: getattr(row, name), write, name, **more)


def _of_deal(key: str, label: Any, field: Any, name: str = "", **more: Any) -> Editable:
    name = name or key

    def write(row: Any, by: User, value: Any) -> Any:
        return _change_deal(row, by=by, **{name: value})

    return Editable(key, label, field, lambda row: getattr(row, name), write, name, **more)


def _keyed(*edits: Editable) -> dict[str, Editable]:
    return {edit.key: edit for edit in edits}


EDITABLE: dict[str, dict[str, Editable]] = {
    Record.LEAD: _keyed(
        _of_lead("next", _("Next action"), line(200), "next_action", in_bulk=True),
        _of_lead("next_on", _("Next action on"), day, "next_action_on", in_bulk=True),
        _of_lead("source", _("Source"), menu(lambda: Source.choices), in_bulk=True),
        _of_lead("campaign", _("Campaign"), campaigns, in_bulk=True),
        _of_lead("need", _("Stated need"), line(500), in_bulk=True),
        _of_lead("offer", _("Offer in mind"), line(200), in_bulk=True),
        _of_lead("timing", _("Timing"), line(200), in_bulk=True),
        _of_lead("budget", _("Budget"), line(200), in_bulk=True),
        _of_lead("current_solution", _("Current solution"), line(200), in_bulk=True),
        _of_lead("instruction", _("Instruction"), line(200), in_bulk=True),
        _of_lead("why_now", _("Why now"), line(500)),
        _of_leads_contact("job_title", _("Job title"), line(120)),
        _of_leads_contact("role", _("Role"), menu(lambda: ContactRole.choices)),
        _of_leads_contact("email", _("E-mail"), line(254)),
        _of_leads_contact("phone", _("Phone"), line(30)),
    ),
    Record.COMPANY: _keyed(
        _of_company("siren", "SIREN", line(20)),
        _of_company("siret", "SIRET", line(25)),
        _of_company("naf", _("NAF code"), lambda: NafField(required=False), "naf_code"),
        _of_company(
            "workforce",
            _("Workforce band"),
            menu(reference.band_choices),
            "workforce_band",
            in_bulk=True,
        ),
        _of_company("address", _("Address"), line(200)),
        _of_company("postal_code", _("Postal code"), line(10)),
        _of_company("city", _("City"), line(100), in_bulk=True),
        _of_company("website", _("Website"), line(200)),
        _of_company(
            "is_strategic",
            _("Key account"),
            lambda: forms.BooleanField(required=False),
            in_bulk=True,
        ),
        _of_company(
            "owner",
            _("Account owner"),
            lambda: PersonField(MEMBERS, required=False),
            in_bulk=True,
        ),
    ),
    Record.CONTACT: _keyed(
        _of_contact("first_name", _("First name"), line(80)),
        _of_contact("last_name", _("Last name"), line(80)),
        _of_contact("job_title", _("Job title"), line(120), in_bulk=True),
        _of_contact("role", _("Role"), menu(lambda: ContactRole.choices), in_bulk=True),
        _of_contact("email", _("E-mail"), line(254)),
        _of_contact("phone", _("Phone"), line(30)),
        _of_contact("mobile", _("Mobile"), line(30)),
    ),
    Record.OPPORTUNITY: _keyed(
        _of_deal("title", _("Name"), line(160), "name"),
        _of_deal("amount", _("Amount without tax"), lambda: MoneyField(required=False)),
        _of_deal("closes", _("Expected signature"), day, "expected_close_on", in_bulk=True),
        _of_deal("recurrence", _("Recurrence"), menu(lambda: Recurrence.choices), in_bulk=True),
    ),
}
