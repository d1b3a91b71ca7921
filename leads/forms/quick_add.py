"""Quick add: one box to paste into, and the fields that it is split into."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from alignment.people.models import User
from leads import identifiers, reference
from leads.choices import Source
from leads.forms.fields import LONGEST_PASTE, NafField
from leads.identifiers import WrongValue, search_key
from leads.models import Campaign, Company, Contact, Lead
from leads.parsing import Card, read_card

CONTACT = ("first_name", "last_name", "job_title", "email", "phone", "mobile")
COMPANY = (
    "siren",
    "naf_code",
    "workforce_band",
    "address",
    "postal_code",
    "city",
    "website",
)
# What the box is split into; the rest of the form is people's own.
READ = (
    *CONTACT,
    "company",
    "siren",
    "address",
    "postal_code",
    "city",
    "website",
    "source",
    "campaign",
    "source_detail",
    "note",
)
MORE = ("siren", "naf_code", "workforce_band", "address", "postal_code", "city", "website")
NORMALISERS: dict[str, Callable[[object], str]] = {
    "email": identifiers.normalise_email,
    "phone": identifiers.normalise_phone,
    "mobile": identifiers.normalise_phone,
    "siren": identifiers.normalise_siren,
}


def _text(label: Any, longest: int, **attributes: Any) -> forms.CharField:
    attrs = {"autocomplete": "off", **attributes}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget)


class QuickAddForm(forms.Form):
    """The fields of a new lead; the services judge them, so that every door says the same."""

    text = forms.CharField(
        label=_("Paste a signature, a card or a line"),
        max_length=LONGEST_PASTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "max_length": _(
                "This is too long: paste the part about one person, up to 20,000 characters."
            )
        },
    )
    first_name = _text(_("First name"), 80)
    last_name = _text(_("Last name"), 80)
    job_title = _text(_("Job title"), 120)
    company = _text(_("Company"), 160)
    email = _text(_("E-mail"), 254, inputmode="email")
    phone = _text(_("Phone"), 30, inputmode="tel")
    mobile = _text(_("Mobile"), 30, inputmode="tel")
    source = forms.ChoiceField(
        label=_("Source"), choices=[("", "—"), *Source.choices], required=False
    )
    source_detail = _text(_("Which one"), 200)
    campaign = forms.ModelChoiceField(
        Campaign.objects.filter(is_active=True),
        label=_("Campaign"),
        to_field_name="public_id",
        required=False,
        empty_label="—",
    )
    need = _text(_("Stated need"), 500)
    siren = _text("SIREN", 20, inputmode="numeric")
    naf_code = NafField(
        label=_("NAF code"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("62.01Z or “catering”")}),
    )
    workforce_band = forms.ChoiceField(label=_("Workforce band"), required=False)
    address = _text(_("Address"), 200)
    postal_code = _text(_("Postal code"), 10, inputmode="numeric")
    city = _text(_("City"), 100)
    website = _text(_("Website"), 200, inputmode="url")
    note = forms.CharField(
        label=_("Note"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    # The company of the public register that was chosen, « siren:siret ».
    registry = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)
    attach = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    # Names of fields that somebody corrected by hand, and what the last split had put there.
    hand = forms.CharField(max_length=400, required=False, widget=forms.HiddenInput)

    # What the last split had put into the fields; None where the browser says so itself.
    was_read: dict[str, Any] | None = None

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="new-%s")
        band: Any = self.fields["workforce_band"]
        band.choices = [("", "—"), *reference.band_choices()]
        field: Any
        for field in self.fields.values():
            field.template_name = "leads/fields/plain.html"

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in MORE]

    @property
    def has_more(self) -> bool:
        """Whether the folded part holds something worth opening it for."""
        return any(self[name].value() or self[name].errors for name in MORE)


def values_read(
    data: Any, text: str, *, campaigns: Iterable[Campaign], source: str
) -> tuple[dict[str, Any], set[str]]:
    """The fields after a new split of the text, and the names that people corrected by hand.

    A value that differs from what the last split had put there was typed by somebody, and stays.
    `source` is what stands there while the text names none.
    """
    hand = {name for name in data.get("hand", "").split(",") if name in READ}
    hand |= {name for name in READ if data.get(name, "") != data.get(f"read_{name}", "")}
    fresh = _of_card(read_card(text), campaigns) if text.strip() else {}
    fresh["source"] = fresh.get("source") or source
    values = {name: data.get(name, "") for name in QuickAddForm.base_fields if name != "text"}
    for name in READ:
        if name not in hand:
            values[name] = fresh.get(name, "")
    return values, hand


def _of_card(card: Card, campaigns: Iterable[Campaign]) -> dict[str, str]:
    campaign = _campaign_named(card.campaign, campaigns)
    read = {name: str(getattr(card, name)) for name in READ if hasattr(card, name)}
    return read | {
        "phone": identifiers.show_phone(card.phone),
        "mobile": identifiers.show_phone(card.mobile),
        "siren": identifiers.show_siren(card.siren),
        "source": card.source if card.source in Source.values else "",
        "campaign": str(campaign.public_id) if campaign else "",
        "source_detail": "" if campaign else card.campaign,
    }


def _campaign_named(name: str, campaigns: Iterable[Campaign]) -> Campaign | None:
    """The running campaign that the text names, if exactly one does."""
    words = set(search_key(name).split())
    named = [each for each in campaigns if words and words <= set(search_key(each.name).split())]
    return named[0] if len(named) == 1 else None


def cleaned(values: dict[str, Any]) -> dict[str, str]:
    """The identifying values in their stored form; what is wrong counts as unknown."""
    found = {}
    for name, normalise in NORMALISERS.items():
        try:
            found[name] = normalise(values.get(name, ""))
        except WrongValue:
            found[name] = ""
    return found


def as_rows(values: dict[str, Any], by: User) -> tuple[Company, Contact, Lead]:
    """Unsaved rows of what stands in the form, for grading it before it is saved."""
    postal_code = values.get("postal_code", "")
    departement = reference.departement_of(postal_code, values.get("city", ""))
    company = Company(
        name=values.get("company", ""),
        naf_code=_naf(values.get("naf_code", "")),
        nomenclature=settings.NAF,
        workforce_band=values.get("workforce_band", ""),
        departement=departement,
        region=reference.region_of(departement) if departement else "",
    )
    contact = Contact(job_title=values.get("job_title", ""))
    lead = Lead(need=values.get("need", ""), source=values.get("source", ""), created_by=by)
    return company, contact, lead


def _naf(text: str) -> str:
    try:
        return identifiers.normalise_naf(text)
    except WrongValue:
        return ""
