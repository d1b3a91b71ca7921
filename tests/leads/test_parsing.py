"""Pasted signatures, cards, form mails and lines, as French people write them (all invented)."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.parsing import LIMIT, Card, read_card, split_name

MARTIN = {"first_name": "Claire", "last_name": "Martin"}

CASES = {
    "the line of the brief": (
        "Claire Martin, Acme, 06 12 34 56 78, salon Sirha",
        MARTIN
        | {
            "company": "Acme",
            "mobile": "+33612345678",
            "source": "event",
            "campaign": "Sirha",
            "note": "",
        },
    ),
    "a full signature": (
        "Cordialement,\n\nClaire MARTIN\nDirectrice des achats\nAcme Industrie SAS\n"
        "12 rue de la République\n69003 LYON\nTél. : 04 72 00 00 00 | Mob. : 06 12 34 56 78\n"
        "claire.martin@acme-industrie.example\nwww.acme-industrie.example",
        MARTIN
        | {
            "job_title": "Directrice des achats",
            "company": "Acme Industrie SAS",
            "address": "12 rue de la République",
            "postal_code": "69003",
            "city": "Lyon",
            "phone": "+33472000000",
            "mobile": "+33612345678",
            "email": "claire.martin@acme-industrie.example",
            "website": "https://www.acme-industrie.example",
            "note": "",
        },
    ),
    "surname first in capitals": (
        "MARTIN Claire - DSI - Acme",
        MARTIN | {"job_title": "DSI", "company": "Acme"},
    ),
    "surname first without capitals": (
        "Durand Sophie, Bois & Co",
        {"first_name": "Sophie", "last_name": "Durand", "company": "Bois & Co"},
    ),
    "civility": (
        "Mme Sophie Durand\nGérante\nSARL Durand Menuiserie\n03 80 11 22 33",
        {
            "first_name": "Sophie",
            "last_name": "Durand",
            "job_title": "Gérante",
            "company": "SARL Durand Menuiserie",
            "phone": "+33380112233",
        },
    ),
    "civility and surname alone": (
        "M. Dupont, Ets Dupont, 02 99 00 11 22",
        {"first_name": "", "last_name": "Dupont", "company": "Ets Dupont"},
    ),
    "a doctor": (
        "Dr Anne Le Gall, Clinique du Parc",
        {"first_name": "Anne", "last_name": "Le Gall", "company": "Clinique du Parc"},
    ),
    "compound first name and particle": (
        "Jean-Pierre de La Tour\nPDG\nLa Tour SA",
        {
            "first_name": "Jean-Pierre",
            "last_name": "de La Tour",
            "job_title": "PDG",
            "company": "La Tour SA",
        },
    ),
    "two first names in two words": (
        "Jean Paul Mercier, Mercier Transports",
        {"first_name": "Jean Paul", "last_name": "Mercier", "company": "Mercier Transports"},
    ),
    "capitals throughout": (
        "PAUL LEGRAND\nRESPONSABLE ACHATS\nLEGRAND BOIS SARL",
        {
            "first_name": "Paul",
            "last_name": "Legrand",
            "job_title": "RESPONSABLE ACHATS",
            "company": "LEGRAND BOIS SARL",
        },
    ),
    "title at company": (
        "Karim Benali, directeur technique chez Voltéo",
        {
            "first_name": "Karim",
            "last_name": "Benali",
            "job_title": "directeur technique",
            "company": "Voltéo",
        },
    ),
    "title with an at sign": (
        "Karim Benali\nCTO @ Voltéo",
        {"first_name": "Karim", "job_title": "CTO", "company": "Voltéo"},
    ),
    "bars between everything": (
        "Julie Petit | Chargée de communication | Mairie de Sainte-Croix | "
        "julie.petit@sainte-croix.example",
        {
            "first_name": "Julie",
            "last_name": "Petit",
            "job_title": "Chargée de communication",
            "company": "Mairie de Sainte-Croix",
        },
    ),
    "name and title without separator": (
        "Claire Martin Directrice achats\nAcme",
        MARTIN | {"job_title": "Directrice achats", "company": "Acme"},
    ),
    "e-mail alone": (
        "claire.martin@acme-industrie.example",
        MARTIN | {"company": "Acme Industrie"},
    ),
    "initial in the e-mail": (
        "c.martin@acme.example",
        {"first_name": "", "last_name": "Martin", "company": "Acme"},
    ),
    "first name alone in the e-mail": (
        "Sophie@durand.example",
        {
            "first_name": "Sophie",
            "last_name": "",
            "company": "Durand",
            "email": "sophie@durand.example",
        },
    ),
    "generic mailbox": (
        "contact@acme.example",
        {"first_name": "", "last_name": "", "company": "Acme", "email": "contact@acme.example"},
    ),
    "free mail tells no company": (
        "Lucie Bernard lucie.bernard@orange.fr",
        {"first_name": "Lucie", "last_name": "Bernard", "company": "", "note": ""},
    ),
    "e-mail in brackets": (
        "Claire Martin <Claire.Martin@Acme.example>",
        MARTIN | {"email": "claire.martin@acme.example", "company": "Acme", "note": ""},
    ),
    "swapped e-mail": (
        "durand.sophie@acme.example",
        {"first_name": "Sophie", "last_name": "Durand"},
    ),
    "international phone": ("Tél : +33 (0)4 72 00 00 00", {"phone": "+33472000000", "note": ""}),
    "phones on one line": (
        "T. 04 72 00 00 00 - M. 06 12 34 56 78",
        {"phones": ["+33472000000", "+33612345678"], "note": ""},
    ),
    "overseas phone": (
        "Marie Hoarau, 0262 12 34 56, 97400 Saint-Denis",
        {
            "first_name": "Marie",
            "phones": ["+262262123456"],
            "postal_code": "97400",
            "city": "Saint-Denis",
        },
    ),
    "phone with dots and Belgian phone": (
        "06.12.34.56.78 / +32 2 555 12 34",
        {"phones": ["+33612345678", "+3225551234"]},
    ),
    "a fax is no phone": (
        "Tél. 04 72 00 00 00\nFax : 04 72 00 00 01",
        {"phones": ["+33472000000"]},
    ),
    "a short number is no phone": (
        "Claire Martin, Acme, 3949",
        MARTIN | {"phones": [], "note": "3949"},
    ),
    "siret and its siren": (
        "Acme SAS - SIRET : 732 829 320 00074",
        {"siret": "73282932000074", "siren": "732829320", "company": "Acme SAS", "note": ""},
    ),
    "register of commerce": (
        "Acme SARL au capital de 10 000 €\nRCS Lyon 732 829 320",
        {"siren": "732829320"},
    ),
    "vat number": (
        "Acme SARL, TVA FR44 732 829 320",
        {"siren": "732829320", "company": "Acme SARL"},
    ),
    "a wrong siret stays in the note": (
        "Acme SARL, SIRET 732 829 320 00075",
        {"siret": "", "company": "Acme SARL", "note": "SIRET 732 829 320 00075"},
    ),
    "cedex": (
        "Acme SA\nZA des Platanes\n35510 CESSON-SÉVIGNÉ CEDEX",
        {
            "postal_code": "35510",
            "city": "Cesson-Sévigné",
            "company": "Acme SA",
            "address": "ZA des Platanes",
            "note": "",
        },
    ),
    "corsica": (
        "Ange Colonna, Colonna SARL, 20200 Bastia",
        {"postal_code": "20200", "city": "Bastia"},
    ),
    "met at a fair": (
        "Claire Martin, Acme, rencontrée au salon Global Industrie 2026",
        MARTIN | {"source": "event", "campaign": "Global Industrie 2026"},
    ),
    "webinar": (
        "Paul Roux, Roux SARL, webinaire cybersécurité",
        {"source": "webinar", "campaign": "cybersécurité"},
    ),
    "linkedin as a source": ("Paul Roux, Roux SARL, via LinkedIn", {"source": "social"}),
    "linkedin as a link": (
        "Paul Roux\nRoux SARL\nhttps://www.linkedin.com/in/paul-roux",
        {"source": "", "website": "", "note": "https://www.linkedin.com/in/paul-roux"},
    ),
    "icons of networks are no source": ("Paul Roux\nRoux SARL\nLinkedIn | Twitter", {"source": ""}),
    "recommendation": (
        "Paul Roux, Roux SARL, recommandé par Julie Petit",
        {"source": "referral", "campaign": "Julie Petit"},
    ),
    "inbound call": (
        "Paul Roux, Roux SARL, appel entrant, veut un devis pour 40 postes",
        {"source": "inbound_call", "note": "veut un devis pour 40 postes"},
    ),
    "a hairdresser is no fair": (
        "Léa Blanc, Salon de coiffure Blanc, 06 11 22 33 44",
        {"source": "", "company": "Salon de coiffure Blanc"},
    ),
    "a note in sentences": (
        "Claire Martin, Acme, 06 12 34 56 78\n"
        "Très intéressée par l'offre pro, à rappeler jeudi matin.",
        MARTIN | {"note": "Très intéressée par l'offre pro, à rappeler jeudi matin"},
    ),
    "a form mail": (
        "Nom : Martin\nPrénom : Claire\nSociété : Acme Industrie\nFonction : DSI\n"
        "E-mail : claire@acme.example\nTéléphone : 06 12 34 56 78\nSource : Salon Sirha\n"
        "Message : Nous cherchons un outil pour 12 commerciaux.",
        MARTIN
        | {
            "company": "Acme Industrie",
            "job_title": "DSI",
            "email": "claire@acme.example",
            "mobile": "+33612345678",
            "source": "event",
            "campaign": "Sirha",
            "note": "Message : Nous cherchons un outil pour 12 commerciaux",
        },
    ),
    "an unknown first name at the head": (
        "Kouassi N'Guessan, Abidjan Export, 06 12 34 56 78",
        {"first_name": "Kouassi", "last_name": "N'Guessan", "company": "Abidjan Export"},
    ),
    "two titles": (
        "Paul Roux\nDirecteur général\nAssocié\nRoux SARL",
        {"job_title": "Directeur général, Associé"},
    ),
    "abbreviated title": (
        "Dir. commercial\nPaul ROUX\nRoux SARL",
        {"first_name": "Paul", "last_name": "Roux", "job_title": "Dir. commercial"},
    ),
    "site without scheme": (
        "Roux SARL roux-bois.fr",
        {"website": "https://roux-bois.fr", "company": "Roux SARL"},
    ),
    "company named like the person": (
        "Sophie Durand\nDurand\nsophie@durand.example",
        {"first_name": "Sophie", "last_name": "Durand", "company": "Durand"},
    ),
    "nbsp and tabs": (
        "Claire\u00a0Martin\tDSI\u00a0\nAcme\u202fSAS\t06\u00a012\u00a034\u00a056\u00a078",
        {"mobile": "+33612345678", "company": "Acme SAS"},
    ),
    "english signature": (
        "Best regards,\nClaire Martin\nHead of Purchasing\nAcme Ltd",
        MARTIN | {"job_title": "Head of Purchasing", "company": "Acme Ltd"},
    ),
    "a second address goes to the note": (
        "Claire Martin, claire@acme.example, compta@acme.example",
        {"email": "claire@acme.example", "note": "compta@acme.example"},
    ),
    "nothing": ("", {"first_name": "", "company": "", "note": "", "phones": []}),
    "only a note": (
        "rappeler le client de mardi pour le contrat.",
        {"first_name": "", "company": "", "note": "rappeler le client de mardi pour le contrat"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_reads(name):
    text, expected = CASES[name]
    card = read_card(text)
    assert {key: getattr(card, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Claire MARTIN", ("Claire", "Martin")),
        ("MARTIN Claire", ("Claire", "Martin")),
        ("LE GALL Anne-Marie", ("Anne-Marie", "Le Gall")),
        ("Jean de LA FONTAINE", ("Jean", "de LA Fontaine")),
        ("claire martin", ("Claire", "Martin")),
        ("Dupont", ("", "Dupont")),
        ("Martin Claire", ("Martin", "Claire")),
    ],
)
def test_first_and_last_names_are_told_apart(text, names):
    first, last = split_name(text)
    assert (first.lower(), last.lower()) == (names[0].lower(), names[1].lower())


def test_sources_are_the_callers_own():
    card = read_card("Claire Martin, Acme, tombola de Noël", [("lottery", ["tombola"])])
    assert (card.source, card.campaign) == ("lottery", "Noël")
    assert read_card("Claire Martin, Acme, salon Sirha", []).source == ""


def test_every_field_says_where_it_was_read_and_how_sure_it_is():
    text = "Claire Martin, 06 12 34 56 78, claire@acme.example"
    card = read_card(text)
    start, end, sure = card.found["email"]
    assert (text[start:end], sure) == ("claire@acme.example", 1.0)
    assert card.found["company"] == (None, None, 0.4)
    assert card.found["last_name"].confidence == 1.0


def test_a_hundred_kilobytes_are_truncated_politely():
    card = read_card("Claire Martin, claire@acme.example\n" + "x" * 100_000)
    assert card.truncated
    assert card.email == "claire@acme.example"
    assert len(card.note) <= LIMIT
    assert not read_card("x" * LIMIT).truncated


NASTY = [
    "a" * 5000,
    "1 " * 2500,
    "0" * 5000,
    "a@" * 2500,
    "a." * 2500,
    "www." * 1250,
    "-" * 5000,
    "A B " * 1250,
    "rue " * 1250,
    ", " * 2500,
    "\n" * 5000,
    "Tel : " * 833,
    "M. A " * 1000,
    "+33 " * 1250,
    "a-" * 2500,
    "é'" * 2500,
    "FR 75001 A" * 500,
    "Nom : x\n" * 600,
    "http://" * 700,
    "chez " * 1000,
    "salon " * 833,
    "\0|" * 2500,
    "directeur " * 500,
    "(((" * 1600,
]


@pytest.mark.parametrize("text", NASTY)
def test_no_text_stalls_the_reader(text):
    # A runaway pattern would not come back at all: no clock is needed to see that.
    assert isinstance(read_card(text[:5000]), Card)


words = st.one_of(
    st.sampled_from(
        ["Claire", "MARTIN", "Acme SAS",
         "06 12 34 56 78", "salon", "Sirha", "69003 Lyon", ",", "\n",
         "a@b.example", "directrice", "chez", "rappeler", "www.acme.example", "732 829 320", "zut"]
    ),
    st.text(max_size=6),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(words, max_size=12).map(" ".join))
def test_no_word_is_ever_lost(text):
    card = read_card(text)
    said = " ".join(
        [card.first_name, card.last_name, card.job_title, card.company, card.email, card.website,
         card.address, card.city, card.note, card.campaign, *card.phones, card.postal_code]
    ).casefold()  # fmt: skip
    for word in ("zut", "rappeler"):
        if re.search(rf"(?<!\w){word}(?!\w)", text):
            assert word in said
