"""One cell as one value: amounts, stages, choices, bands, addresses. Each error says what to do."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from leads import identifiers, reference
from leads.choices import FieldKind
from leads.identifiers import search_key
from leads.importing.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    YEAR_FIRST,
    DateColumn,
    NotADate,
    day_of,
)
from leads.importing.mapping import ENDS, MILESTONES
from leads.models import CustomField

SCALES = {"k": Decimal(1000), "m": Decimal(1_000_000)}
AMOUNT = re.compile(r"(?P<number>-?[\d.,]+)(?P<scale>[km])?")
NOISE = re.compile(r"(?:[\s\u00a0\u202f'’]|€|\$|£|EUR|HT)", re.IGNORECASE)
TOO_MUCH = Decimal(10) ** 10
# A line may name the stage it stands at; an ending then takes the date of `closed`.
OUTCOMES = {
    **{stage: str(stage) for stage in (*MILESTONES, *ENDS)},
    "new": "captured",
    "nouveau": "captured",
    "lead": "captured",
    "ouvert": "opportunity",
    "open": "opportunity",
    "en_cours": "opportunity",
    "gagne": "won",
    "gagnee": "won",
    "signe": "won",
    "client": "won",
    "customer": "won",
    "closed_won": "won",
    "perdu": "lost",
    "perdue": "lost",
    "closed_lost": "lost",
}
# Exports of ad platforms tell kinds of values apart by a prefix.
PREFIX = re.compile(r"^(?:p|l|e):(?=\S)")
BETWEEN_ADDRESSES = re.compile(r"[,;\s]+")
HEADCOUNT = re.compile(r"(\d+)(?:-|à|a|to|et)(\d+)(?:salari|employ|pers)?\w*")
YES = frozenset({"oui", "yes", "vrai", "true", "1", "x", "o", "y"})
NO = frozenset({"non", "no", "faux", "false", "0", "n"})
LONGEST_OWN_TEXT = 500
is_url = URLValidator(schemes=["http", "https"])


class WrongCell(ValueError):
    """A cell that cannot be what its column says; the message is for people."""


def amount_of(text: str) -> Decimal:
    """An amount as people write it: « 1 234,50 € », « 12 k€ », « 1,234.50 »; raises WrongCell.

    A single separator before exactly three digits groups thousands; otherwise it is decimal.
    """
    found = AMOUNT.fullmatch(NOISE.sub("", text).lower())
    if not found:
        raise WrongCell(_("This is not an amount."))
    try:
        amount = Decimal(_dotted(found["number"])) * SCALES.get(found["scale"] or "", Decimal(1))
    except InvalidOperation as error:
        raise WrongCell(_("This is not an amount.")) from error
    if amount < 0:
        raise WrongCell(_("The amount cannot be negative."))
    if amount >= TOO_MUCH:
        raise WrongCell(_("This amount is too large."))
    return amount.quantize(Decimal("0.01"))


def _dotted(number: str) -> str:
    marks = [mark for mark in ",." if mark in number]
    if len(marks) == 2:
        decimal = max(marks, key=number.rfind)
        return number.replace(min(marks, key=number.rfind), "").replace(decimal, ".")
    if not marks:
        return number
    mark = marks[0]
    whole, _mark, rest = number.rpartition(mark)
    if number.count(mark) > 1 or (len(rest) == 3 and whole.lstrip("-") not in ("", "0")):
        return number.replace(mark, "")
    return number.replace(mark, ".")


def outcome_of(text: str) -> str:
    key = search_key(text).replace(" ", "_")
    if key not in OUTCOMES:
        raise WrongCell(
            _("Unknown outcome: translate it under words.outcome to one of {names}.").format(
                names=", ".join(OUTCOMES)
            )
        )
    return OUTCOMES[key]


def choice(text: str, choices: Any) -> str:
    """A code, or its label in the language of the run."""
    by_label = {search_key(str(label)): code for code, label in choices.choices}
    code = text if text in choices.values else by_label.get(search_key(text))
    if code is None:
        raise WrongCell(
            _("Not one of: {names}. Translate it under words.").format(
                names=", ".join(choices.values)
            )
        )
    return str(code)


def workforce(text: str) -> str:
    codes = dict(reference.band_choices())
    if text in codes:
        return text
    digits = re.sub(r"[\s\u00a0\u202f]", "", text.lower())
    between = HEADCOUNT.fullmatch(digits)
    if between:
        return reference.band_for_headcount(int(between[2]))
    digits = re.sub(r"(?:salari|employ|pers)\w*$", "", digits)
    if digits.isdigit() and len(digits) < 8:
        return reference.band_for_headcount(int(digits))
    raise WrongCell(_("Give an INSEE band code (11, 12 ...) or a number of employees."))


def web_address(text: str) -> str:
    url = text if "://" in text else f"https://{text}"
    try:
        is_url(url)
    except ValidationError:
        raise WrongCell(_("This is not a web address.")) from None
    return url[:200]


def order_in_words(order: str) -> str:
    """How a column writes its days, for people."""
    words = {
        DAY_FIRST: _("with the day first"),
        MONTH_FIRST: _("with the month first"),
        YEAR_FIRST: _("with the year first"),
    }
    return words.get(order, order)


def email(text: str) -> str:
    """The first address of the cell: some tools write several with commas between."""
    first = next(filter(None, BETWEEN_ADDRESSES.split(PREFIX.sub("", text.strip()))), "")
    return identifiers.normalise_email(first if "@" in first else text)


def phone(text: str) -> str:
    """The first number of the cell, in E.164."""
    first = re.split(r"[,;]", PREFIX.sub("", text.strip()))[0]
    return identifiers.normalise_phone(first)


def custom_value(own: CustomField, text: str) -> Any:
    """A value of one of the company's own fields as it is kept; raises WrongCell."""
    if own.kind == FieldKind.NUMBER:
        return float(amount_of(text.lstrip("-"))) * (-1 if text.startswith("-") else 1)
    if own.kind == FieldKind.DATE:
        return _own_day(text).isoformat()
    if own.kind == FieldKind.CHOICE:
        return _own_choice(own, text)
    if own.kind == FieldKind.YES_NO:
        return _yes_or_no(text)
    if len(text) > LONGEST_OWN_TEXT:
        raise WrongCell(_("At most {n} characters.").format(n=LONGEST_OWN_TEXT))
    return text


def _own_day(text: str) -> date:
    try:
        return day_of(DateColumn().read(text))
    except NotADate:
        said = _("This is no date that exists, written {order}.")
        raise WrongCell(said.format(order=order_in_words(DAY_FIRST))) from None


def _own_choice(own: CustomField, text: str) -> str:
    options = {search_key(str(option)): str(option) for option in own.options}
    found = options.get(search_key(text))
    if found is None:
        raise WrongCell(_("Not one of: {names}.").format(names=", ".join(options.values())))
    return found


def _yes_or_no(text: str) -> bool:
    key = search_key(text)
    if key not in YES | NO:
        raise WrongCell(_("Write yes or no."))
    return key in YES
