from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from leads.importing.dates import DateColumn, NotADate, is_whole_day


def column(*values, **options):
    found = DateColumn(**options)
    for value in values:
        found.weigh(value)
    return found


def test_a_thirteen_shows_that_days_come_first():
    found = column("03-04-2024", "13-04-2024")
    assert not found.is_ambiguous
    assert found.read("03-04-2024") == datetime(2024, 4, 2, 22, tzinfo=UTC)


def test_a_thirteen_in_second_place_shows_that_months_come_first():
    assert column("03/04/2024", "04/13/2024").read("03/04/2024").month == 3


def test_nothing_to_tell_reads_day_first_and_says_so():
    found = column("03/04/2024", "05/06/2024")
    assert found.is_ambiguous
    assert found.read("03/04/2024").astimezone(ZoneInfo("Europe/Paris")).month == 4


def test_one_stray_value_does_not_turn_the_column():
    found = column("13/04/2024", "25/04/2024", "04/25/2024")
    assert found.order == "day-first"
    with pytest.raises(NotADate):
        found.read("04/25/2024")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-01", datetime(2024, 2, 29, 23, tzinfo=UTC)),
        ("2024-03-01T10:30:00Z", datetime(2024, 3, 1, 10, 30, tzinfo=UTC)),
        ("2024-03-01 10:30:00+0200", datetime(2024, 3, 1, 8, 30, tzinfo=UTC)),
        ("20240301", datetime(2024, 2, 29, 23, tzinfo=UTC)),
        ("21-03-2024 19:58", datetime(2024, 3, 21, 18, 58, tzinfo=UTC)),
        ("21/03/2024 14h05", datetime(2024, 3, 21, 13, 5, tzinfo=UTC)),
        ("21/3/24", datetime(2024, 3, 20, 23, tzinfo=UTC)),
        ("1er février 2024", datetime(2024, 1, 31, 23, tzinfo=UTC)),
        ("13 août 2024", datetime(2024, 8, 12, 22, tzinfo=UTC)),
        ("21/03/2024 2:05 PM", datetime(2024, 3, 21, 13, 5, tzinfo=UTC)),
    ],
)
def test_usual_ways_of_writing_a_date_are_read(text, expected):
    assert column().read(text) == expected


@pytest.mark.parametrize(
    "text", ["", "hier", "31/02/2024", "2024-13-45", "32/01/2024", "0001-01-01", "12345", "1/2"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(NotADate):
        column().read(text)


def test_a_declared_zone_moves_the_hour_but_not_the_day():
    found = column(zone=ZoneInfo("America/Sao_Paulo"))
    assert found.read("2024-06-01 12:00").hour == 15
    assert is_whole_day(found.read("2024-06-01"))


def test_declared_formats_are_obeyed():
    assert column(declared="month-first").read("03/04/2024").month == 3
    assert column(declared="%Y.%d.%m").read("2024.15.04") == datetime(2024, 4, 14, 22, tzinfo=UTC)
    assert column(declared="excel").read("45383") == datetime(2024, 3, 31, 22, tzinfo=UTC)
