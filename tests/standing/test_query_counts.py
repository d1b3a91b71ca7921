"""Lists and pages ask the database as often for thirty rows as for five, and not often."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alignment.journal.models import Event
from alignment.notifications.services import notify_of
from leads.models import Activity, Campaign, Lead
from tests import factories
from tests.standing import (
    feedback_rows,
    goal_rows,
    library_rows,
    merge_rows,
    programme_rows,
    rows,
    rule_rows,
)

MOST = 13
# A page about one record has a story in four parts, and who stands where.
MOST_OF_ONE = 20
LISTS = [
    "leads:queue", "leads:board", "leads:matrix", "leads:list", "leads:companies", "leads:contacts",
    "leads:pairs", "leads-api:pair-list", "leads-api:merge-list",
    "leads:opportunities", "leads:campaigns", "leads:imports", "leads:my_day",
    "leads:fields", "leads:products", "leads:rules", "leads:firings",
    "leads:room",
    "people:list",
    "notifications:inbox", "leads-api:post-list", "sla:feedback", "sla:feedback_mine",
    "programme:home", "dashboards:wins", "programme-api:immersion-list",
    "programme-api:training-list", "programme-api:pair-list", "programme-api:project-list",
    "rituals:actions", "vision:messages", "library:contents", "library:requests",
    "library-api:content-list", "library-api:content-request-list", "library-api:own-version-list",
    "leads-api:share-list",
    "sla-api:feedback-list", "sla-api:contest-list", "sla-api:action-list",
    "leads-api:company-list", "leads-api:contact-list", "leads-api:campaign-list",
    "leads-api:field-list", "leads-api:product-list", "leads-api:firing-list",
    "leads-api:rule-list",
    "leads-api:lead-list", "leads-api:handover-list", "leads-api:opportunity-list",
    "leads-api:activity-list", "people-api:person-list", "people-api:team-list",
    "notifications-api:notification-list", "vision-api:icp-list", "dashboards-api:measure-list",
    "dashboards:goals", "dashboards:goals_now", "dashboards-api:objective-list",
]  # fmt: skip

# A kind of record has at most forty fields of one's own.
FIELDS_EACH_TIME = 8


def crowd(world, number: int) -> None:
    """So many more of everything that lists show."""
    sam, maya = world["sales"], world["marketing"]
    for index in range(number):
        campaign = Campaign.objects.create(name=f"C{Campaign.objects.count()}", channel="event")
        lead = factories.handed_over(to=sam, by=maya, campaign=campaign)
        Activity.objects.create(lead=lead, kind="call", outcome="reached", by=sam)
        rows.an_import(world)
        programme_rows.all_of_it(world)
        merge_rows.a_pair(world)
        merge_rows.a_merge(world)
        rule_rows.a_rule(world)
        goal_rows.one_more(world)
        rows.a_post(world)
        library_rows.more(world)
        if index < FIELDS_EACH_TIME:
            rows.a_field(world)
        feedback_rows.some_feedback(world)
        feedback_rows.a_contest(world)
        factories.person()
        if index % 2:
            factories.opportunity(sam, campaign=campaign)
    for event in Event.objects.filter(verb="lead.handed_over"):
        notify_of(event)


def queries(client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path).status_code == 200, path
    return len(asked)


def test_lists_ask_no_more_for_more_rows(world, caller_for):
    clients = {kind: caller_for("sales", kind) for kind in (True, False)}
    paths = {name: reverse(name) for name in LISTS}
    counts = []
    for number in (3, 15):
        crowd(world, number)
        for client in clients.values():
            client.get("/api/v1/me/")
        counts.append({n: queries(clients["-api" in n], path) for n, path in paths.items()})
    few, many = counts
    assert {name: count for name, count in many.items() if count > MOST} == {}
    # One more where the rows need a second page: then they are counted.
    assert {n: (few[n], many[n]) for n in LISTS if many[n] > few[n] + 1} == {}


DETAILS = ["leads:lead", "leads:company", "leads:contact", "leads:campaign", "vision:icp"]


@pytest.mark.parametrize("name", DETAILS)
def test_a_page_about_one_row_asks_little(name, world, caller_for):
    lead = factories.accepted(world["sales"])
    about = {"leads:lead": lead, "leads:company": lead.company, "leads:contact": lead.contact}
    row = about.get(name) or Campaign.objects.create(name="C", channel="event")
    path = reverse(name, kwargs={"public_id": row.public_id} if name != "vision:icp" else {})
    client = caller_for("sales", False)
    counts = []
    for number in (1, 12):
        for _index in range(number):
            Activity.objects.create(lead=lead, kind="call", outcome="reached", by=world["sales"])
            factories.contact(lead.company)
            more = factories.lead(world["marketing"], company=lead.company, contact=lead.contact)
            Lead.objects.filter(pk=more.pk).update(campaign=Campaign.objects.first())
        counts.append(queries(client, path))
    assert counts[1] <= counts[0] + 1, counts
    assert max(counts) <= MOST_OF_ONE, counts


def test_the_dashboard_asks_little(world, caller_for):
    rows.measured(world)
    client = caller_for("direction", False)
    drawn, again = queries(client, "/dashboard/"), queries(client, "/dashboard/")
    assert again <= MOST
    # Drawing the figures, once a measuring: the measures, the curves, what was redefined.
    assert drawn <= again + 6
