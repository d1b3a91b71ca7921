"""Public lists: codes are text, labels are found without accents, places follow the commune."""

import pytest
from django.utils.translation import override

from leads import reference


def test_the_nomenclatures_are_complete():
    assert len(reference.naf_choices()) == 732
    assert len(reference.naf_divisions()) == 88
    assert len(reference.naf_sections()) == 21
    assert len(reference.workforce_bands()) == 16
    assert len(reference.regions()) == 18


def test_a_naf_code_has_a_label_a_division_and_a_section():
    assert reference.naf_label("62.01Z") == "Programmation informatique"
    assert (reference.naf_division("62.01Z"), reference.naf_section("62.01Z")) == ("62", "J")
    assert reference.naf_label("C") == "Industrie manufacturière"
    assert reference.naf_label("25").startswith("Fabrication de produits métalliques")


def test_every_code_belongs_to_a_section():
    letters = {letter for letter, _label in reference.naf_sections()}
    assert {reference.naf_section(code) for code, _label in reference.naf_choices()} == letters


def test_a_code_means_nothing_in_another_nomenclature():
    assert reference.naf_label("62.01Z", "naf25") == ""
    assert reference.naf_section("62.01Z", "naf25") == ""
    assert reference.naf_division("62.01Z", "naf25") == ""


def test_an_unknown_code_is_empty():
    assert reference.naf_label("99.99X") == reference.naf_label("") == ""
    assert reference.naf_section("") == reference.naf_division("00.00Z") == ""


def test_naf_is_searched_by_code_and_by_words_without_accents():
    assert reference.naf_search("6201")[0] == ("62.01Z", "Programmation informatique")
    assert [code for code, _label in reference.naf_search("62.0")][0] == "62.01Z"
    found = [code for code, _label in reference.naf_search("FABRICATION metallique structure")]
    assert "25.11Z" in found
    assert reference.naf_search("zzz") == reference.naf_search("  ") == []
    assert len(reference.naf_search("fabrication", limit=5)) == 5


@pytest.mark.parametrize(
    ("headcount", "band"),
    [(0, "00"), (1, "01"), (2, "01"), (3, "02"), (9, "03"), (10, "11"), (19, "11"), (20, "12"),
     (50, "21"), (199, "22"), (200, "31"), (249, "31"), (250, "32"), (9999, "52"), (10**7, "53")],
)  # fmt: skip
def test_a_headcount_falls_in_one_band(headcount, band):
    assert reference.band_for_headcount(headcount) == band


def test_a_negative_headcount_is_refused():
    with pytest.raises(ValueError, match="negative"):
        reference.band_for_headcount(-1)


def test_bands_have_words_and_an_unknown_code_has_none():
    with override("en"):
        assert reference.band_label("11") == "10 to 19 employees"
        assert reference.band_label("53") == "10\u00a0000 employees and more"
    assert all(label for _code, label in reference.band_choices())
    assert reference.band_label("99") == ""


@pytest.mark.parametrize(
    ("postal_code", "city", "departement"),
    [
        ("69003", "", "69"),
        ("01000", "", "01"),
        ("20000", "", "2A"),
        ("20200", "", "2B"),
        ("97400", "", "974"),
        ("97150", "", "978"),
        ("01200", "", "01"),
        ("01200", "Éloise", "74"),
        ("01200", "ELOISE", "74"),
        ("01200", "Nowhere", "01"),
        ("69422", "", "69"),
        ("20181", "", "2A"),
        ("20605", "", "2B"),
        ("97499", "", "974"),
        ("00000", "", ""),
        ("1000", "", ""),
        ("SW1A", "", ""),
        ("", "", ""),
    ],
)
def test_the_departement_follows_the_commune_then_the_digits(postal_code, city, departement):
    assert reference.departement_of(postal_code, city) == departement


def test_the_region_follows_the_departement():
    assert reference.region_of("69") == "84"
    assert reference.region_of("2B") == "94"
    assert reference.region_of("988") == ""
    assert reference.region_of("XX") == ""
    assert reference.region_of_postal_code("97400") == "04"
    assert reference.region_label("84") == "Auvergne-Rhône-Alpes"
    assert reference.departement_label("2A") == "Corse-du-Sud"


def test_every_departement_with_a_region_has_one_that_exists():
    codes = {code for code, _label in reference.regions()}
    places = [code for code, _label in reference.departements()]
    assert len(places) == 109
    assert {reference.region_of(code) for code in places} - {""} == codes


def test_cities_of_a_postal_code_come_most_populous_first():
    assert reference.cities_of("01200")[0] == "Valserhône"
    assert reference.cities_of("99999") == []
