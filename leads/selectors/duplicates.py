"""Whom a new lead may already be: exact on e-mail, phone and SIREN, near on the company's name.

Every step enters an index and reads a bounded number of rows, so that it can run while typing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from leads.choices import OPEN_STAGES
from leads.identifiers import company_domain, name_key, person_key
from leads.models import Company, Contact, Lead

MOST_SHOWN = 5
# A block of names that start alike; beyond this a name is too common to be told apart.
BLOCK = 400
NEAR = 86
SHORTEST_NAME = 3


@dataclass
class Double:
    """A contact or company that may be the same, why, and the cycles open with it."""

    row: Contact | Company
    why: str | Promise
    is_certain: bool
    is_same_name: bool = False
    leads: list[Lead] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return "contact" if isinstance(self.row, Contact) else "company"

    @property
    def value(self) -> str:
        """What a form posts to attach the lead to it."""
        return f"{self.kind}:{self.row.public_id}"

    @property
    def open_lead(self) -> Lead | None:
        """The newest open cycle of this very person, to which one may add."""
        if self.kind == "company":
            return None
        return next((lead for lead in self.leads if lead.contact_id == self.row.pk), None)

    @property
    def lead_value(self) -> str:
        """What a form posts to add to the open lead, \"\" when there is none."""
        return f"lead:{self.open_lead.public_id}" if self.open_lead else ""


def possible_doubles(
    *,
    email: str = "",
    phones: Sequence[str] = (),
    siren: str = "",
    company: str = "",
    website: str = "",
    person: tuple[str, str] = ("", ""),
) -> list[Double]:
    """Contacts first, then companies, certain ones first; values normalised, "" for unknown."""
    contacts = _contacts(email, [phone for phone in phones if phone])
    companies = _companies(siren, company, company_domain(email) or company_domain(website))
    contacts += _namesakes(person, companies, {double.row.pk for double in contacts})
    held = {d.row.company_id for d in contacts if isinstance(d.row, Contact)}
    companies = [double for double in companies if double.row.pk not in held]
    doubles = (contacts + companies)[: 2 * MOST_SHOWN]
    _add_open_leads(doubles)
    return doubles


def _contacts(email: str, phones: list[str]) -> list[Double]:
    found: dict[int, Double] = {}
    contacts = Contact.objects.select_related("company").filter(erased_at__isnull=True)
    if email:
        for row in contacts.filter(~Q(email=""), email=email)[:MOST_SHOWN]:
            found[row.pk] = Double(row, _("same e-mail"), True)
    if phones:
        # One condition per column, so that each can use its own index.
        for column in ("phone", "mobile"):
            same = contacts.filter(~Q(**{column: ""}), **{f"{column}__in": phones})
            for row in same[:MOST_SHOWN]:
                found.setdefault(row.pk, Double(row, _("same phone"), True))
    return list(found.values())[:MOST_SHOWN]


def _companies(siren: str, name: str, domain: str) -> list[Double]:
    found: dict[int, Double] = {}
    if siren:
        # The index leaves out empty ones: saying so here lets SQLite use it.
        for row in Company.objects.filter(~Q(siren=""), siren=siren):
            found[row.pk] = Double(row, _("same SIREN"), True)
    if domain:
        for row in Company.objects.filter(domain=domain)[:MOST_SHOWN]:
            found.setdefault(row.pk, Double(row, _("same web domain"), False))
    for pk, score in _alike(name_key(name)):
        if pk not in found:
            is_same = score == 100
            why = _("same name") if is_same else _("similar name")
            found[pk] = Double(Company(pk=pk), why, False, is_same)
    rows = Company.objects.in_bulk(list(found))
    for pk, double in found.items():
        double.row = rows[pk]
    return list(found.values())[:MOST_SHOWN]


def _alike(key: str) -> list[tuple[int, float]]:
    """Companies whose folded name is near the key, nearest first, with a score of 0 to 100."""
    if len(key) < SHORTEST_NAME:
        return []
    block: dict[int, str] = {}
    # A long start finds the right ones among many namesakes, a short one forgives a slip.
    for length in dict.fromkeys((max(SHORTEST_NAME, len(key) * 3 // 4), SHORTEST_NAME + 1)):
        block |= dict(_starting_with(key[:length]))
    nearest = process.extract(
        key, block, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR, limit=MOST_SHOWN
    )
    return [(pk, score) for _name, score, pk in nearest]


def _starting_with(start: str) -> Iterable[tuple[int, str]]:
    # A range, not LIKE: SQLite would read the whole table for the latter.
    names = Company.objects.filter(name_key__gte=start, name_key__lte=start + "z" * 20)
    return names.order_by("name_key").values_list("pk", "name_key")[:BLOCK]


def _namesakes(person: tuple[str, str], companies: list[Double], known: set[int]) -> list[Double]:
    """People of the same name in a company that looks the same."""
    key = person_key(*person)
    if not all(person) or not companies:
        return []
    rows = Contact.objects.select_related("company").filter(
        name_key=key, company_id__in=[double.row.pk for double in companies]
    )
    return [
        Double(row, _("same name in this company"), False)
        for row in rows[:MOST_SHOWN]
        if row.pk not in known
    ]


def _add_open_leads(doubles: list[Double]) -> None:
    contacts = {d.row.pk: d for d in doubles if d.kind == "contact"}
    companies = {d.row.pk: d for d in doubles if d.kind == "company"}
    if not doubles:
        return
    leads = (
        Lead.objects.filter(Q(contact_id__in=contacts) | Q(company_id__in=companies))
        .filter(stage__in=OPEN_STAGES)
        .select_related("owner", "company", "contact")
        .order_by("-captured_at")[: 4 * MOST_SHOWN]
    )
    for lead in leads:
        double = contacts.get(lead.contact_id or 0) or companies.get(lead.company_id or 0)
        if double:
            double.leads.append(lead)
