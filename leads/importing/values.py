"""Cells as typed values: amounts, identifiers, people, choices. Each error says what to do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from alignment.people.models import User
from leads import identifiers, reference
from leads.choices import Stage
from leads.identifiers import WrongValue
from leads.importing.cells import (
    WrongCell,
    amount_of,
    choice,
    custom_value,
    email,
    order_in_words,
    outcome_of,
    phone,
    web_address,
    workforce,
)
from leads.importing.dates import DateColumn, NotADate, day_of
from leads.importing.mapping import COMPANY, CONTACT, DATES, ENDS, LEAD, MILESTONES
from leads.importing.problems import Problem
from leads.importing.staff import Staff
from leads.importing.tables import Row, TableFile
from leads.importing.terms import KEY_FIELDS, Terms
from leads.importing.timeline import Timeline, timeline_of
from leads.models import Company, Contact, CustomField, Lead, Opportunity
from leads.reasons import DealReason, Reason


@dataclass
class Draft:
    """One lead as the files tell it, typed and checked; empty values mean that nothing was said."""

    line: int
    external_id: str
    known: dict[str, datetime]
    timeline: Timeline
    cells: tuple[str, ...] = ()
    extra: dict[str, dict[str, Any]] = field(default_factory=dict)
    remarks: list[Problem] = field(default_factory=list)
    company: dict[str, str] = field(default_factory=dict)
    contact: dict[str, str] = field(default_factory=dict)
    lead: dict[str, str] = field(default_factory=dict)
    campaign: str = ""
    owner: User | None = None
    marketer: User | None = None
    deal: dict[str, Any] = field(default_factory=dict)


@dataclass
class Reader:
    """Reads rows into drafts, with the people of the house at hand."""

    people: Staff
    first: TableFile
    dates: dict[str, DateColumn]
    terms: Terms = Terms()
    custom: dict[str, CustomField] = field(default_factory=dict)

    def draft(self, row: Row) -> Draft | list[Problem]:
        """The typed row, or everything that is wrong with it."""
        wrong: list[Problem] = []
        cells = _Cells(row, self.first, wrong, self.terms)
        known = self._known(cells)
        draft = Draft(
            line=row.line,
            external_id=cells.text("external_id", 120),
            known=known,
            timeline=timeline_of(known or {"captured": timezone.now()}, self._reason(cells)),
            company=_company(cells),
            contact=_contact(cells),
            lead={name: cells.text(name, _limit(Lead, name)) for name in LEAD},
            campaign=cells.text("campaign", 120),
            owner=self._named(cells, "owner"),
            marketer=self._named(cells, "marketer"),
            deal=_deal(cells, self._date(cells, "expected_close")),
            cells=row.cells,
            extra=self._extra(cells),
            remarks=cells.remarks,
        )
        self._require(draft, cells)
        return wrong or draft

    def _require(self, draft: Draft, cells: "_Cells") -> None:
        if self.terms.is_history:
            _require_history(draft, cells)
        else:
            _require_subject(draft, cells, self.terms)
        if "won" in draft.known and "lost" in draft.known:
            cells.complain("lost", _("Won and lost at once: keep one of the two dates."))
        if draft.timeline.stage == Stage.HANDED_OVER and draft.owner is None:
            cells.complain(
                "owner", _("Handed over to nobody: map the owner, or give the date of the verdict.")
            )

    def _known(self, cells: "_Cells") -> dict[str, datetime]:
        """Dates of milestones by name; the closing date goes where the outcome says."""
        found = {name: self._date(cells, name) for name in DATES if name != "expected_close"}
        closed = found.pop("closed")
        outcome = cells.typed("outcome", outcome_of)
        if outcome in ENDS and not found[outcome]:
            found[outcome] = closed
            if closed is None:
                cells.complain("outcome", _("This outcome needs a closing date."))
        elif outcome in MILESTONES and not found[outcome]:
            found[outcome] = next((at for at in found.values() if at), None)
        return {name: at for name, at in found.items() if at is not None}

    def _date(self, cells: "_Cells", name: str) -> datetime | None:
        column = cells.file_of(name).dates.get(name) or self.dates.get(name)
        if column is None:
            return None
        at = cells.typed(name, lambda text: _instant(column, text))
        if at and name != "expected_close" and at > timezone.now():
            cells.complain(name, _("This date is in the future."))
        return at

    def _reason(self, cells: "_Cells") -> str:
        return cells.typed("reason", lambda text: choice(text, Reason)) or ""

    def _named(self, cells: "_Cells", name: str) -> User | None:
        """Somebody of the house; a name that nobody bears any more keeps no line of people out."""
        if self.terms.is_history:
            return cells.typed(name, self._person)
        text = cells.raw(name)
        person = self.people.find(text) if text else None
        if text and not self.people.is_settled(text):
            cells.remark(name, _("Nobody here has this name or e-mail: left without owner."))
        return person

    def _extra(self, cells: "_Cells") -> dict[str, dict[str, Any]]:
        """Values of the company's own fields, by record and key."""
        found: dict[str, dict[str, Any]] = {}
        for code, own in self.custom.items():
            value = cells.typed(code, partial(custom_value, own))
            if value is not None:
                found.setdefault(own.record, {})[own.key] = value
        return found

    def _person(self, text: str) -> User:
        person = self.people.find(text)
        if person is None:
            raise WrongCell(
                _(
                    "Nobody here has this name or e-mail: add the person (who may be inactive), or "
                    "translate the name under words.owner."
                )
            )
        return person


@dataclass
class _Cells:
    """The cells of one row; complaints name the file, line and column where the value was read."""

    row: Row
    first: TableFile
    wrong: list[Problem]
    terms: Terms
    remarks: list[Problem] = field(default_factory=list)

    def raw(self, name: str) -> str:
        return self.row.values.get(name, "")

    def file_of(self, name: str) -> TableFile:
        return self.row.origins.get(name, (self.first, 0))[0]

    def text(self, name: str, longest: int) -> str:
        text = self.raw(name)
        if len(text) > longest:
            self.complain(name, _("At most {n} characters.").format(n=longest))
            return ""
        return text

    def typed(self, name: str, read: Callable[[str], Any]) -> Any:
        text = self.raw(name)
        if not text:
            return None
        try:
            return read(text)
        except (WrongCell, WrongValue) as error:
            self.complain(name, str(error))
            return None

    def complain(self, name: str, message: str) -> None:
        """Say what is wrong; where cells may be dropped, only a key keeps its line out."""
        if self.terms.drops_cells and name and name not in KEY_FIELDS[self.terms.match_on]:
            said = _("{message} Left empty.")
            self.remark(name, said.format(message=message))
        else:
            self.wrong.append(self._problem(name, message))

    def remark(self, name: str, message: str) -> None:
        """Say something about a cell of a line that comes in."""
        self.remarks.append(self._problem(name, message))

    def _problem(self, name: str, message: str) -> Problem:
        file, line = self.row.origins.get(name, (self.first, self.row.line))
        column = file.column_of(name) or name
        return Problem(file.name, line, column, self.raw(name), message, self.row.cells)


def _require_history(draft: Draft, cells: _Cells) -> None:
    if not draft.external_id:
        cells.complain("external_id", _("Nothing tells this lead from another."))
    if not draft.known and not cells.wrong:
        cells.complain("", _("No date at all: give at least the day it was captured."))


def _require_subject(draft: Draft, cells: _Cells, terms: Terms) -> None:
    """Somebody to write down, and, where lines only update, something to find them by."""
    if not draft.company and not draft.contact:
        if not cells.wrong:
            cells.complain(
                "", _("Nobody is named: give a company, a name, an e-mail or a phone number.")
            )
    elif not terms.may_create and not any(cells.raw(name) for name in KEY_FIELDS[terms.match_on]):
        name = KEY_FIELDS[terms.match_on][0]
        cells.complain(name, _("Empty: this line cannot be matched with what is known."))


def _company(cells: _Cells) -> dict[str, str]:
    readers = {
        "siren": identifiers.normalise_siren,
        "siret": identifiers.normalise_siret,
        "naf_code": identifiers.normalise_naf,
        "postal_code": identifiers.normalise_postal_code,
        "workforce_band": workforce,
        "website": web_address,
    }
    found = {
        name: cells.typed(name, readers[name])
        for name in COMPANY
        if name in readers and cells.raw(name)
    }
    found |= {
        name: cells.text(column, _limit(Company, name))
        for name, column in (("name", "company"), ("address", "address"), ("city", "city"))
    }
    if found.get("siret") and not found.get("siren"):
        found["siren"] = identifiers.siren_of_siret(found["siret"])
    if found.get("siret") and not found["siret"].startswith(found["siren"] or "?"):
        cells.complain("siret", _("This SIRET is not of this SIREN."))
    values = {name: value for name, value in found.items() if value}
    has_identity = values.get("name") or values.get("siren")
    return _placed(values) if has_identity else {}


def _placed(values: dict[str, str]) -> dict[str, str]:
    values["name"] = " ".join((values.get("name") or values["siren"]).split())
    values["name_key"] = identifiers.name_key(values["name"])[:160]
    departement = reference.departement_of(values.get("postal_code", ""), values.get("city", ""))
    if departement:
        values["departement"] = departement
        values["region"] = reference.region_of(departement)
    if values.get("website"):
        values["domain"] = identifiers.website_domain(values["website"])[:100]
    return values


def _contact(cells: _Cells) -> dict[str, str]:
    found = {
        name: cells.text(name, _limit(Contact, name))
        for name in CONTACT
        if name not in ("full_name", "email", "phone", "mobile")
    }
    found["email"] = cells.typed("email", email) or ""
    for name in ("phone", "mobile"):
        found[name] = cells.typed(name, phone) or ""
    if identifiers.is_mobile(found["phone"]) and not found["mobile"]:
        found["phone"], found["mobile"] = "", found["phone"]
    if not (found["first_name"] or found["last_name"]):
        first, _space, last = cells.text("full_name", 160).partition(" ")
        found["first_name"], found["last_name"] = (first, last) if last else ("", first)
    values = {name: value for name, value in found.items() if value}
    if not set(values) - {"job_title"}:
        return {}
    key = identifiers.person_key(values.get("first_name", ""), values.get("last_name", ""))
    return {**values, "name_key": key[:170]}


def _deal(cells: _Cells, expected: datetime | None) -> dict[str, Any]:
    found = {
        "amount": cells.typed("amount", amount_of),
        "name": cells.text("deal_name", _limit(Opportunity, "name")),
        "reason": cells.typed("deal_reason", lambda text: choice(text, DealReason)),
        "competitor": cells.text("competitor", 120),
        "expected_close_on": day_of(expected) if expected else None,
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def _instant(column: DateColumn, text: str) -> datetime:
    try:
        return column.read(text)
    except NotADate:
        said = _("This is no date that exists, written {order}.")
        raise WrongCell(said.format(order=order_in_words(column.order))) from None


def _limit(model: Any, name: str) -> int:
    return model._meta.get_field(name).max_length
