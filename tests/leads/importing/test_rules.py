"""Who comes in by a file is given to whom the rules name, as somebody logged by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alignment.journal.models import Event
from alignment.people.models import Absence
from alignment.web.business_days import today
from leads.importing import reverting
from leads.models import Firing, Lead, Rule
from leads.rules import keeping, running
from tests import factories

pytestmark = pytest.mark.django_db
HEAD = "Prénom;Nom;E-mail;Société;Ville"


def people(number, start=0, city="Lyon"):
    lines = [f"P{n};Nom{n};p{n}@acier{n}.example;Acier {n};{city}" for n in range(number)]
    return "\n".join([HEAD, *lines[start:]])


@pytest.fixture
def rule(dana):
    def made(*pool, query=None, event="lead.logged", name="Tour", kind="assignment", acts=None):
        acts = acts or [{"act": "assign", "pool": {str(one.public_id): n for one, n in pool}}]
        row = keeping.save_rule(
            None, by=dana, name=name, kind=kind, event=event, query=query or {}, acts=acts
        )
        return keeping.switch_rule(row, by=dana, on=True)

    return made


def test_new_leads_are_given_in_turns_with_the_rows_and_logged(rule, imported, sam):
    lea = factories.person("Léa")
    made = rule((sam, 2), (lea, 1))
    imported(people(9))
    owners = list(Lead.objects.values_list("owner", flat=True))
    assert (owners.count(sam.pk), owners.count(lea.pk)) == (6, 3)
    assert Lead.objects.filter(owner=sam, team=sam.team).count() == 6
    assert made.firings.filter(state="done").count() == 9
    # Nobody is told line by line, and no hand-over is invented.
    assert not Event.objects.filter(verb="lead.reassigned").exists()


def test_the_first_rule_that_matches_decides_and_the_others_stay_with_who_imports(
    rule, imported, sam, maya
):
    lea = factories.person("Léa")
    rule((lea, 1), query={"city": "Lille"}, name="Nord")
    rule((sam, 1), query={"source": "event"}, name="Salons")
    imported(people(2, city="Lille"), source="event")
    assert set(Lead.objects.values_list("owner", flat=True)) == {lea.pk}
    imported(people(4, start=2), source="website")
    left = Lead.objects.filter(source="website")
    assert left.count() == 2
    assert not left.filter(owner__in=[sam, lea]).exists()


def test_whom_the_file_names_keeps_the_lead(rule, imported, sam):
    lea = factories.person("Léa", last_name="Roy", email="lea.roy@tandem.example")
    rule((sam, 1))
    text = f"{HEAD};Responsable\nClaire;Martin;claire@acier.example;Acier;Lyon;{lea.email}"
    imported(text)
    assert Lead.objects.get().owner == lea
    assert not Firing.objects.exists()


def test_when_all_are_away_the_leads_stay_and_the_log_says_why(rule, imported, sam):
    rule((sam, 1))
    Absence.objects.create(user=sam, starts_on=today(), ends_on=today())
    imported(people(2))
    assert not Lead.objects.filter(owner=sam).exists()
    firing = Firing.objects.first()
    assert firing.state == "refused"
    assert "away" in firing.told[0]["refused"]


def test_an_account_stays_with_its_owner(rule, imported, sam):
    lea = factories.person("Léa")
    factories.company(name="Acier 0", domain="acier0.example", owner=lea, city="Lyon")
    rule((sam, 9), (lea, 1))
    imported(people(3))
    assert Lead.objects.get(company__name="Acier 0").owner == lea


def test_the_same_file_again_asks_no_rule_and_a_revert_takes_the_log_along(
    rule, imported, sam, maya
):
    rule((sam, 1))
    batch = imported(people(2))
    imported(people(2))
    assert Firing.objects.count() == 2
    reverting.revert(batch, by=maya)
    assert (Lead.objects.count(), Firing.objects.count()) == (0, 0)


def test_imports_wake_no_automation_and_do_not_switch_a_rule_off(rule, imported, sam, monkeypatch):
    monkeypatch.setattr(running, "MOST_AN_HOUR", 3)
    made = rule((sam, 1))
    rule(kind="automation", acts=[{"act": "notify", "to": "owner"}], name="Dire")
    imported(people(6))
    assert set(Firing.objects.values_list("rule", flat=True)) == {made.pk}
    lead = factories.lead(factories.marketer())
    running.run_for(Event.objects.get(verb="lead.logged", target_id=lead.pk))
    made.refresh_from_db()
    assert made.is_active
    assert Rule.objects.filter(is_active=True).count() == 2


def test_sixty_lines_ask_as_often_as_six(rule, imported, sam):
    lea = factories.person("Léa")
    rule((sam, 1), (lea, 1), query={"city": "Lille"})
    rule((sam, 1), (lea, 1))
    counts = []
    imported(people(1))
    for start, number in ((1, 7), (7, 67)):
        with CaptureQueriesContext(connection) as asked:
            imported(people(number, start=start))
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 8, counts
