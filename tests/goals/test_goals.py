"""A goal written, signed by both teams, changed by a new version, stopped; its pages and API."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from alignment.journal.models import Event
from alignment.people.choices import TeamKind
from alignment.vision import goals, signing
from alignment.vision.choices import VersionStatus
from alignment.vision.models import Objective, Term, TermVersion
from alignment.web.errors import Conflict, Incomplete, NotAllowed
from dashboards.goals import funnel, measuring
from dashboards.goals.page import card
from dashboards.models import Progress
from dashboards.services import measure_day
from sla.models import Agreement, Commitment
from sla.required import Past, Ratio, need_for, need_for_opportunities, need_for_sqls
from tests import factories
from tests.dashboards.rows import lead
from tests.standing import contract_rows

pytestmark = pytest.mark.django_db
SAID = {"figure": "sqls", "period": "quarter", "first": date(2026, 11, 3), "target": Decimal(40)}


@pytest.fixture(autouse=True)
def in_november(time_machine_at):
    time_machine_at(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture
def mona(db):
    return factories.person("Mona", TeamKind.MARKETING, is_manager=True)


@pytest.fixture
def draft(maya, sam):
    return goals.save_objective(None, by=maya, marketing_owner=maya, sales_owner=sam, **SAID)


@pytest.fixture
def running(draft):
    return signing.put_in_force(draft, by=None)


def test_any_day_names_the_quarter(draft):
    assert (draft.first, draft.last) == (date(2026, 10, 1), date(2026, 12, 31))
    assert draft.direction == "up"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"target": Decimal(0)}, "target"),
        ({"target": Decimal("NaN")}, "target"),
        ({"figure": "acceptance", "target": Decimal(80)}, "target"),
        ({"figure": "clicks"}, "figure"),
        ({"period": "custom"}, "last"),
        ({"period": "custom", "last": date(2026, 11, 2)}, "last"),
        ({"period": "custom", "last": date(2030, 1, 1)}, "last"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(maya, wrong, field):
    with pytest.raises(Incomplete) as refused:
        goals.save_objective(None, by=maya, **SAID | wrong)
    assert set(refused.value.fields) == {field}


def test_an_owner_is_of_the_team(maya, sam):
    with pytest.raises(Incomplete) as refused:
        goals.save_objective(None, by=maya, marketing_owner=sam, sales_owner=maya, **SAID)
    assert set(refused.value.fields) == {"marketing_owner", "sales_owner"}


def test_nobody_proposes_it_without_an_owner_of_each_team(maya, mona):
    draft = goals.save_objective(None, by=maya, marketing_owner=maya, **SAID)
    with pytest.raises(Incomplete) as refused:
        signing.propose(draft, by=mona)
    assert set(refused.value.fields) == {"sales_owner"}


def test_both_teams_sign_it_and_it_is_measured(page, draft, mona, manager):
    lead(date(2026, 10, 5), mql=date(2026, 10, 6), sql=date(2026, 10, 7))
    address = f"/goals/{draft.public_id}/"
    assert page(mona).post(address + "propose/").status_code == 302
    assert page(mona).post(address + "sign/", {"side": "marketing"}).status_code == 302
    assert page(mona).post(address + "sign/", {"side": "sales"}).status_code == 403
    assert page(manager).post(address + "sign/", {"side": "sales"}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == VersionStatus.ACTIVE
    assert draft.progress.latest("as_of").value == 1
    html = page(manager).get(address).content.decode()
    assert f"{address}rows/" in html
    assert page(manager).get(address + "rows/").content.decode().count("data-open") == 1


def test_a_changed_target_is_a_new_version(running, maya, mona, manager):
    draft = goals.change(running, by=maya)
    assert goals.change(running, by=maya) == draft
    assert (draft.number, draft.line, draft.target) == (2, running.line, running.target)
    with pytest.raises(Incomplete, match="Nothing differs"):
        signing.propose(draft, by=mona)
    said = {name: getattr(draft, name) for name in goals.WRITTEN} | {"target": Decimal(50)}
    signing.propose(goals.save_objective(draft, by=maya, **said), by=mona)
    with pytest.raises(Conflict):
        goals.save_objective(draft, by=maya, **said)
    signing.sign(draft, by=mona, side="marketing")
    signing.sign(draft, by=manager, side="sales")
    running.refresh_from_db()
    assert running.status == VersionStatus.SUPERSEDED


def test_two_goals_of_the_same_days_are_one(running, maya, sam, mona):
    other = goals.save_objective(None, by=maya, marketing_owner=maya, sales_owner=sam, **SAID)
    with pytest.raises(Incomplete, match="already"):
        signing.propose(other, by=mona)


def test_a_manager_stops_it_and_the_books_keep_it(running, maya, mona):
    with pytest.raises(NotAllowed):
        goals.stop(running, by=maya)
    goals.stop(running, by=mona, note="Trop haut")
    with pytest.raises(Conflict):
        goals.stop(running, by=mona)
    assert Objective.objects.get().status == VersionStatus.SUPERSEDED
    assert Event.objects.get(verb="objective.stopped").facts["note"] == "Trop haut"


def test_people_type_rates_in_percent(page, maya, sam):
    typed = SAID | {"figure": "acceptance", "target": "80 %", "first": "2026-11-03"}
    typed |= {"marketing_owner": maya.pk, "sales_owner": sam.pk}
    assert page(maya).post("/goals/new/", typed).status_code == 302
    assert Objective.objects.get().target == Decimal("0.8")
    answer = page(maya).post("/goals/new/", typed | {"target": "quatre"})
    assert answer.status_code == 400
    assert "Write a number" in answer.content.decode()


def test_the_goals_of_today_stand_on_the_dashboard_and_beside_the_contract(
    page, running, sam, maya, dana
):
    lead(date(2026, 11, 5))
    measure_day(date(2026, 11, 22))
    for address in ("/dashboard/", "/goals/now/", "/goals/"):
        assert f"/goals/{running.public_id}/" in page(sam).get(address).content.decode(), address
    contract_rows.in_force({"direction": dana, "marketing": maya, "sales": sam})
    assert "/goals/now/" in page(sam).get("/contract/").content.decode()


# By hand: 10 of 40 won, 20 of 50 accepted lead to an opportunity, 25 to SQL, 80 of 100 accepted.
PAST = Past(
    won=Ratio(10, 40), to_opportunity=Ratio(20, 50), accepted=Ratio(80, 100),
    mean_deal=Decimal(12_000), marketing_share=0.5, to_sql=Ratio(25, 50),
)  # fmt: skip


def test_the_funnel_backwards_by_hand():
    # 240 k€ x 50 % / 12 k€ = 10 customers, 40 opportunities, 100 accepted (50 SQLs), 125 MQLs.
    need = need_for(Decimal(240_000), PAST, months=5)
    found = (need.customers, need.opportunities, need.sqls, need.accepted, need.mqls)
    assert found == pytest.approx((10, 40, 50, 100, 125))
    assert need.a_month == 25
    assert need.mqls < need.safe
    assert need_for_opportunities(40, PAST).mqls == pytest.approx(125)
    sqls = need_for_sqls(50, PAST)
    assert (sqls.accepted, sqls.opportunities, sqls.customers) == pytest.approx((100, 40, 10))
    assert need_for_sqls(0, PAST) is None
    assert need_for_sqls(50, Past(PAST.won, PAST.to_opportunity, PAST.accepted, None, None)) is None


def test_what_is_left_becomes_the_volume_of_the_contract(page, running, sam):
    answer = page(sam).post(f"/goals/{running.public_id}/volume/", {"number": "42"})
    assert (answer.status_code, answer.url) == (302, "/contract/draft/")
    assert Commitment.objects.get(agreement__status="draft", promise="volume").number == 42
    assert (
        page(sam).post(f"/goals/{running.public_id}/volume/", {"number": "-1"}).status_code == 400
    )
    assert Agreement.objects.count() == 1


def test_only_what_is_left_is_asked_of_the_funnel(running):
    for day in (5, 6, 7):
        lead(date(2026, 10, day), mql=date(2026, 10, day), sql=date(2026, 10, day))
    measuring.measure(running)
    shown = card(running, measuring.history([running])[running.pk])
    found = funnel.need_of(running, shown)
    assert (found.left, found.months) == (37, 1)
    running.last = date(2026, 11, 1)
    assert funnel.need_of(running, shown) is None


def test_the_api_tells_where_a_goal_stands(api, running, sam, manager):
    lead(date(2026, 10, 5), mql=date(2026, 10, 6), sql=date(2026, 10, 7))
    measuring.measure(running)
    found = api(sam).get("/api/v1/objectives/").json()["results"][0]
    assert found["standing"]["state"] == "behind"
    assert (found["standing"]["value"], found["standing"]["n"]) == (1, 1)
    assert found["standing"]["working_days"] == 64
    evenings = api(sam).get(f"/api/v1/objectives/{running.public_id}/progress/").json()
    assert evenings[-1]["as_of"] == "2026-11-22"
    refused = api(sam).patch(f"/api/v1/objectives/{running.public_id}/", {"target": "50"})
    assert refused.status_code == 409
    assert api(sam).post(f"/api/v1/objectives/{running.public_id}/stop/", {}).status_code == 403


def test_its_curve_draws_a_line_where_a_word_changed(running, page, maya):
    for day in (date(2026, 11, 8), date(2026, 11, 15), date(2026, 11, 22)):
        Progress.objects.create(
            objective=running, as_of=day, value=4, n=4, computed_at=datetime.now(UTC)
        )
    browser = page(maya)
    assert "MQL v2" not in browser.get(running.get_absolute_url()).content.decode()
    mql = Term.objects.get_or_create(
        code="mql", defaults={"group": "passage", "word_fr": "MQL", "word_en": "MQL"}
    )[0]
    TermVersion.objects.filter(term=mql).delete()
    TermVersion.objects.create(
        term=mql, number=2, definition_fr="x", definition_en="x", status="active",
        effective_at=datetime(2026, 11, 11, 9, tzinfo=UTC),
    )  # fmt: skip
    shown = browser.get(running.get_absolute_url()).content.decode()
    assert "MQL v2" in shown and 'class="mark"' in shown
