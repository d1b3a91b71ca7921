"""What waits for whom, on the page « To do »."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alignment.people.choices import TeamKind
from leads import transitions
from leads.models import Lead
from leads.selectors import queues
from tests import factories

pytestmark = pytest.mark.django_db
QUEUE = reverse("leads:queue")
MOST_QUERIES = 12


def due_in(lead, **delta):
    Lead.objects.filter(pk=lead.pk).update(due_at=timezone.now() + timedelta(**delta))
    return lead


def keys_of(user, **options):
    return {key: section.rows for key, section in queues.sections_for(user, **options).items()}


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_sales_sees_the_leads_handed_over_oldest_deadline_first(sam, maya):
    later = due_in(factories.handed_over(to=sam), hours=9)
    late = due_in(factories.handed_over(to=sam), minutes=-5)
    assert keys_of(sam)["decide"] == [late, later]


def test_sales_does_not_see_what_a_colleague_must_decide(sam):
    factories.handed_over(to=factories.person("Other"))
    assert keys_of(sam)["decide"] == []


def test_a_manager_may_look_at_the_whole_team(manager, sam):
    lead = factories.handed_over(to=sam)
    assert keys_of(manager)["decide"] == []
    assert keys_of(manager, scope="team")["decide"] == [lead]


def test_a_rep_who_asks_for_the_team_gets_only_their_own(sam):
    factories.handed_over(to=factories.person("Other"))
    assert keys_of(sam, scope="team")["decide"] == []


def test_the_sentence_says_what_is_late_and_what_comes_within_the_hour(page, sam):
    due_in(factories.handed_over(to=sam), minutes=-5)
    for _each in range(2):
        due_in(factories.handed_over(to=sam), minutes=40)
    html = text_of(page(sam).get(QUEUE))
    assert "3 wait for your answer (1 late, 2 to decide within the hour)." in html


def test_the_sentence_and_the_menu_say_the_same_number(page, dana, maya, sam):
    factories.lead(maya)
    factories.rejected(by=sam)
    factories.handed_over(to=sam, by=maya)
    contested = factories.rejected(by=sam)
    transitions.contest(contested, by=maya, argument="It is in our target")
    for person, said in (
        (sam, "1 waits for your answer."),
        (maya, "1 waits for your answer, 1 other thing to do."),
        (
            dana,
            "1 waits for your answer. Everybody’s: 3 wait for an answer, 1 other thing to do.",
        ),
    ):
        html = text_of(page(person).get(QUEUE))
        assert said in html
        assert re.search(r'href="/leads/queue/".*?class="badge"[^>]*>1</span>', html, re.S)


def test_searching_does_not_change_what_waits(page, sam):
    factories.handed_over(to=sam)
    assert "1 waits for your answer." in text_of(page(sam).get(QUEUE, {"q": "zzz"}))


def test_a_tab_narrows_the_leads_to_decide(page, sam):
    late = due_in(factories.handed_over(to=sam), minutes=-5)
    other = due_in(factories.handed_over(to=sam), minutes=40)
    html = text_of(page(sam).get(QUEUE, {"tab": "late"}))
    assert late.company.name in html
    assert other.company.name not in html


def test_the_button_is_filled_only_when_time_runs_out(page, sam):
    due_in(factories.handed_over(to=sam), hours=5)
    assert "btn-primary" not in text_of(page(sam).get(QUEUE)).split('id="queue"')[1]
    due_in(factories.handed_over(to=sam), minutes=5)
    assert "btn-primary" in text_of(page(sam).get(QUEUE)).split('id="queue"')[1]


def test_accepted_leads_come_back_when_their_next_action_is_due(sam):
    waiting, calling = factories.accepted(by=sam), factories.accepted(by=sam)
    due_in(waiting, days=3)
    due_in(calling, minutes=-1)
    assert keys_of(sam)["follow"] == [calling]


def test_marketing_sees_each_kind_of_work_in_its_section(maya, sam, dana):
    new, qualified = factories.lead(maya), factories.mql(maya)
    refused = factories.rejected(by=sam)
    returned = factories.handed_over(to=sam, by=maya)
    transitions.return_(returned, by=sam, missing=["budget"])
    asleep, awake = factories.lead(maya), factories.lead(maya)
    today = timezone.localdate()
    transitions.nurture(asleep, by=maya, wake_up_on=today + timedelta(days=9))
    transitions.nurture(awake, by=maya, wake_up_on=today)
    call = factories.mql(maya)
    transitions.prequalify(call, by=maya, owner=maya, due_on=today)
    assert keys_of(maya) == {
        "qualify": [new],
        "hand_over": [qualified],
        "answer": [refused],
        "returned": [returned],
        "wake": [awake],
        "conclude": [call],
    }


def test_a_lead_that_was_reopened_needs_no_waking(maya, sam):
    lead = factories.rejected(by=sam)
    transitions.recycle(lead, by=maya, wake_up_on=timezone.localdate() + timedelta(days=1))
    Lead.objects.filter(pk=lead.pk).update(wake_up_on=timezone.localdate())
    assert keys_of(maya)["wake"] == [lead]
    transitions.reopen(lead, by=maya, trigger="Called back")
    assert keys_of(maya)["wake"] == []


def test_direction_rules_on_contests_and_sees_both_sides(page, dana, maya, sam):
    contested = factories.rejected(by=sam)
    transitions.contest(contested, by=maya, argument="It is in our target")
    waiting = factories.handed_over(to=sam)
    sections = keys_of(dana, scope="team")
    assert sections["rule"] == [contested]
    assert sections["decide"] == [waiting]
    assert waiting.company.name in text_of(page(dana).get(QUEUE))


def test_a_person_of_both_teams_sees_both_queues(maya):
    both = factories.person("Both", TeamKind.SALES, second_team=factories.team(TeamKind.MARKETING))
    handed = factories.handed_over(to=both)
    new = factories.lead(both)
    sections = keys_of(both)
    assert sections["decide"] == [handed]
    assert sections["qualify"] == [new]


def test_an_empty_queue_says_what_to_do_next(page, maya, sam):
    assert reverse("leads:new") in text_of(page(maya).get(QUEUE))
    assert "No lead waits for your verdict." in text_of(page(sam).get(QUEUE))


def test_a_long_section_shows_its_first_rows_and_says_how_many_more(page, maya, monkeypatch):
    monkeypatch.setattr(queues, "SHOWN_ELSEWHERE", 2)
    for _each in range(3):
        factories.lead(maya)
    section = queues.sections_for(maya)["qualify"]
    assert (len(section.rows), section.total, section.more) == (2, 3, 1)
    assert "1 more below these" in text_of(page(maya).get(QUEUE))


def test_show_more_opens_one_section_and_leaves_the_others(page, maya, monkeypatch):
    monkeypatch.setattr(queues, "SHOWN_ELSEWHERE", 1)
    new = [factories.lead(maya) for _each in range(3)]
    qualified = [factories.mql(maya) for _each in range(2)]
    sections = queues.sections_for(maya, opened=["qualify"])
    assert len(sections["qualify"].rows) == len(new)
    assert len(sections["hand_over"].rows) == 1 < sections["hand_over"].total == len(qualified)
    closed = text_of(page(maya).get(QUEUE))
    assert "more=qualify" in closed
    opened = text_of(page(maya).get(QUEUE, {"more": "qualify"}))
    assert all(str(lead.public_id) in opened for lead in new)
    assert '<input type="hidden" name="more" value="qualify">' in opened
    assert "more=hand_over" in opened


def test_who_is_to_be_woken_up_is_not_qualified_as_well(maya):
    lead = factories.lead(maya)
    today = timezone.localdate()
    transitions.nurture(lead, by=maya, wake_up_on=today)
    Lead.objects.filter(pk=lead.pk).update(fit_grade="A", engagement_level=1)
    sections = queues.sections_for(maya)
    assert sections["wake"].rows == [lead]
    assert sections["qualify"].rows == [] and sections["qualify"].total == 0
    Lead.objects.filter(pk=lead.pk).update(wake_up_on=today + timedelta(days=9))
    assert queues.sections_for(maya)["qualify"].rows == [lead]


def test_search_finds_by_company_without_accents(page, sam):
    wanted = factories.handed_over(to=sam, company=factories.company("Câbleries Légères"))
    other = factories.handed_over(to=sam)
    html = text_of(page(sam).get(QUEUE, {"q": "cableries"}))
    assert wanted.company.name in html
    assert other.company.name not in html


def test_what_people_typed_is_escaped(page, sam):
    name = '<script>alert("x")</script>'
    lead = factories.handed_over(to=sam, company=factories.company(name))
    Lead.objects.filter(pk=lead.pk).update(why_now="<img src=x onerror=alert(1)>")
    html = text_of(page(sam).get(QUEUE))
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_the_number_of_queries_does_not_grow(page, sam, maya):
    both = factories.person("Both", second_team=factories.team(TeamKind.MARKETING))

    def queries():
        with CaptureQueriesContext(connection) as seen:
            text_of(browser.get(QUEUE))
        return len(seen)

    browser = page(both)
    text_of(browser.get(QUEUE))
    for _each in range(2):
        factories.handed_over(to=both)
        factories.lead(both)
        factories.rejected(by=both)
    few = queries()
    for _each in range(8):
        factories.handed_over(to=both)
        factories.lead(both)
        factories.rejected(by=both)
    assert queries() == few <= MOST_QUERIES


def test_the_menu_counts_what_waits_for_me(maya, sam, dana):
    factories.handed_over(to=sam)
    factories.handed_over(to=factories.person("Other"))
    factories.lead(maya)
    refused = factories.rejected(by=sam)
    assert queues.waiting_for(sam) == 1
    assert queues.waiting_for(maya) == 1
    transitions.contest(refused, by=maya, argument="It is in our target")
    assert queues.waiting_for(dana) == 1
    assert queues.waiting_for(maya) == 0


def test_htmx_gets_the_list_alone(page, sam):
    factories.handed_over(to=sam)
    html = text_of(page(sam).get(QUEUE, headers={"HX-Request": "true"}))
    assert "<html" not in html
    assert "queue-sentence" in html


def test_strangers_find_nothing_and_posts_are_refused(page, stranger, sam):
    assert page(stranger).get(QUEUE).status_code == 404
    assert page(sam).post(QUEUE).status_code == 405
