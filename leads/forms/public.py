"""What a visitor fills in: the fields of a web form, with what keeps machines out."""

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from leads import identifiers, touches
from leads.choices import FieldKind
from leads.forms.fields import DayField
from leads.identifiers import WrongValue
from leads.models import WebForm
from leads.webforms import EMAIL, LONG_TEXT, PHONE, Asked, asked_by

# Nobody reads and fills in a form faster; a page left open overnight is still good.
FASTEST, OLDEST = 2.0, 86400.0
SIGNER = signing.TimestampSigner(salt="tandem.web-form")
# People never see this field, machines fill in whatever has a name.
TRAP = "website_url"
LONGEST_PAGE = 500
CHECKS: dict[str, Callable[[object], str]] = {
    "email": identifiers.normalise_email,
    "phone": identifiers.normalise_phone,
    "siren": identifiers.normalise_siren,
    "postal_code": identifiers.normalise_postal_code,
}


class PublicForm(forms.Form):
    """The visible fields of one web form, then what comes along: origin, time, trap."""

    def __init__(self, form: WebForm, data: Any = None, *, address: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id="f_%s")
        self.web_form = form
        self.asked = {_name(each.key): each for each in asked_by(form)}
        for name, each in self.asked.items():
            self.fields[name] = _field(each)
        if form.consent:
            self.fields["consent"] = forms.BooleanField(label=form.consent, required=False)
        self.fields["started"] = _hidden(120, initial=SIGNER.sign(str(form.public_id)))
        self.fields["page"] = _hidden(LONGEST_PAGE, initial=_page_of(address))
        for name in _utm_names():
            told = (address or {}).get(name, "")[: touches.LONGEST_WORD]
            self.fields[name] = _hidden(None, initial=told)

    @property
    def shown(self) -> list[Any]:
        """The fields that the visitor sees, in the form's order."""
        return [self[name] for name in self.asked]

    @property
    def is_trapped(self) -> bool:
        """Whether a machine filled in what people never see."""
        return bool(self.data.get(TRAP))

    def clean_started(self) -> str:
        """Sent from a page of ours, neither faster than people type nor a day later."""
        mark = self.cleaned_data["started"]
        if not FASTEST <= _age(mark, self.web_form) <= OLDEST:
            sent: Any = self.data.copy()  # type: ignore[attr-defined]
            sent["started"] = SIGNER.sign(str(self.web_form.public_id))
            self.data = sent
            self.add_error(None, str(_("Please read once more what you wrote, and send it again.")))
        return mark

    def clean(self) -> dict[str, Any]:
        for name, each in self.asked.items():
            check = CHECKS.get(each.key)
            value = self.cleaned_data.get(name)
            if check and value:
                try:
                    self.cleaned_data[name] = check(value)
                except WrongValue as error:
                    self.add_error(name, ValidationError(str(error)))
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """What was filled in, by key of the form's fields; nothing of what was left empty."""
        found = {each.key: self.cleaned_data.get(name) for name, each in self.asked.items()}
        return {key: _kept(value) for key, value in found.items() if value not in (None, "")}

    def origin(self) -> dict[str, Any]:
        """The page and the UTM words of this visit and of the first one."""
        return {
            "page": self.cleaned_data.get("page", ""),
            "utm": touches.utm_of(self.cleaned_data),
            "first_utm": touches.utm_of(self.cleaned_data, "first_"),
        }


def _name(key: str) -> str:
    return key.replace(".", "__")


def _utm_names() -> list[str]:
    return [*touches.UTM_WORDS, *(f"first_{name}" for name in touches.UTM_WORDS)]


def _hidden(longest: int | None, *, initial: str = "") -> forms.CharField:
    return forms.CharField(
        required=False, max_length=longest, initial=initial, widget=forms.HiddenInput
    )


def _page_of(address: Any) -> str:
    return ((address or {}).get("page", "") or "")[:LONGEST_PAGE]


def _age(mark: str, form: WebForm) -> float:
    """Seconds since the page was made, -1 when it is not our mark."""
    try:
        if SIGNER.unsign(mark) != str(form.public_id):
            return -1
        return time.time() - float(signing.b62_decode(mark.rsplit(":", 2)[1]))
    except (signing.BadSignature, IndexError, ValueError):
        return -1


def _field(each: Asked) -> forms.Field:
    common: dict[str, Any] = {
        "label": each.label, "required": each.required, "help_text": escape(each.help),
    }  # fmt: skip
    attrs = {"autocomplete": each.autocomplete} if each.autocomplete else {}
    if each.kind == EMAIL:
        return forms.EmailField(widget=forms.EmailInput(attrs=attrs), **common)
    if each.kind == PHONE:
        widget = forms.TextInput(attrs={"type": "tel", **attrs})
        return forms.CharField(max_length=each.longest, widget=widget, **common)
    if each.kind == LONG_TEXT:
        return forms.CharField(
            max_length=each.longest, widget=forms.Textarea(attrs={"rows": 4}), **common
        )
    if each.kind == FieldKind.NUMBER:
        return forms.DecimalField(max_digits=15, decimal_places=4, localize=True, **common)
    if each.kind == FieldKind.DATE:
        return DayField(**common)
    if each.kind == FieldKind.CHOICE:
        choices = [("", "—"), *((option, option) for option in each.options)]
        return forms.ChoiceField(choices=choices, **common)
    if each.kind == FieldKind.YES_NO:
        return forms.BooleanField(**common)
    return forms.CharField(max_length=each.longest, widget=forms.TextInput(attrs=attrs), **common)


def _kept(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
