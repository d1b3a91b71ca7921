"""Forms for the company's site: what may be asked, and writing a form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alignment.journal import services as journal
from alignment.people.models import User
from alignment.web.errors import Incomplete, NotAllowed
from leads.choices import FieldKind, Record
from leads.cleaning import full_clean
from leads.custom_fields import fields_of
from leads.models import WebForm

EMAIL, PHONE, LONG_TEXT = "email", "phone", "long"
LONGEST_LABEL = 120
MOST_FIELDS = 20
MOST_SITES = 10
ORIGIN = re.compile(r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?$")


@dataclass(frozen=True)
class Asked:
    """One thing that a form asks; `record` and `name` are where the answer goes."""

    key: str
    record: str
    name: str
    label: str | Promise
    kind: str = FieldKind.TEXT
    longest: int = 200
    autocomplete: str = ""
    required: bool = False
    options: Sequence[str] = ()
    help: str = ""
    is_custom: bool = False


_C, _P, _L = Record.COMPANY, Record.CONTACT, Record.LEAD
STANDARD: dict[str, Asked] = {
    each.key: each
    for each in (
        Asked("first_name", _P, "first_name", _("First name"), longest=80,
              autocomplete="given-name"),
        Asked("last_name", _P, "last_name", _("Last name"), longest=80,
              autocomplete="family-name"),
        Asked("email", _P, "email", _("Work e-mail"), EMAIL, 254, "email"),
        Asked("phone", _P, "phone", _("Phone"), PHONE, 30, "tel"),
        Asked("job_title", _P, "job_title", _("Job title"), longest=120,
              autocomplete="organization-title"),
        Asked("company", _C, "name", _("Company"), longest=120, autocomplete="organization"),
        Asked("siren", _C, "siren", _("SIREN"), longest=20),
        Asked("postal_code", _C, "postal_code", _("Postal code"), longest=10,
              autocomplete="postal-code"),
        Asked("city", _C, "city", _("Town"), longest=80, autocomplete="address-level2"),
        Asked("need", _L, "need", _("Your need"), LONG_TEXT, 500),
        Asked("timing", _L, "timing", _("When do you need it?"), longest=200),
        Asked("budget", _L, "budget", _("Budget"), longest=200),
    )
}  # fmt: skip
START = [
    {"key": "first_name", "label": "", "required": False},
    {"key": "last_name", "label": "", "required": True},
    {"key": "email", "label": "", "required": True},
    {"key": "company", "label": "", "required": True},
    {"key": "need", "label": "", "required": False},
]
WAYS_BACK = {"email", "phone"}
EDITABLE = (
    "name", "title", "intro", "fields", "button", "thanks", "redirect_to", "consent", "notice",
    "legal_basis", "campaign", "source", "touch_kind", "marketer", "embed_on", "is_active",
)  # fmt: skip
DEFAULT_NOTICE = pgettext_lazy(
    "notice",
    "{company} uses your professional details to answer you and to offer you what concerns your "
    "job. Legal basis: legitimate interest. Kept for 3 years after your last contact. You may see "
    "your data, correct or erase it, or object, at any time, by answering any message of ours. "
    "Complaints: cnil.fr.",
)


def available() -> dict[str, Asked]:
    """Everything that a form may ask, by key: the known fields, then the company's own."""
    found = dict(STANDARD)
    for record in (_P, _C, _L):
        for row in fields_of(record):
            key = f"{record}.{row.key}"
            found[key] = Asked(
                key, record, row.key, row.label, row.kind, 500, "", False,
                tuple(str(option) for option in row.options), row.help, True,
            )  # fmt: skip
    return found


def asked_by(form: WebForm) -> list[Asked]:
    """What the form asks, in its order; a field that was archived since is left out."""
    known = available()
    return [
        replace(
            known[row["key"]],
            label=row.get("label") or known[row["key"]].label,
            required=bool(row.get("required")),
        )
        for row in form.fields
        if row.get("key") in known
    ]


def save_form(form: WebForm | None, *, by: User, **fields: Any) -> WebForm:
    """Write a web form; Incomplete names what is wrong: it must ask how to write or call back."""
    if not (by.is_marketing or by.is_direction):
        raise NotAllowed
    row = form or WebForm(created_by=by, fields=list(START))
    for name in EDITABLE:
        if name in fields:
            setattr(row, name, fields[name])
    row.embed_on = "\n".join(row.embed_on.split())
    wrong = {**_wrong_fields(row.fields), **_wrong_sites(row.embed_on)}
    if wrong:
        raise Incomplete(fields=wrong)
    row.fields = [_plain(each) for each in row.fields]
    row.changed_at = timezone.now()
    full_clean(row)
    with transaction.atomic():
        row.save()
        journal.record("form.edited" if form else "form.created", actor=by, target=row)
    return row


def sites_of(form: WebForm) -> list[str]:
    """The origins that may show the form in a frame."""
    return [site for site in form.embed_on.split() if ORIGIN.match(site)]


def address_of(form: WebForm) -> str:
    """The address of the form as others must write it."""
    return settings.SITE_URL.rstrip("/") + reverse("leads:public_form", args=[form.public_id])


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": row["key"],
        "label": str(row.get("label") or "")[:LONGEST_LABEL],
        "required": bool(row.get("required")),
    }


def _wrong_fields(rows: Any) -> dict[str, str | Promise]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return {"fields": _("This is not a list of fields.")}
    keys = [str(row.get("key")) for row in rows]
    if len(keys) != len(set(keys)) or len(keys) > MOST_FIELDS:
        return {"fields": _("Ask each thing once, and at most {n}.").format(n=MOST_FIELDS)}
    unknown = [key for key in keys if key not in available()]
    if unknown:
        return {"fields": _("Unknown field: {key}.").format(key=unknown[0][:60])}
    if not any(row["key"] in WAYS_BACK and row.get("required") for row in rows):
        return {"fields": _("Require an e-mail or a phone number, to be able to answer.")}
    return {}


def _wrong_sites(text: str) -> dict[str, str | Promise]:
    sites = text.split()
    if len(sites) > MOST_SITES:
        return {"embed_on": _("At most {n} sites.").format(n=MOST_SITES)}
    for site in sites:
        if not ORIGIN.match(site) or urlsplit(site).path:
            example = _("Write each site like https://www.example.fr, without a path.")
            return {"embed_on": example}
    return {}
