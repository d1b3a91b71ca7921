from datetime import date

import pytest

from alignment.people.choices import Scope
from dashboards import kpis, services
from tests.dashboards.rows import handover, lead
from tests.lasting import as_in_a_test, kept_for_the_file

MEASURES = "/api/v1/measures/"


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with kept_for_the_file(django_db_blocker):
        with as_in_a_test():
            tell()
        yield


@pytest.fixture
def measured(told, db):
    """What was measured once, for a test that may change it."""


def tell():
    for day in (date(2026, 9, 3), date(2026, 10, 5), date(2026, 11, 3)):
        lead(day, mql=day, accepted=day, source="event", fit_grade="A")
        lead(day, mql=day, source="")
        handover(day, "accepted", tried=day)
    services.measure_range(date(2026, 11, 18), date(2026, 11, 20))
    services.measure_day(date(2026, 11, 20))


@pytest.fixture
def ask_nothing(api, sam):
    """Before the first night."""
    client = api(sam, scope=Scope.READ)

    def get(address=MEASURES, **parameters):
        return client.get(address, parameters)

    return get


@pytest.fixture
def ask(ask_nothing, measured):
    return ask_nothing


def test_a_row_carries_everything_a_reader_needs(ask):
    row = ask(kpi="lvr", period="month", **{"from": "2026-10-01"}).json()["results"][0]
    assert {name: row[name] for name in ("kpi", "variant", "period", "start", "segment")} == {
        "kpi": "lvr", "variant": "sal", "period": "month", "start": "2026-10-01", "segment": "",
    }  # fmt: skip
    assert (row["value"], row["numerator"], row["denominator"], row["n"]) == (
        "0.000000", "0.00", "1.00", 1,
    )  # fmt: skip
    assert row["definition_version"] == 1
    assert row["as_of"] == "2026-11-20"
    assert float(row["low"]) < 0 < float(row["high"])


def test_without_a_variant_only_the_default_answers(ask):
    rows = ask(period="month", page_size=200).json()["results"]
    assert {(row["kpi"], row["variant"]) for row in rows} == {
        (key, kpi.default()) for key, kpi in kpis.KPIS.items()
    }
    assert {row["segment"] for row in rows} == {""}


def test_the_base_of_the_growth_is_its_variant(ask):
    rows = ask(kpi="lvr", base="mql", period="month").json()["results"]
    assert {row["variant"] for row in rows} == {"mql"}
    assert [row["n"] for row in rows] == [2, 2, 2]


def test_segments_are_named(ask):
    rows = ask(kpi="lvr", variant="mql", period="month", segment="source", to="2026-09-30").json()
    assert {row["segment_value"]: row["n"] for row in rows["results"]} == {"": 1, "event": 1}
    assert all(row["segment_label"] for row in rows["results"])


def test_those_of_whom_nobody_said_the_source_can_be_asked_for(ask):
    rows = ask(kpi="lvr", variant="mql", period="month", segment="source", segment_value="").json()
    assert {row["segment_value"] for row in rows["results"]} == {""}


def test_days_come_in_order_page_by_page(ask):
    first = ask(kpi="lvr", period="day", page_size=2).json()
    assert [row["start"] for row in first["results"]] == ["2026-11-18", "2026-11-19"]
    second = ask(first["next"]).json()
    assert [row["start"] for row in second["results"]] == ["2026-11-20"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"kpi": "magic"}, "kpi"),
        ({"period": "week"}, "period"),
        ({"segment": "weather"}, "segment"),
        ({"from": "2026-13-01"}, "from"),
        ({"to": "tomorrow"}, "to"),
        ({"from": "2026-11-02", "to": "2026-11-01"}, "to"),
        ({"kpi": "lvr", "variant": "revenue"}, "variant"),
        ({"variant": "magic"}, "variant"),
        ({"base": "won"}, "base"),
        ({"kpi": "win_rate", "base": "mql"}, "base"),
        ({"segment_value": "event"}, "segment"),
        ({"page_size": "0"}, "page_size"),
    ],
)
def test_a_wrong_parameter_is_named(ask_nothing, parameters, field):
    answer = ask_nothing(**parameters)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert field in answer.json()["errors"]


def test_every_figure_leads_to_its_rows(ask):
    row = ask(kpi="acceptance_rate", period="month", **{"from": "2026-11-01"}).json()["results"][0]
    found = ask(row["rows_url"]).json()["results"]
    assert len(found) == int(float(row["numerator"])) == 1
    assert found[0]["kind"] == "handover"


def test_the_part_of_a_figure_can_be_chosen(ask):
    parameters = {"kpi": "lvr", "variant": "mql", "period": "month", "start": "2026-11-01"}
    assert len(ask(f"{MEASURES}rows/", **parameters).json()["results"]) == 2
    wrong = ask(f"{MEASURES}rows/", **parameters, part="magic")
    assert wrong.status_code == 400
    assert "part" in wrong.json()["errors"]
    assert ask(f"{MEASURES}rows/", **parameters | {"start": "1999-01-01"}).status_code == 404


def test_the_definitions_are_listed(ask):
    found = {row["key"]: row for row in ask("/api/v1/kpis/").json()}
    assert list(found) == list(kpis.KPIS)
    assert found["lvr"]["default_variant"] == "sal"
    assert found["stage_duration"]["unit"] == "working_days"
    assert all(row["description"] for row in found.values())


def test_a_list_takes_the_same_statements_for_few_and_many(ask, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        ask(kpi="lvr", period="day", page_size=1)
    with django_assert_max_num_queries(6):
        ask(kpi="lvr", variant="mql", segment="source", page_size=200)
