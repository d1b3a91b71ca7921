"""A curve says where a definition changed: words both approved, the ideal customer."""

from datetime import UTC, date, datetime

import pytest

from alignment.vision.models import IcpVersion, Term, TermVersion
from alignment.web.charts import Mark
from dashboards import services
from dashboards.definitions import changes, marks_of
from tests.dashboards import rows

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), date(2026, 11, 1)


def word(code, group, *versions):
    term, _new = Term.objects.update_or_create(
        code=code, defaults={"group": group, "word_fr": code.upper(), "word_en": code.upper()}
    )
    term.versions.all().delete()
    for number, (month, status) in enumerate(versions, start=1):
        TermVersion.objects.create(
            term=term, number=number, definition_fr="x", definition_en="x", status=status,
            effective_at=datetime(2026, month, 15, 9, tzinfo=UTC),
        )  # fmt: skip


def labels(kpi):
    return [(mark.day.month, mark.label) for mark in marks_of(changes(FIRST, LAST), kpi)]


def test_a_second_definition_is_marked_in_its_month_and_a_first_is_not():
    word("mql", "passage", (2, "superseded"), (6, "active"))
    assert labels("acceptance_rate") == [(6, "MQL v2")]
    assert marks_of(changes(FIRST, LAST), "x")[0] == Mark(date(2026, 6, 1), "MQL v2")


def test_a_figures_own_word_marks_its_curve_alone():
    word("acceptance_rate", "figure", (2, "superseded"), (5, "active"))
    assert labels("acceptance_rate") == [(5, "ACCEPTANCE_RATE v2")]
    assert labels("stage_duration") == []


def test_changes_of_one_month_share_a_line_and_what_waits_has_none():
    word("mql", "passage", (2, "superseded"), (6, "active"), (7, "proposed"))
    IcpVersion.objects.create(
        number=902, status="superseded", effective_at=datetime(2026, 6, 2, 9, tzinfo=UTC)
    )
    assert labels("acceptance_rate") == [(6, "Ideal customer v902, MQL v2")]


def test_a_curve_by_week_has_its_line_on_the_day():
    word("mql", "passage", (2, "superseded"), (6, "active"))
    found = changes(FIRST, LAST)
    assert marks_of(found, "x", by_month=False) == [Mark(date(2026, 6, 15), "MQL v2")]


def test_the_dashboard_draws_the_line(page, sam):
    for month in (5, 6, 7):
        day = date(2026, month, 6)
        rows.handover(day, "accepted", tried=day)
    services.measure_day(date(2026, 7, 20))
    browser, address = page(sam), "/dashboard/?period=quarter&start=2026-07-01"
    assert "MQL v2" not in browser.get(address).content.decode()
    word("mql", "passage", (2, "superseded"), (6, "active"))
    shown = browser.get(address).content.decode()
    assert 'class="mark"' in shown and "MQL v2" in shown
