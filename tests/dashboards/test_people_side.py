"""Wins, the leader's page, the guard and the comparison: what they say and what they never say."""

import datetime as dt

import pytest
from django.utils import timezone

from alignment.journal.models import Event
from alignment.people.choices import TeamKind
from alignment.programme.models import Nudge, Thanks, Win
from alignment.web.business_days import DAY, today
from alignment.web.errors import Conflict, NotAllowed
from dashboards import benefits, hidden_costs, quarter_hour, relapse, wins
from dashboards.figures import Figure
from leads import transitions
from leads.models import Handover, Opportunity
from sla.models import Feedback
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def card():
    factories.won(factories.seller())
    return wins.cards()[0]


def test_a_win_of_two_teams_names_both(card):
    assert card.teams >= {"marketing", "sales"}
    assert card.brought_by == "Maya" and card.days == 0


def test_a_won_lead_leads_to_its_card(card, page, maya):
    deal = card.deal
    Opportunity.objects.filter(pk=deal.pk).update(won_on=deal.won_on - dt.timedelta(days=700))
    address = f"/programme/wins/?deal={deal.public_id}"
    assert address in page(maya).get(deal.lead.get_absolute_url()).content.decode()
    assert f"win-{deal.public_id}" not in page(maya).get("/programme/wins/").content.decode()
    assert f"win-{deal.public_id}" in page(maya).get(address).content.decode()
    other = factories.opportunity(factories.seller()).opportunities.get()
    shown = page(maya).get(f"/programme/wins/?deal={other.public_id}").content.decode()
    assert "Won by one team alone." in shown
    assert page(maya).get("/programme/wins/?deal=x").status_code == 200


def test_thanks_go_to_the_other_team_only_and_once(card):
    sam, maya = factories.seller(), factories.marketer()
    wins.thank(card, by=sam, team=TeamKind.MARKETING, text="Merci pour la fiche")
    with pytest.raises(NotAllowed):
        wins.thank(card, by=sam, team=TeamKind.SALES, text="Bravo à nous")
    with pytest.raises(Conflict):
        wins.thank(card, by=sam, team=TeamKind.MARKETING, text="Encore merci")
    assert Thanks.objects.get().text == "Merci pour la fiche"
    told = Event.objects.get(verb="win.thanked").facts["tell"]
    assert told == [maya.pk]


def test_a_win_is_posted_once_to_both_teams(card):
    sam, maya = factories.seller(), factories.marketer()
    wins.post(card, by=sam)
    with pytest.raises(Conflict):
        wins.post(card, by=maya)
    assert Win.objects.get().posted_by == sam
    assert Event.objects.filter(verb="win.shared").count() == 1


def test_the_leader_sees_contests_and_how_they_were_ruled(dana):
    lead = factories.rejected(factories.seller())
    transitions.contest(lead, by=factories.marketer(), argument="Le besoin est là")
    points = quarter_hour.points(dana, timezone.now())
    assert [point.kind for point in points] == ["contest"]
    lead.refresh_from_db()
    transitions.rule(lead, by=dana, ruling="overturn", why="Le besoin était là")
    assert quarter_hour.points(dana, timezone.now()) == []
    found = quarter_hour.balance(timezone.now())
    assert (found.for_marketing, found.for_sales) == (1, 0)
    assert [row.lead for row in quarter_hour.rulings()] == [lead]


def test_only_the_direction_opens_that_page(page, sam, dana):
    assert page(sam).get("/programme/quarter-hour/").status_code == 403
    assert page(dana).get("/programme/quarter-hour/").status_code == 200


def feedback_of(day: dt.date, given: int, asked: int) -> None:
    handover = Handover.objects.first() or factories.accepted().handovers.get()
    at = timezone.now() - (today() - day)
    Feedback.objects.bulk_create(
        Feedback(
            lead=handover.lead, handover=handover, moment="verdict", subject="accepted",
            asked_at=at + dt.timedelta(seconds=n), asked_on=day,
            done_on=day if n < given else None,
        )
        for n in range(asked)
    )  # fmt: skip


def test_falling_feedback_is_told_to_the_direction_once_a_fortnight(dana, sam):
    factories.accepted(sam)
    Feedback.objects.all().delete()
    feedback_of(today() - 45 * DAY, given=18, asked=20)
    feedback_of(today() - 15 * DAY, given=14, asked=20)
    found = relapse.watch()
    assert found and found.sign == "feedback" and found.figures == {"now": 0.7, "before": 0.9}
    event = Event.objects.get(verb="relapse.nudged")
    assert event.facts["tell"] == [dana.pk] and event.actor is None
    assert relapse.watch() is None and relapse.watch(today() + 13 * DAY) is None
    assert Nudge.objects.count() == 1
    assert "Sam" not in str(found.figures) + event.target_label


def test_a_small_fall_or_few_answers_are_no_sign(dana, sam):
    factories.accepted(sam)
    Feedback.objects.all().delete()
    feedback_of(today() - 45 * DAY, given=18, asked=20)
    feedback_of(today() - 15 * DAY, given=16, asked=20)
    assert relapse.watch() is None


@pytest.mark.parametrize(
    ("before", "now", "up", "verdict"),
    [
        ((0.5, 0.4, 0.6, 50), (0.8, 0.7, 0.9, 50), True, "better"),
        ((0.5, 0.4, 0.6, 50), (0.8, 0.7, 0.9, 50), False, "worse"),
        ((0.5, 0.4, 0.6, 50), (0.6, 0.5, 0.7, 50), True, "same"),
        ((0.5, 0.1, 0.9, 9), (0.99, 0.95, 1.0, 50), True, "unknown"),
        ((0.5, None, None, 50), (0.8, 0.7, 0.9, 50), True, "unknown"),
    ],
)
def test_nothing_is_concluded_while_intervals_meet(before, now, up, verdict):
    sides = [Figure(value=v, low=low, high=high, n=n) for v, low, high, n in (before, now)]
    assert benefits.verdict_of(*sides, up) == verdict


def test_the_interval_of_a_median_holds_its_ranks():
    assert benefits.median_interval(range(1, 6)) == (None, None)
    low, high = benefits.median_interval(list(range(1, 101)))
    assert (low, high) == (40, 61)


def test_an_unknown_cost_is_said_and_never_nought(db):
    assert hidden_costs.costs() == []
    found = hidden_costs._doubled(today())
    assert found.euros is None and found.missing
    assert hidden_costs._slow().euros is None


def test_a_win_is_read_posted_and_thanked_for_over_rest(api, card):
    sam, maya = factories.seller(), factories.marketer()
    address = f"/api/v1/wins/{card.deal.public_id}/"
    told = api(maya).get("/api/v1/wins/").json()
    assert [win["id"] for win in told] == [str(card.deal.public_id)]
    assert (told[0]["brought_by"], told[0]["days"], told[0]["posted_at"]) == ("Maya", 0, None)

    assert api(sam).post(f"{address}share/").json()["posted_at"]
    assert api(maya).post(f"{address}share/").status_code == 409
    body = {"team": "marketing", "text": "Merci pour la fiche"}
    thanked = api(sam).post(f"{address}thank/", body).json()["thanks"]
    assert [(each["by"]["name"], each["team"], each["text"]) for each in thanked] == [
        ("Sam", "marketing", "Merci pour la fiche")
    ]
    assert api(sam).post(f"{address}thank/", body).status_code == 409
    assert api(sam).post(f"{address}thank/", body | {"team": "sales"}).status_code == 403
    open_deal = factories.opportunity(sam)
    assert api(sam).get(f"/api/v1/wins/{open_deal.public_id}/").status_code == 404
