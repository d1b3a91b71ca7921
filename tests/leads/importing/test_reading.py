import pytest

from leads.importing import reading
from leads.importing.problems import Unreadable


def read(path, **options):
    return list(reading.records(reading.probe(path, **options)))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_found(file, mark):
    path = file("x.csv", f"id{mark}name{mark}when\n1{mark}a, b; c{mark}2024-01-01\n".encode())
    assert [len(cells) for _line, cells in read(path)] == [3, 3] or mark in ",;"


def test_semicolons_win_over_commas_inside_cells(file):
    path = file("x.csv", "id;name\n1;a, b\n2;c, d")
    assert read(path)[1] == (2, ["1", "a, b"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_is_found(file, encoding):
    path = file("x.csv", "id;société\n1;Été & Cie €", encoding)
    assert read(path) == [(1, ["id", "société"]), (2, ["1", "Été & Cie €"])]


def test_lines_are_counted_across_cells_of_several_lines(file):
    path = file("x.csv", 'id,note\n1,"one\ntwo"\n2,three')
    assert [line for line, _cells in read(path)] == [1, 2, 4]


def test_excel_text_cells_lose_their_wrapping(file):
    path = file("x.csv", 'id;phone\n1;"=""0612345678"""')
    assert read(path)[1][1] == ["1", "0612345678"]


def test_blank_lines_are_passed_over(file):
    assert len(read(file("x.csv", "id,a\n\n,\n1,2"))) == 2


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("nul.csv", b"id,a\n1,b\n2,\x00\n", "line 3"),
        ("quote.csv", b'id,a\n1,b\n2,"never\nclosed\n', "line 3"),
        ("cell.csv", b"id,a\n1," + b"x" * 40_000, "line 2"),
        ("wide.csv", b",".join([b"a"] * 201), "line 1"),
        ("book.xlsx", b"PK\x03\x04rest", "Excel"),
        ("empty.csv", b"", "empty"),
        ("bytes.csv", b"id,a\n1,caf\xe9\n2,\x81\n", "line 3"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(file, name, data, said):
    with pytest.raises(Unreadable, match=said):
        read(file(name, data))


def test_a_file_of_fifty_megabytes_is_refused_unread(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as raw:
        raw.truncate(50 * 1024 * 1024)
    with pytest.raises(Unreadable, match="50"):
        reading.probe(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(Unreadable, match="nowhere"):
        reading.probe(tmp_path / "nowhere.csv")


def test_a_declared_encoding_that_does_not_fit_names_the_line(file):
    path = file("x.csv", "id,a\n1,b\n2,été", "cp1252")
    with pytest.raises(Unreadable, match="3"):
        reading.probe(path, encoding="utf-8")
