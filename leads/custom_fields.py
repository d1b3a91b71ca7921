"""The fields that the company added to its records; values live in `extra`, under their key.

A text or choice is kept as text, a number as a number, a day as an ISO text, yes or no as a
boolean; what nobody filled in has no key.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import Incomplete
from leads.choices import MILESTONES, FieldKind, Record, Stage
from leads.models import Company, Contact, CustomField, Lead, Opportunity
from leads.moments import is_odd

CACHED = "custom-fields"
FRESH_FOR = 60  # seconds
LONGEST_TEXT = 500
LARGEST = Decimal(10) ** 12
DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y")
YES = frozenset({"yes", "oui", "true", "vrai", "1", "on", "o", "y", "x"})
NO = frozenset({"no", "non", "false", "faux", "0", "off", "n"})


def fields_of(record: str) -> list[CustomField]:
    """The custom fields in use on leads, companies, contacts or opportunities, in their order."""
    kept: list[dict[str, Any]] | None = cache.get(CACHED)
    if kept is None:
        kept = [dict(row) for row in CustomField.objects.filter(archived_at__isnull=True).values()]
        cache.set(CACHED, kept, FRESH_FOR)
    return [CustomField(**values) for values in kept if values["record"] == record]


def forget() -> None:
    """To be called after every change of a custom field."""
    cache.delete(CACHED)


# --- Values ---------------------------------------------------------------------------------
def merged(record: str, kept: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """`kept` with the checked values of `given`; an empty one takes its key away.

    Raises Incomplete naming `extra.<key>` for what is unknown or not of the field's kind.
    """
    known = {field.key: field for field in fields_of(record)}
    values, wrong = dict(kept), {}
    for key, raw in given.items():
        try:
            if key not in known:
                raise ValueError(_("No such field."))
            value = typed(known[key], raw)
        except ValueError as error:
            wrong[f"extra.{key}"] = str(error)
            continue
        if value is None:
            values.pop(key, None)
        else:
            values[key] = value
    if wrong:
        raise Incomplete(fields=wrong)
    return values


def typed(field: CustomField, raw: Any) -> Any:
    """A raw value as it is kept, None when empty; ValueError says what is wrong, in words."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if isinstance(raw, list | dict):
        raise ValueError(_("One value, please."))
    return _KINDS[FieldKind(field.kind)](field, raw)


def _text(field: CustomField, raw: Any) -> str:
    text = " ".join(str(raw).replace("\x00", "").split())
    if len(text) > LONGEST_TEXT:
        raise ValueError(_("At most {n} characters.").format(n=LONGEST_TEXT))
    return text


def _number(field: CustomField, raw: Any) -> int | float:
    plain = "".join(str(raw).split()).replace("\u202f", "").replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise ValueError(_("This is not a number.")) from None
    if isinstance(raw, bool) or not number.is_finite() or abs(number) > LARGEST:
        raise ValueError(_("This is not a number."))
    return int(number) if number == number.to_integral_value() else float(number)


def _date(field: CustomField, raw: Any) -> str:
    day = raw.date() if isinstance(raw, datetime) else raw
    if not isinstance(day, date):
        day = _day(str(raw).strip())
    if is_odd(day):
        raise ValueError(_("This year cannot be meant."))
    return day.isoformat()


def _day(text: str) -> date:
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(_("This is not a day; write it like 22/11/2026."))


def _choice(field: CustomField, raw: Any) -> str:
    wanted = " ".join(str(raw).split()).casefold()
    for option in field.options:
        if str(option).casefold() == wanted:
            return str(option)
    raise ValueError(_("Not one of the choices."))


def _yes_no(field: CustomField, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().casefold()
    if word in YES or word in NO:
        return word in YES
    raise ValueError(_("Yes or no?"))


_KINDS: dict[FieldKind, Callable[[CustomField, Any], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_no,
}


def shown(field: CustomField, value: Any) -> str:
    """A kept value in words of the reader's language; empty when there is none."""
    if value is None or value == "":
        return ""
    if field.kind == FieldKind.YES_NO:
        return _("Yes") if value else _("No")
    if field.kind == FieldKind.NUMBER:
        return number_format(value, use_l10n=True, force_grouping=True)
    if field.kind == FieldKind.DATE:
        try:
            return date_format(date.fromisoformat(str(value)), "SHORT_DATE_FORMAT")
        except ValueError:
            return str(value)
    return str(value)


def facts(record: str, extra: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the company's own fields say of a record: label and words, the filled ones only."""
    pairs = ((field.label, shown(field, extra.get(field.key))) for field in fields_of(record))
    return [(label, words) for label, words in pairs if words]


# --- Required by stage ----------------------------------------------------------------------
def gaps(lead: Lead, stage: str) -> list[CustomField]:
    """The empty fields that a step to `stage` asks for, of the lead and what hangs on it.

    Only a first crossing asks: a field that became required later stops no lead further on.
    """
    if stage not in MILESTONES:
        return []
    crossed = MILESTONES[_rank(lead.highest) + 1 : _rank(stage) + 1]
    rows = _rows(lead)
    return [
        field
        for record, row in rows.items()
        if row is not None
        for field in fields_of(record)
        if field.required_from in crossed and row.extra.get(field.key) is None
    ]


def require(lead: Lead, stage: str) -> None:
    """Raise Incomplete naming every field that the step to `stage` asks for and nobody filled."""
    missing = gaps(lead, stage)
    if missing:
        raise Incomplete(
            fields={
                f"extra.{field.record}.{field.key}": _("Required: {label}.").format(
                    label=field.label
                )
                for field in missing
            }
        )


def fill(lead: Lead, given: Mapping[str, Mapping[str, Any]], *, by: User | None) -> None:
    """Write values of a step's form, by record: of the lead, its company or its person.

    To be called in the transaction of the step; raises Incomplete naming `extra.<record>.<key>`.
    """
    for record, row in _rows(lead).items():
        values = given.get(record)
        if not values or row is None:
            continue
        try:
            after = merged(record, row.extra, values)
        except Incomplete as refused:
            named = {
                name.replace("extra.", f"extra.{record}."): text
                for name, text in refused.fields.items()
            }
            raise Incomplete(fields=named) from None
        if after != row.extra:
            told = changes(row.extra, after)
            row.extra, row.changed_at = after, timezone.now()
            row.save(update_fields=["extra", "changed_at"])
            target = lead if record == Record.OPPORTUNITY else row
            verb = "opportunity.changed" if record == Record.OPPORTUNITY else f"{record}.edited"
            journal.record(verb, actor=by, target=target, **told)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What the journal tells of a change: `was` and `now` by `extra.<key>`."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {
        "was": {f"extra.{key}": before.get(key) for key in keys},
        "now": {f"extra.{key}": after.get(key) for key in keys},
    }


def _rows(lead: Lead) -> dict[Record, Lead | Company | Contact | Opportunity | None]:
    return {
        Record.LEAD: lead,
        Record.COMPANY: lead.company,
        Record.CONTACT: lead.contact,
        Record.OPPORTUNITY: _open_deal(lead),
    }


def _open_deal(lead: Lead) -> Opportunity | None:
    if lead.stage != Stage.OPPORTUNITY or not fields_of(Record.OPPORTUNITY):
        return None
    return lead.opportunities.open().first()


def _rank(stage: str) -> int:
    return MILESTONES.index(Stage(stage)) if stage in MILESTONES else 0
