"""The form of a contact."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leads.choices import ContactRole, LegalBasis, Record, Source
from leads.forms.fields import DayField
from leads.forms.own import OwnFieldsForm
from leads.forms.records import line, menu
from leads.models import Company, Contact


class ContactForm(OwnFieldsForm):
    """What people write about a person at work."""

    company = forms.ModelChoiceField(
        Company.objects.none(),
        label=_("Company"),
        to_field_name="public_id",
        required=False,
        widget=forms.HiddenInput,
    )
    first_name = line(_("First name"), 80)
    last_name = line(_("Last name"), 80)
    job_title = line(_("Job title"), 120)
    role = menu(_("Role in the decision"), ContactRole.choices)
    email = line(_("E-mail"), 254, inputmode="email")
    phone = line(_("Phone"), 30, inputmode="tel")
    mobile = line(_("Mobile"), 30, inputmode="tel")
    source = menu(_("Source of the data"), Source.choices)
    legal_basis = menu(_("Legal basis"), LegalBasis.choices, required=True)
    relevance = line(_("Why our offer concerns the job"), 200)
    is_personal_line = forms.BooleanField(
        label=_("The number is the person's own"),
        required=False,
        help_text=_("A sole trader's mobile: call with care, never by a robot."),
    )
    informed_on = DayField(
        label=_("Informed on"),
        required=False,
        help_text=_("The day this person was told that we keep their data."),
    )

    def __init__(
        self, data: Any = None, *, contact: Contact | None = None, company: Company | None = None
    ) -> None:
        super().__init__(data, initial=_known(contact, company))
        self.add_own(Record.CONTACT, contact.extra if contact else None)
        fields: dict[str, Any] = self.fields
        fields["company"].queryset = Company.objects.all()
        source = contact.source if contact else ""
        if source and source not in Source.values:
            # What an import brought stays choosable as it is.
            fields["source"].choices = [*fields["source"].choices, (source, source)]


def _known(contact: Contact | None, company: Company | None) -> dict[str, Any]:
    if contact is None:
        basis = LegalBasis.LEGITIMATE_INTEREST
        return {"legal_basis": basis, "company": company.public_id if company else None}
    names = [name for name in ContactForm.base_fields if name != "company"]
    known = {name: getattr(contact, name) for name in names}
    return known | {"company": contact.company.public_id if contact.company else None}
