"""The form of a company."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from leads import reference
from leads.choices import Record
from leads.forms.fields import MEMBERS, PersonField
from leads.forms.own import OwnFieldsForm
from leads.forms.records import line, menu
from leads.models import Company
from leads.models.companies import Nomenclature


class CompanyForm(OwnFieldsForm):
    """What people write about a company; the département follows the postal code."""

    name = line(_("Name"), 160, required=True)
    siren = line("SIREN", 20, inputmode="numeric")
    siret = line(_("SIRET of the establishment"), 24, inputmode="numeric")
    naf_code = line(_("NAF code"), 20)
    nomenclature = menu(_("Nomenclature"), Nomenclature.choices, required=True)
    workforce_band = menu(_("Workforce band"), ())
    address = line(_("Address"), 200)
    postal_code = line(_("Postal code"), 10, inputmode="numeric")
    city = line(_("City"), 100)
    departement = menu(_("Département"), ())
    website = forms.URLField(
        label=_("Website"),
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    owner = PersonField(MEMBERS, label=_("Account owner"), required=False)
    registry = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)
    plan = forms.CharField(
        label=_("Account plan"), max_length=5000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What we want to reach there, with whom, by when."),
    )  # fmt: skip
    is_strategic = forms.BooleanField(label=_("Key account"), required=False)

    def __init__(self, data: Any = None, *, company: Company | None = None) -> None:
        super().__init__(
            data, initial=_known(company) if company else {"nomenclature": settings.NAF}
        )
        self.add_own(Record.COMPANY, company.extra if company else None)
        fields: dict[str, Any] = self.fields
        fields["workforce_band"].choices = [("", "—"), *reference.band_choices()]
        fields["departement"].choices = [("", "—"), *_departements()]
        fields["departement"].help_text = _("Follows the postal code when there is one.")
        fields["naf_code"].template_name = "leads/fields/naf.html"
        fields["naf_code"].codes = reference.naf_choices()
        if company and company.owner and not fields["owner"].queryset.contains(company.owner):
            # Somebody who left stays the owner until another is chosen.
            fields["owner"].queryset |= type(company.owner).objects.filter(pk=company.owner_id)

    def values(self) -> dict[str, Any]:
        """The region always follows, so that it cannot contradict the place."""
        values = super().values() | {"region": ""}
        if values["postal_code"]:
            values["departement"] = ""
        return values


def _departements() -> list[tuple[str, str]]:
    return [(code, f"{code} · {label}") for code, label in reference.departements()]


def _known(company: Company) -> dict[str, Any]:
    names = [name for name in CompanyForm.base_fields if name not in ("owner", "registry")]
    known = {name: getattr(company, name) for name in names}
    return known | {"owner": company.owner.public_id if company.owner else None}
