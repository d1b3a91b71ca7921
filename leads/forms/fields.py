"""Form fields that understand what people type here: French amounts, dates, people of a kind."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from alignment.people.choices import TeamKind
from alignment.people.models import User
from leads import reference

DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y")
SPACES = re.compile(r"[\s\u00a0\u202f\u2009']+")
AMOUNT = re.compile(r"^(?P<number>[-+]?[0-9][0-9.,]*)(?P<scale>[kKmM]?)$")
THOUSANDS = re.compile(r"^[-+]?[0-9]{1,3}([.,][0-9]{3})+$")
SCALES = {"k": 1000, "m": 1_000_000}
LONGEST_PASTE = 20_000
LONGEST_AMOUNT = 40
LARGEST = Decimal("9999999999.99")
LONGEST_LABEL = 200
MOST_PROPOSED = 6
CODE_AND_LABEL = re.compile(r"^[0-9]{2}\.[0-9]{2}[A-Za-z] ")


def parse_money(text: str) -> Decimal:
    """Euros as people write them: « 12 000,50 € », « 12.000,50 », « 12,5 k€ »; raises ValueError.

    A single separator before exactly three digits groups thousands.
    """
    plain = SPACES.sub("", text.replace("\u2212", "-"))
    plain = re.sub(r"(?i)(euros?|eur|€|ht)+$", "", plain)
    plain = plain.removeprefix("€")
    found = AMOUNT.match(plain)
    if not found:
        raise ValueError(text)
    try:
        amount = Decimal(_plain_number(found["number"])) * SCALES.get(found["scale"].lower(), 1)
        return amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        raise ValueError(text) from None


def _plain_number(number: str) -> str:
    decimal = max(number.rfind(","), number.rfind("."))
    separators = set(number) & {",", "."}
    if decimal < 0 or (len(separators) == 1 and THOUSANDS.match(number)):
        return number.replace(",", "").replace(".", "")
    whole = number[:decimal].replace(",", "").replace(".", "")
    return f"{whole}.{number[decimal + 1 :]}"


class MoneyField(forms.CharField):
    """An amount in euros without tax, as a Decimal."""

    default_error_messages = {
        "not_money": _("This is not an amount; write it like 12 000,50."),
        "too_large": _("This amount is too large."),
    }

    def __init__(self, **kwargs: Any) -> None:
        # No max_length: its validator would measure the Decimal.
        super().__init__(**kwargs)
        self.widget.attrs.update(inputmode="decimal", autocomplete="off", maxlength=LONGEST_AMOUNT)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        if not text:
            return None
        try:
            amount = parse_money(text[: LONGEST_AMOUNT + 1])
        except ValueError:
            raise ValidationError(self.error_messages["not_money"], code="not_money") from None
        if abs(amount) > LARGEST:
            raise ValidationError(self.error_messages["too_large"], code="too_large")
        return amount

    def prepare_value(self, value: Any) -> Any:
        """An amount as people here write it, cents only where there are any."""
        if not isinstance(value, Decimal):
            return value
        digits = 2 if value % 1 else 0
        return number_format(value, decimal_pos=digits, force_grouping=True)


class DayField(forms.DateField):
    """A day, from the browser's calendar or typed as « 22/11/2026 »."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(input_formats=DATE_FORMATS, **kwargs)


class NafField(forms.CharField):
    """A NAF code, or words of its label where these name one activity alone.

    What is neither goes on as it was typed: the domain refuses it.
    """

    default_error_messages = {"several": _("Several activities match; which one? {codes}")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_LABEL, **kwargs)
        self.widget.attrs.update(autocomplete="off")

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not typed or typed[0].isdigit():
            # A code alone, or one picked together with its label.
            return typed.split(" ")[0] if CODE_AND_LABEL.match(typed) else typed
        found = reference.naf_search(typed, limit=MOST_PROPOSED)
        if len(found) > 1:
            codes = "; ".join(f"{code} {label}" for code, label in found)
            message = str(self.error_messages["several"]).format(codes=codes)
            raise ValidationError(message, code="several")
        return found[0][0] if found else typed


class PersonField(forms.ModelChoiceField):
    """An active person of one of the kinds of team, named by the public identifier."""

    def __init__(self, kinds: tuple[str, ...], **kwargs: Any) -> None:
        people = User.objects.active().of_kind(*kinds).with_teams().order_by("first_name", "pk")
        super().__init__(people, to_field_name="public_id", empty_label="—", **kwargs)


SELLERS = (TeamKind.SALES,)
MARKETERS = (TeamKind.MARKETING,)
MEMBERS = (TeamKind.MARKETING, TeamKind.SALES)
