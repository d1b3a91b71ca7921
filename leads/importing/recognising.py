"""What the columns of an unknown file are: by their names, then by what they hold."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from leads import identifiers
from leads.identifiers import WrongValue, search_key
from leads.importing.aliases import ALIASES

# Names that usual exports write, beside those of a past funnel (aliases). Compared without case,
# accents, punctuation; the first name that the file holds wins.
MORE: dict[str, tuple[str, ...]] = {
    "external_id": (
        "record id", "lead id", "leadgen id", "ext id", "deal pipedrive system id",
        "lead pipedrive system id", "external id", "opportunity id", "reference", "id",
        "identifiant",
    ),
    "company": (
        "company name", "account name", "raison sociale", "denomination", "denomination sociale",
        "denominationunitelegale", "l1 normalisee", "nom raison sociale", "nom de l entreprise",
        "nom entreprise", "nom de la societe", "entreprise", "societe", "organization name",
        "organization", "organisation", "organization 1 name", "company", "account", "client",
        "associated company", "nomen long",
    ),
    "siren": ("siren", "numero siren", "n siren", "no siren", "siren number"),
    "siret": ("siret", "numero siret", "n siret", "no siret", "siret siege"),
    "naf_code": (
        "naf", "code naf", "ape", "code ape", "naf ape", "activite principale", "apet700",
        "activiteprincipaleunitelegale", "activiteprincipaleetablissement", "apen700",
    ),
    "workforce_band": (
        "effectif", "effectifs", "tranche effectif", "tranche d effectif", "nombre de salaries",
        "number of employees", "employees", "company size", "taille", "taille de l entreprise",
        "trancheeffectifsunitelegale", "trancheeffectifsetablissement", "tefet", "tefen",
    ),
    "address": (
        "adresse", "address", "street address", "street", "rue", "adresse postale",
        "organization address", "mailing street",
    ),
    "postal_code": (
        "code postal", "cp", "postal code", "zip", "zip code", "mailing zip postal code",
        "codepostaletablissement", "codpos",
    ),
    "city": (
        "ville", "city", "commune", "mailing city", "localite", "libellecommuneetablissement",
        "libcom",
    ),
    "website": (
        "site web", "website", "website url", "site internet", "site", "url", "web",
        "company domain name", "domain name",
    ),
    "first_name": ("prenom", "first name", "firstname", "given name", "person first name"),
    "last_name": (
        "nom", "last name", "lastname", "family name", "surname", "nom de famille",
        "person last name",
    ),
    "full_name": (
        "full name", "nom complet", "nom et prenom", "prenom et nom", "contact person", "contact",
        "person name", "associated contact", "name", "interlocuteur",
    ),
    "job_title": (
        "fonction", "poste", "job title", "title", "titre", "intitule du poste",
        "intitule de poste", "person job title", "position",
    ),
    "email": (
        "email", "e mail", "adresse e mail", "adresse email", "email address", "mail", "courriel",
        "person email work", "person email", "e mail 1 value", "work email", "email professionnel",
        "person email home", "person email other",
    ),
    "phone": (
        "telephone", "tel", "phone number", "phone", "landline number", "telephone fixe", "fixe",
        "tel fixe", "person phone", "person phone work", "phone 1 value", "telephone professionnel",
        "standard", "work phone number",
    ),
    "mobile": (
        "mobile", "portable", "mobile phone number", "mobile phone", "telephone portable",
        "telephone mobile", "tel portable", "sms", "gsm", "whatsapp", "person phone mobile",
    ),
    "source": (
        "lead source", "original source", "original traffic source", "source", "origine",
        "provenance", "lead source channel", "canal",
    ),
    "campaign": ("campaign name", "campagne", "campaign", "nom de la campagne", "form name"),
    "owner": (
        "contact owner", "lead owner", "deal owner", "owner", "proprietaire", "commercial",
        "responsable", "suivi par", "owner email",
    ),
    "captured": (
        "create date", "created time", "created date", "created at", "created", "submitted at",
        "lead submitted at utc", "lead submitted at", "date de creation", "date creation",
        "deal creation date", "cree le", "date d ajout", "added on", "date de la demande",
    ),
    "need": ("besoin", "besoins", "need", "projet", "demande"),
    "budget": ("budget",),
    "note": (
        "note", "notes", "commentaire", "commentaires", "remarque", "remarques", "message",
        "note content", "description", "observations", "comments", "what can we help with",
    ),
    "amount": ("deal value", "amount", "montant", "montant ht"),
    "deal_name": ("deal title", "deal name", "lead title", "nom de l affaire"),
    "expected_close": ("deal expected close date", "expected close date", "close date"),
    "won": ("deal won time", "became a customer date"),
    "lost": ("deal lost time",),
    "outcome": ("deal status",),
}  # fmt: skip
# Exports known by columns that no other tool writes together.
EXPORTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Meta", frozenset({"created time", "adset name", "form name"})),
    ("HubSpot", frozenset({"record id", "lifecycle stage"})),
    ("HubSpot", frozenset({"record id", "create date", "contact owner"})),
    ("HubSpot", frozenset({"deal name", "deal stage", "associated company"})),
    ("Pipedrive", frozenset({"deal title", "deal value"})),
    ("Pipedrive", frozenset({"lead title", "lead labels"})),
    ("LinkedIn", frozenset({"lead id", "form name", "email address"})),
    ("Salesforce", frozenset({"account name", "mailing city"})),
    ("Salesforce", frozenset({"lead source", "company", "title", "status"})),
    ("Brevo", frozenset({"email", "prenom", "sms"})),
    ("Brevo", frozenset({"email", "firstname", "sms"})),
    ("Google", frozenset({"given name", "e mail 1 value"})),
    ("Sirene", frozenset({"siren", "activiteprincipaleunitelegale"})),
    ("Sirene", frozenset({"siren", "nic", "l1 normalisee"})),
)
# Columns that look alike elsewhere but say something else in this tool.
MISLEADING: dict[str, frozenset[str]] = {
    "Meta": frozenset({"note", "website"}),
    "HubSpot": frozenset({"expected_close", "full_name"}),
    "Sirene": frozenset({"captured", "full_name", "last_name", "first_name", "source", "note"}),
}
# A guess by values needs this share of those that are there.
SURE = 0.8
DENIED = 0.3
ENOUGH = 2
URL = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:[/?]\S*)?", re.IGNORECASE)
POSTAL = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-58])\d{3}")


@dataclass(frozen=True)
class Guess:
    """The field each column seems to fill ("" for none), and the tool that wrote the file."""

    fields: tuple[str, ...]
    tool: str = ""


def guess(header: list[str], rows: Iterable[list[str]]) -> Guess:
    """What each column is: names first, then values for what no name says."""
    keys = [search_key(name) for name in header]
    tool = next((name for name, wanted in EXPORTS if wanted <= set(keys)), "")
    known = list(rows)
    columns = [_values(known, place) for place in range(len(header))]
    found = _by_name(keys, columns, MISLEADING.get(tool, frozenset()))
    _by_value(found, columns)
    if {"siren", "siret"} & set(found.values()) and not PERSON & set(found.values()):
        # A register of companies: the day is that of their creation, not when they came to us.
        found = {place: field for place, field in found.items() if field != "captured"}
    if tool == "Meta" and "id" in keys and "external_id" not in found.values():
        found[keys.index("id")] = "external_id"
    return Guess(tuple(found.get(place, "") for place in range(len(header))), tool)


def known_names(cells: list[str]) -> int:
    """How many of the cells are names of columns that we know."""
    return sum(search_key(cell) in EVERY_NAME for cell in cells if cell)


def _by_name(keys: list[str], columns: list[list[str]], misleading: frozenset[str]) -> dict:
    found: dict[int, str] = {}
    for field, names in NAMES.items():
        if field in misleading:
            continue
        for name in names:
            place = next((p for p, key in enumerate(keys) if key == name and p not in found), None)
            if place is not None and not _denies(field, columns[place]):
                found[place] = field
                break
    return found


def _by_value(found: dict[int, str], columns: list[list[str]]) -> None:
    for place, values in enumerate(columns):
        if place in found or len(values) < ENOUGH:
            continue
        for field, is_one in LOOKS.items():
            taken = {field, *ANYHOW.get(field, ())} & set(found.values())
            if not taken and _share(values, is_one) >= SURE:
                found[place] = field
                break


def _denies(field: str, values: list[str]) -> bool:
    """A column called « Mail » that holds no address is something else."""
    is_one = NEARLY.get(field) or LOOKS.get(field)
    return bool(is_one and len(values) >= ENOUGH and _share(values, is_one) < DENIED)


def _share(values: list[str], is_one: Callable[[str], bool]) -> float:
    return sum(map(is_one, values)) / len(values)


def _values(rows: list[list[str]], place: int) -> list[str]:
    return [row[place] for row in rows if place < len(row) and row[place]]


def _passes(read: Callable[[str], str]) -> Callable[[str], bool]:
    def is_one(text: str) -> bool:
        try:
            return bool(read(text))
        except WrongValue:
            return False

    return is_one


def _is_phone(text: str) -> bool:
    plain = text.removeprefix("p:").strip()
    if not plain.startswith(("0", "+", "(0", "33")) or len(plain) > 30:
        return False
    return _passes(identifiers.normalise_phone)(plain)


def _is_mobile(text: str) -> bool:
    return _is_phone(text) and identifiers.is_mobile(
        identifiers.normalise_phone(text.removeprefix("p:"))
    )


# What one of a kind says already.
ANYHOW = {"siren": ("siret",), "phone": ("mobile",)}
PERSON = frozenset({"first_name", "last_name", "full_name", "email", "phone", "mobile"})
# In the order they are tried: what is rarer comes first.
LOOKS: dict[str, Callable[[str], bool]] = {
    "email": lambda text: "@" in text and " " not in text.strip(),
    "siret": _passes(identifiers.normalise_siret),
    "siren": _passes(identifiers.normalise_siren),
    "mobile": _is_mobile,
    "phone": _is_phone,
    "website": lambda text: bool(URL.fullmatch(text.strip())),
    "naf_code": _passes(identifiers.normalise_naf),
    "postal_code": lambda text: bool(POSTAL.fullmatch(text)),
}


def _has_digits(text: str) -> bool:
    return sum(char.isdigit() for char in text) >= 8


# Where a name says it, less will do: spreadsheets drop the first zero of a number.
NEARLY: dict[str, Callable[[str], bool]] = {
    "phone": _has_digits,
    "mobile": _has_digits,
    "postal_code": lambda text: any(char.isdigit() for char in text),
    "website": lambda text: "." in text,
}
NAMES: dict[str, tuple[str, ...]] = {
    field: tuple(
        dict.fromkeys(
            [*MORE.get(field, ()), *map(search_key, ALIASES.get(field, ()))]
            if field != "external_id"
            else MORE[field]
        )
    )
    for field in [*MORE, *(name for name in ALIASES if name not in MORE)]
}
EVERY_NAME = frozenset(name for names in NAMES.values() for name in names)
