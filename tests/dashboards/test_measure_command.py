from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from dashboards.models import Measure
from tests.dashboards.rows import lead

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_friday():
    with time_machine.travel(datetime(2026, 11, 20, 9, tzinfo=UTC), tick=False):
        yield


def measure(*arguments):
    out = StringIO()
    call_command("measure", *arguments, stdout=out)
    return out.getvalue()


def days():
    return sorted(set(Measure.objects.filter(period="day").values_list("start", flat=True)))


def test_without_a_day_it_measures_yesterday():
    lead(date(2026, 11, 2))
    assert "1 days measured" in measure()
    assert days() == [date(2026, 11, 19)]


def test_a_range_is_measured_day_by_day():
    lead(date(2026, 11, 2))
    assert "3 of 3 days" in measure("--from", "2026-11-03", "--to", "2026-11-05")
    assert days() == [date(2026, 11, 3) + timedelta(days=n) for n in range(3)]


def test_a_range_may_keep_to_the_periods():
    lead(date(2026, 11, 2))
    measure("--from", "2026-11-03", "--to", "2026-11-05", "--periods-only")
    assert not days()
    assert Measure.objects.filter(period="month").exists()


def test_an_empty_company_is_told_so():
    assert measure() == "There are no leads yet: nothing to measure.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--day", "31/12/2026"], "--day: “31/12/2026” is not a date; write it as YYYY-MM-DD."),
        (["--day", "2026-02-30"], "--day: “2026-02-30” is not a date; write it as YYYY-MM-DD."),
        (["--day", "2026-11-21"], "--day: 2026-11-21 is still to come."),
        (["--from", "2026-11-09", "--to", "2026-11-01"],
         "The range ends (2026-11-01) before it begins (2026-11-09)."),
        (["--to", "2026-11-01"], "--to needs --from as well."),
        (["--day", "2026-11-01", "--from", "2026-11-01"],
         "Give either --day, or --from and --to."),
        (["--periods-only"], "--periods-only needs --from and --to."),
    ],
)  # fmt: skip
def test_a_wrong_date_is_refused_in_one_sentence(arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        measure(*arguments)
    assert str(refusal.value) == sentence
