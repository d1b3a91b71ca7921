from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from stdnum.fr import siren

from alignment.journal.models import Event
from alignment.people.models import User
from alignment.people.services import DEMO_PASSWORD
from alignment.vision import demo as demo_message
from alignment.vision.models import IcpVersion
from alignment.web.business_days import add_working_days, local_date, today, zone
from leads import conditions, demo, transitions
from leads.choices import Stage, Verdict
from leads.demo import views as demo_views
from leads.demo import words
from leads.lists import saved
from leads.models import (
    Activity,
    Company,
    Contact,
    DealRevision,
    Handover,
    Lead,
    Opportunity,
    SavedView,
)
from leads.segments import message_for
from leads.selectors.my_day import day_of
from leads.seniority import seniority_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker):
    """The demo, built once for the tests of this file and taken away after them."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        now = _working_hour()
        with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
            counts = demo.build(now=now, months=12, seed=7)
        yield now, counts
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


def _working_hour():
    """Half past ten of the last working day: deadlines around it lie in working hours."""
    day = add_working_days(today() + timedelta(days=1), -1)
    return datetime.combine(day, time(10, 30), tzinfo=zone()).astimezone(UTC)


def queue(first_name, stage):
    return Lead.objects.filter(owner__first_name=first_name, stage=stage)


def test_it_is_a_year_of_some_six_hundred_leads(company):
    now, counts = company
    assert 500 <= counts["leads"] <= 750
    first = Lead.objects.order_by("captured_at").first().captured_at
    assert timedelta(days=360) < now - first < timedelta(days=400)
    assert not Lead.objects.filter(captured_at__gt=now).exists()


def test_everybody_has_something_to_do_today(company):
    now, _counts = company
    for user in User.objects.all():
        found = day_of(user, local_date(now))
        assert found.now or found.late, user
    followed = Lead.objects.filter(stage=Stage.ACCEPTED).exclude(next_action="")
    assert followed.exists()
    for lead in followed:
        first = lead.tasks.open().filter(owner=lead.owner).first()
        assert (first.title, first.due_on) == (lead.next_action, lead.next_action_on)
    account = Company.objects.get(is_strategic=True)
    assert account.owner.first_name == "Sam" and account.plan


def test_everybody_logs_in_with_the_same_password(company):
    assert User.objects.count() == 8
    assert all(user.check_password(DEMO_PASSWORD) for user in User.objects.all()[:2])
    assert User.objects.get(email="dana@tandem.example").is_admin


def test_the_ideal_customer_has_two_versions_and_seven_criteria(company):
    assert list(IcpVersion.objects.order_by("number").values_list("status", flat=True)) == [
        "superseded", "active",
    ]  # fmt: skip
    assert IcpVersion.objects.get(number=2).criteria.count() == 7


def test_nobody_in_it_is_real(company):
    assert all(siren.is_valid(row.siren) for row in Company.objects.all())
    assert not Company.objects.exclude(siren__startswith="991").exists()
    assert not Contact.objects.exclude(email__endswith=".example").exists()
    assert not Contact.objects.exclude(phone__startswith="+331990").exists()
    assert not Contact.objects.exclude(mobile="").exclude(mobile__startswith="+3363998").exists()


def test_acceptance_improves_over_the_year(company):
    now, _counts = company
    countable = Handover.objects.countable()

    def rate(rows):
        yes = rows.filter(verdict__in=[Verdict.ACCEPTED, Verdict.OVERTURNED]).count()
        return yes / (yes + rows.filter(verdict=Verdict.REJECTED).count())

    assert 0.72 < rate(countable) < 0.84
    half = now - timedelta(days=182)
    assert rate(countable.filter(handed_over_at__gt=half)) > rate(
        countable.filter(handed_over_at__lt=half)
    )


def test_sam_has_eight_to_decide_one_late_two_within_the_hour(company):
    now, _counts = company
    left = [lead.due_at - now for lead in queue("Sam", Stage.HANDED_OVER)]
    assert len(left) == 8
    assert sum(wait < timedelta(0) for wait in left) == 1
    assert sum(timedelta(0) <= wait < timedelta(hours=1) for wait in left) == 2


def test_maya_and_dana_have_something_waiting(company):
    mine = Lead.objects.filter(marketer__first_name="Maya")
    assert mine.filter(stage=Stage.RETURNED).count() == 2
    assert mine.filter(stage=Stage.REJECTED).count() == 2
    assert mine.filter(stage=Stage.NEW).count() >= 5
    assert Lead.objects.filter(stage=Stage.CONTESTED).count() == 1
    assert Lead.objects.filter(stage=Stage.PREQUAL).count() == 4


def test_events_tell_the_same_story_as_the_rows(company):
    for lead in Lead.objects.prefetch_related("handovers").all():
        moves = Event.objects.about(lead).filter(facts__has_key="to").order_by("occurred_at", "id")
        moves = list(moves)
        assert moves[0].verb == "lead.logged"
        assert moves[-1].facts["to"] == lead.stage
        assert all(
            new.facts["from"] == old.facts["to"] for old, new in zip(moves, moves[1:], strict=False)
        )
        reached = {move.facts["to"]: move.occurred_at for move in reversed(moves)}
        for stage in ("mql", "handed_over", "accepted", "sql", "opportunity", "won", "lost"):
            assert getattr(lead, f"{stage}_at") == reached.get(stage)


def test_nothing_happens_in_the_future_or_before_its_lead(company):
    now, _counts = company
    assert not Event.objects.filter(occurred_at__gt=now).exists()
    assert not Activity.objects.filter(occurred_at__gt=now).exists()
    for lead in Lead.objects.exclude(won_at=None):
        line = [lead.captured_at, lead.mql_at, lead.handed_over_at, lead.accepted_at]
        line += [lead.sql_at, lead.opportunity_at, lead.won_at]
        assert line == sorted(line)


def test_won_deals_have_amounts_and_revisions(company):
    won = Opportunity.objects.filter(status="won")
    assert won.count() > 15
    assert not won.filter(value=None).exists()
    assert DealRevision.objects.filter(opportunity__in=won).count() > won.count()


def test_the_product_works_on_it(company):
    lead = queue("Sam", Stage.HANDED_OVER).first()
    sam = User.objects.get(first_name="Sam")
    assert transitions.accept(lead, by=sam).stage == Stage.ACCEPTED
    transitions.undo(lead, by=sam)
    assert lead.stage == Stage.HANDED_OVER


def test_cards_agree_with_first_names(company):
    cards = Contact.objects.exclude(job_title="").values_list("first_name", "job_title")
    of_men, of_women = set(words.JOBS_OF_WOMEN), set(words.JOBS_OF_WOMEN.values())
    for first_name, job in cards:
        assert job not in (of_men if first_name in words.WOMEN else of_women), (first_name, job)


@pytest.mark.parametrize(("of_man", "of_woman"), words.JOBS_OF_WOMEN.items())
def test_a_job_counts_the_same_whoever_holds_it(of_man, of_woman):
    assert seniority_of(of_man) == seniority_of(of_woman) != ""


def test_lists_are_kept_for_oneself_for_both_teams_and_locked(company):
    demo_views.run(now=company[0], months=12)
    kept = SavedView.objects.all()
    assert {(view.sharing, view.is_locked) for view in kept} == {
        ("private", False),
        ("shared", False),
        ("shared", True),
    }
    sam = User.objects.get(email="sam@tandem.example")
    found = [
        conditions.narrow(view.record, view.query, by=sam).exists()
        for view in saved.seen_by(sam, kept)
    ]
    assert sum(found) >= 3


def test_a_lead_met_at_a_fair_hears_the_message_of_the_fair(company):
    demo_message.run(now=company[0], months=12)
    met = Lead.objects.filter(source="event").first()
    other = Lead.objects.exclude(source="event").first()
    heard, usual = message_for(met), message_for(other)
    assert (str(heard.house), str(usual.house.segment)) == ("Rencontrés sur un salon", "None")
    assert usual.number == 2
