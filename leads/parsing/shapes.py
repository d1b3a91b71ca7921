"""What has a shape, taken wherever it stands: e-mail, site, SIRET, phone, place, form lines."""

import re
from collections.abc import Callable

from leads import identifiers
from leads.identifiers import WrongValue, search_key
from leads.parsing.card import EDGES, LIKELY, SURE, Found, Reader, Spot, capitalised
from leads.reference import departement_of

EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
WEBSITE = re.compile(
    r"(?:https?://|www\.)[^\s\0<>\"',;|]{3,200}"
    r"|(?<![\w@.-])(?:[A-Za-z0-9-]{2,63}\.){1,3}"
    r"(?:fr|com|eu|net|org|io|co|tech|pro|biz|info|bzh|re|be|ch|lu|example)\b(?:/[^\s\0<>\"',;|]{0,150})?",
    re.IGNORECASE,
)
NETWORKS = ("linkedin.", "facebook.", "twitter.", "x.com", "instagram.", "youtube.", "calendly.")
VAT = re.compile(r"\bFR ?[0-9A-Z]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}\b", re.IGNORECASE)
SIRET = re.compile(r"(?<![0-9+])[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{5}(?![0-9])")
SIREN = re.compile(r"(?<![0-9+])[0-9]{3}([ .]?)[0-9]{3}\1[0-9]{3}(?![0-9])(?! ?[0-9])")
PHONE = re.compile(
    r"(?<![0-9\w+])(?:(?:\+|00) ?33 ?(?:\(0\))? ?|\(?0)[1-9]\)?(?:[ ./-]{0,3}[0-9]{2}){4}(?![0-9])"
    r"|(?<![0-9\w+])0 ?8[0-9]{2}(?:[ .][0-9]{3}){2}(?![0-9])"
    r"|(?<![0-9\w])(?:\+|00)[1-9][0-9]{0,2}(?:[ ./()-]{0,3}[0-9]){6,12}(?![0-9])"
)
PLACE = re.compile(
    r"(?<![0-9\w])(?:F-?|FR-?)?([0-9]{5}),? {1,3}([A-Za-zÀ-ÿŒœ][^\0\n,;|0-9()•·]{1,50})"
)
STREET = re.compile(
    r"(?<![0-9])(?:[0-9]{1,4}(?: ?(?:bis|ter|quater|[A-D]))?,? {1,2})?"
    r"\b(?:rue|avenue|av\.|bd|bld|boulevard|place|chemin|route|impasse|allée|allee|quai|cours|square|"
    r"za|zi|zac|zone|parc|lotissement|lieu-dit|bp|cs) (?:[^\0\n|;•·]{2,70})",
    re.IGNORECASE,
)
LABEL_BEFORE = re.compile(
    r"(?:^|(?<=[\s\0,;|•·(/-]))(?:"
    r"(?:n° ?(?:de )?)?(?:t[ée]l(?:[ée]phone)?|mobile|mob|portable|port|"
    r"ligne directe|direct|standard|"
    r"fixe|gsm|cell|phone|bureau|e-?mail|courriel|mail|mél|site(?: web| internet)?|web|"
    r"(?:n° ?)?siret|(?:n° ?)?siren|(?:n° ?)?tva(?: intracom(?:munautaire)?)?|"
    r"r\.?c\.?s\.?(?: [A-ZÀ-Ý][\w-]{1,25})?)\.? {0,2}:? {0,2}"
    r"|[tmpdewb@] {0,2}[.:] {0,2}|[☎✆📞📱✉🌐📧] ?)[<(\[]?$",
    re.IGNORECASE,
)
FAX = re.compile(r"(?:fax|t[ée]l[ée]copie|f)\.? {0,2}[:.]? {0,2}$", re.IGNORECASE)


def _before(reader: Reader, start: int) -> str:
    return "".join(reader.left[max(0, start - 45) : start])


def _with_label(reader: Reader, start: int) -> int:
    """Where the label in front of a value begins (« Tél. : »), or the value itself."""
    label = LABEL_BEFORE.search(_before(reader, start))
    return start - (len(label[0]) if label else 0)


def _take_all(reader: Reader, shape: re.Pattern[str], use: Callable[[str, Spot], bool]) -> None:
    """Show each match to `use`, and blank out those it wants, with their labels."""
    for match in shape.finditer(reader.rest):
        if use(match[0], match.span()):
            reader.take(_with_label(reader, match.start()), match.end())


def take_emails(reader: Reader) -> None:
    def use(value: str, spot: Spot) -> bool:
        email = _normal(identifiers.normalise_email, value)
        # A second address belongs to the note: a lead has one.
        if not email or reader.card.email:
            return bool(email) and email == reader.card.email
        reader.note("email", email, *spot)
        return True

    _take_all(reader, EMAIL, use)


def take_websites(reader: Reader) -> None:
    def use(value: str, spot: Spot) -> bool:
        value = value.rstrip(".)/")
        address = value if "://" in value else f"https://{value}"
        if any(network in value.lower() for network in NETWORKS) or reader.card.website:
            return False
        reader.note("website", address.lower() if "/" not in address[8:] else address, *spot)
        return True

    _take_all(reader, WEBSITE, use)


def take_company_numbers(reader: Reader) -> None:
    def use_siret(value: str, spot: Spot) -> bool:
        siret = _normal(identifiers.normalise_siret, value)
        reader.note("siret", siret, *spot)
        reader.note("siren", siret[:9], *spot)
        return bool(siret)

    def use_vat(value: str, spot: Spot) -> bool:
        vat = _normal(identifiers.normalise_vat, value)
        reader.note("siren", vat[4:], *spot)
        return bool(vat)

    def use_siren(value: str, spot: Spot) -> bool:
        siren = _normal(identifiers.normalise_siren, value)
        # Nine digits alone may be anything: they need a label or the usual groups of three.
        if not siren or (value == siren and _with_label(reader, spot[0]) == spot[0]):
            return False
        reader.note("siren", siren, *spot)
        return siren == reader.card.siren

    for shape, use in ((SIRET, use_siret), (VAT, use_vat), (SIREN, use_siren)):
        _take_all(reader, shape, use)


def take_phones(reader: Reader) -> None:
    def use(value: str, spot: Spot) -> bool:
        before = _before(reader, spot[0])
        phone = _normal(identifiers.normalise_phone, value.replace("/", " "))
        if not phone or (FAX.search(before) and not LABEL_BEFORE.search(before)):
            return False
        if phone not in reader.card.phones:
            reader.card.phones.append(phone)
            reader.card.found.setdefault("phones", Found(*spot, SURE))
        return True

    _take_all(reader, PHONE, use)


def take_places(reader: Reader) -> None:
    for match in PLACE.finditer(reader.rest):
        city = re.split(r" - | – | cedex|\. |  ", match[2], maxsplit=1, flags=re.IGNORECASE)[0]
        city = city.strip(EDGES)
        if reader.card.postal_code or not departement_of(match[1]) or len(city.split()) > 6:
            continue
        end = match.start(2) + match[2].index(city) + len(city)
        cedex = re.match(r" ?cedex(?: [0-9]{1,2})?", reader.rest[end : end + 12], re.IGNORECASE)
        reader.note("postal_code", match[1], match.start(1), match.end(1))
        reader.note("city", capitalised(city), match.start(2), end, LIKELY)
        reader.take(match.start(), end + (cedex.end() if cedex else 0))
    street = STREET.search(reader.rest) if reader.card.postal_code else None
    if street:
        kept = street[0].rstrip(EDGES)
        reader.note("address", kept[:200], street.start(), street.start() + len(kept), LIKELY)
        reader.take(street.start(), street.start() + len(kept))


def _normal(normalise: Callable[[str], str], value: str) -> str:
    try:
        return normalise(value)
    except WrongValue:
        return ""


FORM_LINE = re.compile(
    r"^[ >*-]{0,4}([A-Za-zÀ-ÿ' /-]{2,30}?) ?[:=] {0,3}([^\n]{1,300})$", re.MULTILINE
)
FORM_LABELS = {
    "last_name": ("nom", "nom de famille", "last name"),
    "first_name": ("prenom", "first name"),
    "full_name": ("nom complet", "nom prenom", "nom et prenom", "prenom nom", "contact", "name"),
    "company": (
        "societe",
        "entreprise",
        "raison sociale",
        "organisation",
        "company",
        "etablissement",
    ),
    "job_title": ("fonction", "poste", "titre", "job title", "job", "function"),
    "city": ("ville", "city", "commune"),
    "postal_code": ("code postal", "cp", "zip"),
    "source": ("source", "origine", "provenance", "canal"),
    "campaign": ("campagne", "campaign"),
}
FIELD_OF_LABEL = {label: name for name, labels in FORM_LABELS.items() for label in labels}


def take_form_lines(reader: Reader) -> None:
    for match in FORM_LINE.finditer(reader.text):
        name = FIELD_OF_LABEL.get(search_key(match[1]), "")
        value = match[2].strip(EDGES)
        if not name or not value or EMAIL.search(value) or PHONE.search(value):
            continue
        if name in reader.forms or name == "postal_code" and not departement_of(value):
            continue
        reader.forms[name] = value
        if name in {"full_name", "source"}:
            # Left in place without its label: read below as any name or source.
            reader.take(match.start(1), match.start(2))
            continue
        reader.note(name, capitalised(value) if "name" in name else value, *match.span(2))
        reader.take(*match.span())
