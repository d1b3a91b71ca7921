"""Headers that usual exports write, so that a single known file needs no mapping file."""

from leads.identifiers import search_key
from leads.importing.mapping import FileMapping, Mapping

# The first name that the file holds wins. Names are compared without case, accents, punctuation.
ALIASES: dict[str, tuple[str, ...]] = {
    "external_id": (
        "record id", "lead id", "deal id", "mql_id", "opportunity_id", "id", "identifiant",
        "leadgen_id", "reference", "ext_id", "email", "e-mail", "adresse e-mail",
    ),
    "company": (
        "company name", "company", "entreprise", "societe", "raison sociale", "organization",
        "account", "account name", "associated company", "organisation",
    ),
    "siren": ("siren",),
    "siret": ("siret",),
    "naf_code": ("naf", "code naf", "ape", "code ape"),
    "postal_code": ("postal code", "code postal", "zip", "zip code"),
    "city": ("city", "ville", "commune"),
    "website": ("website", "website url", "site web"),
    "first_name": ("first name", "prenom", "firstname", "first_name", "given name"),
    "last_name": ("last name", "nom", "lastname", "last_name", "family name"),
    "full_name": ("full name", "full_name", "contact", "nom complet"),
    "job_title": ("job title", "title", "fonction", "poste", "job_title"),
    "email": ("email", "e-mail", "adresse e-mail", "email address", "mail"),
    "phone": ("phone number", "phone", "telephone", "tel", "landline_number", "phone_number"),
    "mobile": ("mobile phone number", "mobile phone", "mobile", "portable", "sms"),
    "source": (
        "original source", "lead source", "source", "origin", "origine", "original traffic source",
    ),
    "campaign": ("campaign", "campagne", "campaign name", "campaign_name"),
    "owner": ("owner email", "contact owner", "owner", "proprietaire", "commercial"),
    "amount": ("amount", "montant", "montant ht", "value", "deal value", "close_value"),
    "captured": (
        "create date", "created date", "created_time", "date de creation", "created", "first_seen",
        "date creation", "lead created", "created at",
    ),
    "mql": (
        "became a marketing qualified lead date", "date mql", "mql date", "mql_date",
        "first_contact_date", "date entered marketing qualified lead",
    ),
    "accepted": ("date sal", "sal date", "accepted date", "date acceptation"),
    "sql": ("became a sales qualified lead date", "date sql", "sql date"),
    "opportunity": (
        "became an opportunity date", "date opportunite", "opportunity created date", "engage_date",
    ),
    "won": (
        "became a customer date", "won date", "won_date", "won time", "date gagne",
        "date signature",
    ),
    "lost": ("lost date", "lost time", "date perdu"),
}  # fmt: skip


def guess(headers: list[list[str]], join_on: str = "") -> Mapping | None:
    """A mapping from the headers of the files, or None when they say too little."""
    files = []
    taken: set[str] = set()
    for header in headers:
        columns = _columns_of(header, taken)
        taken |= set(columns)
        files.append(FileMapping(columns=columns, join_on=join_on))
    mapping = Mapping(files=tuple(files))
    has_identity = "external_id" in mapping.files[0].columns
    has_date = bool(mapping.fields & {"captured", "mql", "sql", "opportunity", "won", "lost"})
    return mapping if has_identity and has_date else None


def _columns_of(header: list[str], taken: set[str]) -> dict[str, tuple[str, ...]]:
    by_key = {search_key(name): name for name in reversed(header)}
    found: dict[str, tuple[str, ...]] = {}
    for field, names in ALIASES.items():
        name = next((by_key[key] for key in map(search_key, names) if key in by_key), None)
        if name is not None and field not in taken:
            found[field] = (name,)
    return found
