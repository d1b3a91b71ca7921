"""French company identifiers, phones and e-mails: cleaned, checked, shown. Pure functions.

Each `normalise_...` accepts what people type or paste, gives the stored form, gives "" for nothing,
and raises a kind of `WrongValue` whose message says what to mend.
"""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.fr import siren as siren_rules
from stdnum.fr import siret as siret_rules

from leads.words import FREE_MAIL_DOMAINS, GENERIC_MAILBOXES, LEGAL_FORMS

# Longer input is no identifier; it is refused before any rule looks at it.
LONGEST = 320
SPACES_AND_DOTS = re.compile(r"[\s.\-_/]+")


class WrongValue(ValueError):
    """A value that cannot be what it claims to be; `message` is for people, in their language."""

    code = "wrong_value"
    message: str | Promise = _("This value is not valid.")

    def __init__(self, message: str | Promise | None = None) -> None:
        self.message = message or self.message
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class WrongSiren(WrongValue):
    code = "wrong_siren"
    message = _("A SIREN has 9 digits; check them, one is wrong.")


class WrongSiret(WrongValue):
    code = "wrong_siret"
    message = _("A SIRET has 14 digits; check them, one is wrong.")


class WrongVat(WrongValue):
    code = "wrong_vat"
    message = _("A French VAT number is FR, two characters and the SIREN.")


class WrongNaf(WrongValue):
    code = "wrong_naf"
    message = _("A NAF code has four digits and a letter, such as 62.01Z.")


class WrongPhone(WrongValue):
    code = "wrong_phone"
    message = _("This is not a phone number; add the country, such as +33, if it is abroad.")


class WrongEmail(WrongValue):
    code = "wrong_email"
    message = _("This is not an e-mail address; it should look like name@company.fr.")


class WrongPostalCode(WrongValue):
    code = "wrong_postal_code"
    message = _("A French postal code has 5 digits.")


def _plain(text: object) -> str:
    """Pasted text made comparable: full-width digits and odd spaces become ordinary ones."""
    plain = unicodedata.normalize("NFKC", str(text or ""))[: LONGEST + 1]
    # Zero-width and direction marks come along from web pages and mail programs.
    return "".join(c for c in plain if unicodedata.category(c) != "Cf").strip()


def _compact(text: object) -> str:
    return SPACES_AND_DOTS.sub("", _plain(text)).upper()


# --- Companies ----------------------------------------------------------------------------


def normalise_siren(text: object) -> str:
    """Nine digits without spaces; raises WrongSiren when the check digit is off."""
    digits = _compact(text)
    if digits and not (_is_digits(digits, 9) and siren_rules.is_valid(digits)):
        raise WrongSiren
    return digits


def normalise_siret(text: object) -> str:
    """Fourteen digits without spaces, La Poste's own rule included; raises WrongSiret."""
    digits = _compact(text)
    if digits and not (_is_digits(digits, 14) and siret_rules.is_valid(digits)):
        raise WrongSiret
    return digits


def siren_of_siret(siret: str) -> str:
    """The company's SIREN inside a valid SIRET."""
    return siret[:9]


def vat_of_siren(siren: str) -> str:
    """The French VAT number that follows from a valid SIREN: 732829320 gives FR44732829320."""
    key = (12 + 3 * (int(siren) % 97)) % 97
    return f"FR{key:02d}{siren}"


def normalise_vat(text: object) -> str:
    """A French VAT number without spaces; raises WrongVat. Keys with letters are allowed."""
    number = _compact(text)
    if not number:
        return ""
    if not re.fullmatch(r"FR[0-9A-HJ-NP-Z]{2}[0-9]{9}", number):
        raise WrongVat
    siren = number[4:]
    if not siren_rules.is_valid(siren):
        raise WrongVat
    if number[2:4].isdigit() and vat_of_siren(siren) != number:
        raise WrongVat
    return number


def normalise_naf(text: object) -> str:
    """A NAF code as « 62.01Z », whatever the nomenclature; raises WrongNaf on another shape."""
    code = _compact(text)
    if code and not re.fullmatch(r"[0-9]{4}[A-Z]", code):
        raise WrongNaf
    return f"{code[:2]}.{code[2:]}" if code else ""


def normalise_postal_code(text: object) -> str:
    """Five digits, a lost leading zero given back (1000 is 01000); raises WrongPostalCode."""
    code = re.sub(r"^FR?", "", _compact(text))
    if not code:
        return ""
    if not re.fullmatch(r"[0-9]{4,5}", code) or code.zfill(5)[:2] in {"00", "96", "99"}:
        raise WrongPostalCode
    return code.zfill(5)


def show_siren(siren: str) -> str:
    """732829320 as « 732 829 320 »; anything else as it is."""
    return re.sub(r"^([0-9]{3})([0-9]{3})([0-9]{3})$", r"\1 \2 \3", siren)


def show_siret(siret: str) -> str:
    """73282932000074 as « 732 829 320 00074 »; anything else as it is."""
    return f"{show_siren(siret[:9])} {siret[9:]}" if _is_digits(siret, 14) else siret


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit() and set(text) != {"0"}


# --- Phones -------------------------------------------------------------------------------

# Numbers dialled as French that belong to the overseas country codes.
OVERSEAS = (
    (re.compile(r"0(?:262|263|269|639|692|693)[0-9]{6}"), "RE"),
    (re.compile(r"0(?:590|690|691)[0-9]{6}"), "GP"),
    (re.compile(r"0(?:594|694)[0-9]{6}"), "GF"),
    (re.compile(r"0(?:596|696|697)[0-9]{6}"), "MQ"),
)
# Kept by the regulator for films and demonstrations: mainland, although 0639 is Mayotte's.
FICTION = re.compile(r"063998[0-9]{4}")
FRENCH = re.compile(r"\+33[1-9][0-9]{8}")
FRENCH_CODES = frozenset({33, 262, 590, 594, 596})
MOBILE = re.compile(r"\+33[67]|\+262(?:639|69[23])|\+590(?:69[01])|\+594694|\+596(?:69[67])")
EXTENSION = re.compile(r"\s*(?:poste|ext\.?|extension|#|p\.)\s*[0-9]{1,6}\s*$", re.IGNORECASE)


def normalise_phone(text: object, region: str = "FR") -> str:
    """A phone number in E.164 (+33612345678); raises WrongPhone. The extension is dropped.

    French overseas numbers typed as 0262… get their own country code; short numbers (3949) and
    anything that no network could dial are refused.
    """
    plain = EXTENSION.sub("", _plain(text).removeprefix("tel:"))
    if not plain:
        return ""
    try:
        number = phonenumbers.parse(plain, _region_of(plain, region))
    except phonenumbers.NumberParseException:
        raise WrongPhone from None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # The numbering plan grows faster than libraries: in France nine digits after +33 will do.
    if not (FRENCH.fullmatch(e164) or _is_dialled(number, e164)):
        raise WrongPhone
    return e164


def _region_of(plain: str, region: str) -> str:
    digits = re.sub(r"[^0-9+]", "", plain)
    if region != "FR" or FICTION.fullmatch(digits):
        return region
    return next((code for shape, code in OVERSEAS if shape.fullmatch(digits)), region)


def _is_dialled(number: phonenumbers.PhoneNumber, e164: str) -> bool:
    if number.country_code == 33:
        return False
    if number.country_code in FRENCH_CODES:
        return len(e164) == 13
    return phonenumbers.is_possible_number(number) and len(e164) > 7


def is_mobile(phone: str) -> bool:
    """Whether an E.164 number is a French mobile, overseas included."""
    return bool(MOBILE.match(phone))


def show_phone(phone: str) -> str:
    """An E.164 number as people read it: « 06 12 34 56 78 » for France, else « +32 2 … »."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return phone
    if number.country_code in FRENCH_CODES and len(str(number.national_number)) == 9:
        digits = f"0{number.national_number}"
        return " ".join(digits[at : at + 2] for at in range(0, 10, 2))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


# --- E-mail and web -----------------------------------------------------------------------

_is_email = EmailValidator()


def normalise_email(text: object) -> str:
    """An address in lower case, without « mailto: », brackets or a final dot; raises WrongEmail."""
    email = _plain(text).removeprefix("mailto:").strip(" <>\"'«»,;.()[]").lower()
    if not email:
        return ""
    try:
        _is_email(email)
    except ValidationError:
        raise WrongEmail from None
    return email


def email_domain(email: str) -> str:
    """What follows the @, in lower case; empty without one."""
    return email.rpartition("@")[2].strip().lower() if "@" in email else ""


def is_free_mail(email: str) -> bool:
    """Whether the address (or domain) is a public provider's: it tells no company."""
    domain = email_domain(email) or email.lower()
    return domain in FREE_MAIL_DOMAINS


def is_generic_mailbox(email: str) -> bool:
    """Whether the address is a function's (contact@, info@), not a person's."""
    box = email.partition("@")[0].strip().lower()
    return re.sub(r"[^a-z]+", "", box) in GENERIC_MAILBOXES


def company_domain(email_or_website: str) -> str:
    """The domain that tells a company: of its e-mail or site, without www; empty for free mail."""
    text = _plain(email_or_website).lower()
    domain = email_domain(text) or website_domain(text)
    return "" if domain in FREE_MAIL_DOMAINS else domain[:100]


def website_domain(url: str) -> str:
    """The host of a web address, without www, port or path."""
    host = re.sub(r"^[a-z]+://", "", _plain(url).lower())
    host = re.split(r"[/?#:\s]", host, maxsplit=1)[0].removeprefix("www.").strip(".")
    return host if "." in host else ""


# --- Names --------------------------------------------------------------------------------

DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b\.?")
LIGATURES = (("œ", "oe"), ("Œ", "OE"), ("æ", "ae"), ("Æ", "AE"))
NOT_WORD = re.compile(r"[^a-z0-9]+")


def search_key(text: object) -> str:
    """Text for finding and comparing: no accents, case, ligatures or punctuation; single spaces."""
    plain = str(text or "")
    if not plain.isascii():
        plain = _without_accents(plain)
    plain = plain.casefold()
    plain = DOTTED.sub(lambda found: found[0].replace(".", ""), plain)
    return NOT_WORD.sub(" ", plain).strip()


def _without_accents(text: str) -> str:
    for ligature, letters in LIGATURES:
        text = text.replace(ligature, letters)
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c))


def name_key(name: object) -> str:
    """Key of a company's name, so that « SARL Dupont & Fils » finds « Dupont et fils »."""
    words = search_key(str(name or "").replace("&", " et ")).split()
    kept = list(words)
    while len(kept) > 1 and kept[-1] in LEGAL_FORMS:
        kept.pop()
    while len(kept) > 1 and kept[0] in LEGAL_FORMS:
        kept.pop(0)
    return " ".join(kept)[:160]


def person_key(first_name: str, last_name: str) -> str:
    """Key of a person's name, whichever part was written first."""
    return " ".join(sorted(search_key(f"{first_name} {last_name}").split()))[:170]
