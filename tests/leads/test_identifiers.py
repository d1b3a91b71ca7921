"""Identifiers as French people type them, the ones to refuse, and how they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.identifiers import (
    WrongEmail,
    WrongNaf,
    WrongPhone,
    WrongPostalCode,
    WrongSiren,
    WrongSiret,
    WrongValue,
    WrongVat,
    company_domain,
    email_domain,
    is_free_mail,
    is_generic_mailbox,
    is_mobile,
    name_key,
    normalise_email,
    normalise_naf,
    normalise_phone,
    normalise_postal_code,
    normalise_siren,
    normalise_siret,
    normalise_vat,
    person_key,
    search_key,
    show_phone,
    show_siren,
    show_siret,
    siren_of_siret,
    vat_of_siren,
    website_domain,
)

NORMALISERS = [
    normalise_siren, normalise_siret, normalise_vat, normalise_naf, normalise_phone,
    normalise_email, normalise_postal_code,
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "732829320",
        "732 829 320",
        "732.829.320",
        "732\u00a0829\u202f320",
        " 732-829-320\u200b",
        "７３２８２９３２０",
    ],
)
def test_a_siren_is_read_however_it_is_spaced(text):
    assert normalise_siren(text) == "732829320"


@pytest.mark.parametrize(
    "text", ["732829321", "73282932", "7328293200", "000000000", "73282932O", "²32829320"]
)
def test_a_wrong_siren_is_refused(text):
    with pytest.raises(WrongSiren):
        normalise_siren(text)


def test_a_siret_is_read_and_carries_its_siren():
    assert normalise_siret("732 829 320 00074") == "73282932000074"
    assert siren_of_siret("73282932000074") == "732829320"


@pytest.mark.parametrize("text", ["35600000000048", "356 000 000 49837"])
def test_la_poste_follows_its_own_rule(text):
    assert normalise_siret(text).startswith("356000000")


@pytest.mark.parametrize(
    "text", ["73282932000075", "732829320", "35600000049838", "00000000000000"]
)
def test_a_wrong_siret_is_refused(text):
    with pytest.raises(WrongSiret):
        normalise_siret(text)


def test_vat_follows_from_the_siren():
    assert vat_of_siren("732829320") == "FR44732829320"
    assert vat_of_siren("356000000") == "FR39356000000"


def test_vat_is_checked_and_letter_keys_are_allowed():
    assert normalise_vat("fr 44 732 829 320") == "FR44732829320"
    assert normalise_vat("FRK7732829320") == "FRK7732829320"


@pytest.mark.parametrize("text", ["FR45732829320", "44732829320", "FR44732829321", "DE123456789"])
def test_a_wrong_vat_number_is_refused(text):
    with pytest.raises(WrongVat):
        normalise_vat(text)


@pytest.mark.parametrize("text", ["62.01Z", "6201z", " 62.01 Z", "62-01Z"])
def test_a_naf_code_takes_its_usual_shape(text):
    assert normalise_naf(text) == "62.01Z"


@pytest.mark.parametrize("text", ["62.01", "620Z", "62.011Z", "ZZ.01Z", "62.01ZZ"])
def test_another_shape_is_no_naf_code(text):
    with pytest.raises(WrongNaf):
        normalise_naf(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [("69003", "69003"), ("69 003", "69003"), ("1000", "01000"), ("F-75011", "75011"),
     ("FR75011", "75011"), ("20090", "20090"), ("97400", "97400")],
)  # fmt: skip
def test_a_postal_code_has_five_digits_and_keeps_its_zero(text, code):
    assert normalise_postal_code(text) == code


@pytest.mark.parametrize("text", ["00100", "123", "750011", "2A004", "99123"])
def test_a_wrong_postal_code_is_refused(text):
    with pytest.raises(WrongPostalCode):
        normalise_postal_code(text)


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("06-12-34-56-78", "+33612345678"),
        ("0612345678", "+33612345678"),
        ("+33612345678", "+33612345678"),
        ("+33 (0)4 72 00 00 00", "+33472000000"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("06\u00a012\u202f34 56 78", "+33612345678"),
        ("tel:+33612345678", "+33612345678"),
        ("04 72 00 00 00 poste 12", "+33472000000"),
        ("0262 12 34 56", "+262262123456"),
        ("0692 12 34 56", "+262692123456"),
        ("0639 12 34 56", "+262639123456"),
        ("06 39 98 12 34", "+33639981234"),
        ("0590 81 12 34", "+590590811234"),
        ("0694 20 12 34", "+594694201234"),
        ("0596 12 34 56", "+596596123456"),
        ("+262 262 12 34 56", "+262262123456"),
        ("09 70 00 00 00", "+33970000000"),
        ("0 800 123 456", "+33800123456"),
        ("+32 2 555 12 34", "+3225551234"),
        ("+41 22 555 12 34", "+41225551234"),
        ("07 99 99 99 99", "+33799999999"),
    ],
)  # fmt: skip
def test_phones_become_e164_mainland_overseas_and_abroad(text, e164):
    assert normalise_phone(text) == e164


@pytest.mark.parametrize(
    "text",
    [
        "3949",
        "15",
        "36 30",
        "06 12 34 56 7",
        "06 12 34 56 78 9",
        "abc",
        "+999 12 34",
        "+",
        "00000",
        "0" * 5000,
    ],
)
def test_short_numbers_and_nonsense_are_refused(text):
    with pytest.raises(WrongPhone):
        normalise_phone(text)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+33612345678", "06 12 34 56 78"),
        ("+262262123456", "02 62 12 34 56"),
        ("+3225551234", "+32 2 555 12 34"),
        ("not a phone", "not a phone"),
        ("", ""),
    ],
)
def test_phones_are_shown_as_people_read_them(phone, shown):
    assert show_phone(phone) == shown


def test_mobiles_are_told_from_fixed_lines():
    assert all(map(is_mobile, ["+33612345678", "+33712345678", "+262692123456", "+590690123456"]))
    assert not any(map(is_mobile, ["+33472000000", "+262262123456", "+33970000000", ""]))


@pytest.mark.parametrize(
    "text",
    ["Claire.Martin@Acme.Example", " claire.martin@acme.example ", "<claire.martin@acme.example>",
     "mailto:claire.martin@acme.example", "claire.martin@acme.example.",
     "«claire.martin@acme.example»"],
)  # fmt: skip
def test_an_address_is_cleaned(text):
    assert normalise_email(text) == "claire.martin@acme.example"


@pytest.mark.parametrize(
    "text",
    ["claire", "claire@", "@acme.example", "a b@acme.example", "a@b", "x" * 400 + "@a.example"],
)
def test_a_wrong_address_is_refused(text):
    with pytest.raises(WrongEmail):
        normalise_email(text)


def test_public_providers_tell_no_company():
    assert is_free_mail("claire@orange.fr")
    assert is_free_mail("GMAIL.com")
    assert not is_free_mail("claire@acme.example")
    assert company_domain("claire@wanadoo.fr") == ""
    assert company_domain("claire@acme.example") == "acme.example"
    assert company_domain("https://www.acme.example/contact?x=1") == "acme.example"
    assert company_domain("") == ""


@pytest.mark.parametrize("box", ["contact", "info", "Service.Clients", "rh", "no-reply"])
def test_a_functions_mailbox_is_not_a_persons(box):
    assert is_generic_mailbox(f"{box}@acme.example")
    assert not is_generic_mailbox("claire@acme.example")


def test_domains_are_taken_from_addresses_and_sites():
    assert email_domain("a@B.example") == "b.example"
    assert email_domain("nothing") == ""
    assert website_domain("WWW.Acme.example:8080/fr") == "acme.example"
    assert website_domain("acme") == ""


@pytest.mark.parametrize(
    "name",
    [
        "Dupont & Fils",
        "SARL Dupont et Fils",
        "DUPONT ET FILS S.A.R.L.",
        "Ets Dupont & Fils",
        "Dupont & fils SAS",
    ],
)
def test_one_company_has_one_key_whatever_its_form(name):
    assert name_key(name) == "dupont et fils"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("L'Œuvre d'Émile", "l oeuvre d emile"),
        ("SA", "sa"),
        ("Sas", "sas"),
        ("Coopérative SCOP du Rhône", "cooperative scop du rhone"),
        ("Société Générale du Bois", "generale du bois"),
        ("", ""),
        ("  —  ", ""),
    ],
)
def test_keys_of_odd_company_names(name, key):
    assert name_key(name) == key


def test_a_persons_key_does_not_depend_on_the_order():
    assert person_key("Claire", "MARTIN") == person_key("Martin", "claire") == "claire martin"
    assert person_key("Jean-François", "L'Hôte") == "francois hote jean l"


def test_identifiers_are_shown_in_groups():
    assert show_siren("732829320") == "732 829 320"
    assert show_siret("73282932000074") == "732 829 320 00074"
    assert (show_siren("?"), show_siret("?")) == ("?", "?")


@pytest.mark.parametrize("normalise", NORMALISERS)
def test_nothing_stays_nothing(normalise):
    assert [normalise(value) for value in ("", "  ", None)] == ["", "", ""]


@pytest.mark.parametrize("normalise", NORMALISERS)
def test_every_refusal_says_in_words_what_to_mend(normalise):
    with pytest.raises(WrongValue) as refusal:
        normalise("???x")
    assert len(str(refusal.value)) > 10
    assert refusal.value.code != "wrong_value"


@pytest.mark.parametrize("normalise", NORMALISERS)
@given(text=st.one_of(st.text(), st.from_regex(r"[+0-9 .()@a-z-]{1,20}")))
def test_any_text_is_refused_or_normalised_for_good(normalise, text):
    try:
        once = normalise(text)
    except WrongValue:
        return
    assert normalise(once) == once


@given(st.text())
def test_keys_are_stable(text):
    assert search_key(search_key(text)) == search_key(text)
    assert name_key(name_key(text)) == name_key(text)
