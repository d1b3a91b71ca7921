import pytest

from sla.delays import delay_words, parse_delay


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1 j.o.", 450),
        ("1 jo", 450),
        ("2 jours ouvrés", 900),
        ("1 jour ouvré", 450),
        ("3 working days", 1350),
        ("0,5 j", 225),
        ("1 j 2 h", 570),
        ("4 h", 240),
        ("4h30", 270),
        ("1 h 30 min", 90),
        ("90 min", 90),
        ("0 h", 0),
    ],
)
def test_a_delay_is_read_as_people_write_it(text, minutes):
    assert parse_delay(text, 450) == minutes


@pytest.mark.parametrize("text", ["", "soon", "4", "-4 h", "4 h later", "1 dé", "1 j.o. 1 j.o."])
def test_what_is_no_delay_is_not_guessed(text):
    assert parse_delay(text, 450) is None


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (450, "1 working day"),
        (1350, "3 working days"),
        (240, "4\xa0h"),
        (90, "1\xa0h\xa030"),
        (45, "45\xa0min"),
        (570, "1 d 2\xa0h"),
    ],
)
def test_a_delay_reads_as_whole_days_or_hours(minutes, words):
    assert delay_words(minutes, 450) == words


@pytest.mark.parametrize("minutes", [1, 59, 60, 240, 449, 450, 451, 900, 1350, 2250])
def test_what_is_shown_is_read_back_as_the_same(minutes):
    assert parse_delay(delay_words(minutes, 450), 450) == minutes
