import pytest

from leads import importing
from leads.importing.problems import Unreadable

FILE = '[[files]]\n[files.columns]\nexternal_id = "id"\nmql = "when"\n'


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("label = ", "TOML"),
        ("label = 'x'", "files"),
        (FILE.replace("mql", "mql_date"), "mql_date"),
        (FILE.replace("external_id", "email"), "external_id"),
        (FILE.replace('mql = "when"', 'need = "x"'), "date"),
        (FILE + '[files.dates]\nmql = "jj/mm"', "day-first"),
        ("zone = 'Europe/Lutece'\n" + FILE, "Lutece"),
        ("colour = 'x'\n" + FILE, "colour"),
        ("legal_basis = 'none'\n" + FILE, "legal_basis"),
    ],
)
def test_a_wrong_mapping_names_what_is_wrong(mapping, text, named):
    with pytest.raises(Unreadable, match=named):
        mapping(text)


def test_a_mapped_column_that_is_not_there_is_named_with_those_that_are(db, mapping, file):
    path = file("x.csv", "id,quand\n1,2024-01-01")
    with pytest.raises(Unreadable, match=r"when.*quand"):
        importing.dry_run([path], mapping(FILE))


def test_headers_are_found_whatever_case_accents_and_titles_above(db, mapping, file):
    path = file("x.csv", "Export du 3 mai;\n;\nID;Whén\n1;2024-01-01")
    assert importing.dry_run([path], mapping(FILE)).created == 1


def test_usual_exports_need_no_mapping(db, file):
    path = file("x.csv", "Record ID,Create Date,Lead Source,Amount\n1,2024-01-01,social,10")
    found = importing.guessed([path])
    assert found.files[0].columns["source"] == ("Lead Source",)
    assert importing.dry_run([path], found).created == 1


def test_headers_that_say_nothing_ask_for_a_mapping(file):
    with pytest.raises(Unreadable, match="mapping"):
        importing.guessed([file("x.csv", "a,b\n1,2")])


def test_people_need_a_provenance(db, mapping, file):
    text = FILE + 'last_name = "name"'
    path = file("x.csv", "id,when,name\n1,2024-01-01,Martin")
    with pytest.raises(Unreadable, match="provenance"):
        importing.run([path], mapping(text))
    assert importing.run([path], mapping("provenance = 'Salon'\n" + text))[1].created == 1
