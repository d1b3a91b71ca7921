import logging
import sys

from alignment.web import current
from alignment.web.logs import LineFormatter


def line(message, *args, exc_info=None):
    record = logging.LogRecord("leads", logging.INFO, __file__, 1, message, args, exc_info)
    return LineFormatter().format(record)


def test_a_line_says_when_how_bad_who_and_what():
    said = line("Imported %s rows", 12)
    assert said.startswith("time=")
    assert 'level=info logger=leads message="Imported 12 rows"' in said


def test_a_line_carries_the_request_in_hand():
    with current.working(via_door="page", request="4f1c"):
        said = line("slow")
    assert "request=4f1c via=page message=slow" in said
    assert "request=" not in line("slow")


def test_a_forged_line_stays_on_its_own():
    said = line("bad name %s", 'x"\nlevel=error\r\u2028message=owned\x1b[2J')
    assert len(said.splitlines()) == 1
    assert "\x1b" not in said
    assert '\\"' in said


def test_a_traceback_stays_on_one_line():
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        said = line("failed", exc_info=sys.exc_info())
    assert len(said.splitlines()) == 1
    assert "ValueError: first\\nsecond" in said


def test_addresses_phones_and_keys_are_hidden():
    said = line("claire.martin@acme.fr 06 12 34 56 78 +33 6.12.34.56.78 Api-Key crm_abc")
    assert "acme.fr" not in said
    assert "34" not in said.split("message=")[1]
    assert "crm_abc" not in said


def test_counts_and_dates_are_not_taken_for_phones():
    assert "2026-11-22" in line("night of 2026-11-22, 1000000 rows, id 01234567890123")
