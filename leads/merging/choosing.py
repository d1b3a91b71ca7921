"""What a merge chooses between, field by field, and what it need not ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from alignment.web.figures import phone
from leads.choices import Record
from leads.identifiers import name_key, person_key, website_domain
from leads.models import Company, Contact, CustomField
from leads.models.cycles import SOURCE_LABELS

MODELS: dict[str, type[Any]] = {Record.COMPANY: Company, Record.CONTACT: Contact}
EXTRA = "extra."
# Columns that go together: the first names the choice, the rest mean nothing without it.
COMPANY_CHOICES: tuple[tuple[str, ...], ...] = (
    ("name",),
    ("siren",),
    ("siret",),
    ("naf_code", "nomenclature"),
    ("naf25_code",),
    ("workforce_band", "workforce_year"),
    ("category",),
    ("revenue", "revenue_year"),
    ("vat_number",),
    ("address", "postal_code", "city", "departement", "region"),
    ("website",),
    ("owner",),
    ("plan",),
    ("ceased_on",),
)
CONTACT_CHOICES: tuple[tuple[str, ...], ...] = (
    ("first_name",),
    ("last_name",),
    ("job_title",),
    ("role",),
    ("email",),
    ("phone",),
    ("mobile",),
    ("company",),
    ("source",),
    ("legal_basis", "informed_on"),
    ("relevance",),
)
CHOICES = {Record.COMPANY: COMPANY_CHOICES, Record.CONTACT: CONTACT_CHOICES}
# Said of either, it holds for the person or company that both are.
EITHER = ("is_strategic", "is_customer", "is_confidential", "is_personal_line")
# A refusal stands from when it was first said; a sign of life is the last one.
FIRST = (
    "created_at", "opted_out_at", "email_refused_at", "phone_refused_at", "post_refused_at",
    "permission_asked_at",
)  # fmt: skip
LAST = ("last_prospect_contact_at", "registry_checked_at")


@dataclass(frozen=True)
class Choice:
    """One line of the comparison; `takes` is whether the value of the row that goes is proposed."""

    name: str
    label: str | Promise
    kept: Any
    gone: Any
    kept_text: str
    gone_text: str
    takes: bool

    @property
    def differs(self) -> bool:
        return self.kept_text != self.gone_text


def choices_between(record: str, kept: Any, gone: Any) -> list[Choice]:
    """Every field in which at least one of the two says something, with what is proposed.

    Proposed is the fuller value; where both say something, that of the row changed last.
    """
    newer = gone.changed_at > kept.changed_at
    found = [
        _choice(kept, gone, columns, newer=newer)
        for columns in CHOICES[Record(record)]
        if _has(kept, columns) or _has(gone, columns)
    ]
    return found + list(_extra_choices(record, kept, gone, newer=newer))


def merged_values(record: str, kept: Any, gone: Any, take: Iterable[str]) -> dict[str, Any]:
    """What the row that stays will say; `take` names the choices that the other one wins."""
    taken = set(take)
    values: dict[str, Any] = {}
    for columns in CHOICES[Record(record)]:
        if columns[0] in taken:
            values |= {name: getattr(gone, name) for name in columns}
    values |= _settled(kept, gone)
    values["extra"] = _extra(kept, gone, taken)
    return values | _derived(record, kept, values)


def _derived(record: str, kept: Any, values: dict[str, Any]) -> dict[str, Any]:
    def now(name: str) -> Any:
        return values.get(name, getattr(kept, name))

    if record == Record.CONTACT:
        return {"name_key": person_key(now("first_name"), now("last_name"))[:170]}
    return {
        "name_key": name_key(now("name")),
        "domain": website_domain(now("website"))[:100],
    }


def _settled(kept: Any, gone: Any) -> dict[str, Any]:
    """What follows from both without asking."""
    values: dict[str, Any] = {}
    for name in (*EITHER, *FIRST, *LAST):
        if not hasattr(kept, name):
            continue
        both = [value for value in (getattr(kept, name), getattr(gone, name)) if value]
        if name in EITHER:
            values[name] = bool(both)
        else:
            values[name] = (min if name in FIRST else max)(both, default=None)
    if hasattr(kept, "provenance"):
        values["provenance"] = {**gone.provenance, **kept.provenance}
    return values


def _extra(kept: Any, gone: Any, taken: set[str]) -> dict[str, Any]:
    values = {**gone.extra, **{key: value for key, value in kept.extra.items() if value != ""}}
    for key in gone.extra:
        if EXTRA + key in taken:
            values[key] = gone.extra[key]
    return values


def _choice(kept: Any, gone: Any, columns: tuple[str, ...], *, newer: bool) -> Choice:
    name = columns[0]
    return Choice(
        name=name,
        label=kept._meta.get_field(name).verbose_name,
        kept=getattr(kept, name),
        gone=getattr(gone, name),
        kept_text=shown(kept, columns),
        gone_text=shown(gone, columns),
        takes=_takes(_has(kept, columns), _has(gone, columns), newer),
    )


def _takes(kept_says: bool, gone_says: bool, newer: bool) -> bool:
    return gone_says and (newer or not kept_says)


def _extra_choices(record: str, kept: Any, gone: Any, *, newer: bool) -> Iterable[Choice]:
    keys = {*kept.extra, *gone.extra}
    if not keys:
        return
    for field in CustomField.objects.filter(record=record, key__in=keys):
        ours, theirs = kept.extra.get(field.key, ""), gone.extra.get(field.key, "")
        takes = _takes(ours not in ("", None), theirs not in ("", None), newer)
        yield Choice(
            EXTRA + field.key, field.label, ours, theirs, str(ours or ""), str(theirs or ""), takes
        )


def _has(row: Any, columns: tuple[str, ...]) -> bool:
    return any(getattr(row, name) not in ("", None) for name in (columns[0], *_beside(columns)))


def _beside(columns: tuple[str, ...]) -> tuple[str, ...]:
    # Of an address each part says something; elsewhere the rest only explains the first.
    return columns[1:] if columns[0] == "address" else ()


def shown(row: Any, columns: tuple[str, ...]) -> str:
    """The value as people read it: labels of choices, parts of an address in one line."""
    if columns[0] == "address":
        town = f"{row.postal_code} {row.city}".strip()
        return ", ".join(part for part in (row.address, town) if part)
    if columns[0] in ("phone", "mobile"):
        return phone(getattr(row, columns[0]))
    if columns[0] == "source":
        return str(SOURCE_LABELS.get(row.source, row.source))
    display = getattr(row, f"get_{columns[0]}_display", None)
    value = display() if display else getattr(row, columns[0])
    return "" if value is None else str(value)
