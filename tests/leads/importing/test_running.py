from decimal import Decimal

import pytest
from django.utils import timezone

from alignment.journal.models import Event
from leads import importing, transitions
from leads.choices import DealStatus, Origin, Stage, Verdict
from leads.importing.problems import Unreadable
from leads.models import Company, Contact, Handover, Import, ImportChange, Lead, Opportunity
from tests import factories

pytestmark = pytest.mark.django_db
FULL = """
    provenance = "Ancien CRM"
    [[files]]
    [files.columns]
    external_id = "id"
    company = "company"
    siren = "siren"
    last_name = "name"
    email = "email"
    campaign = "campaign"
    owner = "owner"
    captured = "captured"
    mql = "mql"
    handed_over = "given"
    outcome = "status"
    closed = "closed"
    reason = "why"
    amount = "amount"
    [files.words.outcome]
    "Gagné" = "won"
    "Perdu" = "lost"
    "Refusé" = "rejected"
    "En cours" = "mql"
"""
HEADER = "id,company,siren,name,email,campaign,owner,captured,mql,given,status,closed,why,amount\n"


def lead(external_id):
    return Lead.objects.get(external_id=external_id)


def test_a_dry_run_counts_and_writes_nothing(funnel, mapping):
    report = importing.dry_run(funnel, mapping())
    assert (report.rows, report.created, report.flagged, report.problems) == (4, 4, 1, [])
    assert not Lead.objects.exists()
    assert not Import.objects.exists()


def test_two_files_become_one_history(funnel, mapping):
    batch, report = importing.run(funnel, mapping())
    assert (batch.created, batch.rows, batch.status) == (4, 4, "done")
    won = lead("a1")
    assert (won.stage, won.highest, str(won.won_on)) == (Stage.WON, Stage.WON, "2024-06-21")
    assert (won.accepted_at, won.accepted_inferred) == (won.won_at, True)
    assert not won.mql_inferred
    deal = won.opportunities.get()
    assert (deal.status, deal.value, deal.origin) == ("won", Decimal("1200.50"), Origin.MARKETING)
    assert deal.opened_inferred
    assert deal.revisions.get().value == Decimal("1200.50")
    assert lead("a2").stage == Stage.MQL


def test_no_source_and_the_source_unknown_are_two_things(funnel, mapping):
    importing.run(funnel, mapping())
    assert (lead("a2").source, lead("a3").source) == ("", "unknown")


def test_a_deal_won_before_its_first_contact_is_kept_and_flagged(funnel, mapping):
    _batch, report = importing.run(funnel, mapping())
    odd = lead("a4")
    assert (odd.anomaly, report.flagged) == ("won_before_captured", 1)
    assert odd.won_at < odd.captured_at


def test_each_milestone_is_an_event_at_its_own_instant(funnel, mapping):
    batch, _report = importing.run(funnel, mapping())
    won = lead("a1")
    events = list(Event.objects.about(won).standing().order_by("id"))
    assert [event.facts["to"] for event in events] == [
        "new", "mql", "handed_over", "accepted", "sql", "opportunity", "won",
    ]  # fmt: skip
    assert events[1].facts == {
        "from": "new", "to": "mql", "inferred": False, "import": batch.pk,
    }  # fmt: skip
    assert (events[3].occurred_at, events[3].facts["inferred"]) == (won.won_at, True)
    assert all(event.fanned_out_at for event in events)


def test_the_same_files_again_change_nothing(funnel, mapping):
    importing.run(funnel, mapping())
    before = Event.objects.filter(target_kind="leads.lead").count()
    _batch, report = importing.run(funnel, mapping())
    assert (report.created, report.updated, report.unchanged) == (0, 0, 4)
    assert Event.objects.filter(target_kind="leads.lead").count() == before
    assert not ImportChange.objects.exists()


def test_a_later_file_restates_what_an_import_brought(funnel, file, mapping):
    importing.run(funnel, mapping())
    later = file(
        "later.csv",
        "ref,won_on,amount\na1,25-06-2024 10:00,1300\na3,20-06-2024,5\na4,03-08-2024 08:00,",
    )
    batch, report = importing.run([funnel[0], later], mapping())
    assert (report.updated, report.unchanged) == (2, 2)
    assert (str(lead("a1").won_on), str(lead("a1").accepted_on)) == ("2024-06-25", "2024-06-25")
    assert lead("a1").opportunities.get().revisions.get().value == 1300
    assert lead("a3").opportunities.get().value == 5
    standing = Event.objects.about(lead("a1")).standing()
    assert standing.count() == 7
    assert {event.facts["import"] for event in standing} == {batch.pk}


def test_an_empty_cell_takes_nothing_back(funnel, file, mapping):
    importing.run(funnel, mapping())
    later = file("later.csv", "ref,won_on,amount\na1,,\na4,03-08-2024 08:00,")
    _batch, report = importing.run([funnel[0], later], mapping())
    assert (report.unchanged, lead("a1").stage) == (4, Stage.WON)


def test_what_people_did_since_is_left_alone_and_counted(funnel, file, mapping, maya):
    importing.run(funnel, mapping())
    transitions.nurture(lead("a2"), by=maya, why="Pas maintenant")
    later = file("leads2.csv", funnel[0].read_text().replace("02-06-2024", "03-06-2024"))
    _batch, report = importing.run([later, funnel[1]], mapping())
    assert report.kept == 1
    assert (lead("a2").stage, str(lead("a2").mql_on)) == (Stage.NURTURING, "2024-06-02")


def test_one_bad_line_keeps_everything_out(funnel, file, mapping):
    bad = file("leads2.csv", funnel[0].read_text() + "\na5,31-02-2024,p,social\n,01-06-2024,p,")
    batch, report = importing.run([bad, funnel[1]], mapping())
    assert batch is None
    assert [(p.line, p.column) for p in report.problems] == [
        (6, "first_contact"), (6, "first_contact"), (7, "ref"),
    ]  # fmt: skip
    assert report.bad_rows == 2
    assert not Lead.objects.exists()
    assert not Import.objects.exists()


def test_bad_lines_can_be_left_out(funnel, file, mapping):
    bad = file("leads2.csv", funnel[0].read_text() + "\na5,31-02-2024,p,social")
    batch, report = importing.run([bad, funnel[1]], mapping(), skip_bad=True)
    assert (batch.created, report.bad_rows, len(batch.problems)) == (4, 1, 2)


def test_lines_that_join_nothing_and_keys_that_come_twice_are_problems(funnel, file, mapping):
    strays = file(
        "d2.csv",
        "ref,won_on,amount\nzz,21-06-2024,1\na1,21-06-2024,1\na1,22-06-2024,1\n,22-06-2024,1",
    )
    report = importing.dry_run([funnel[0], strays], mapping())
    assert sorted((p.file, p.line) for p in report.problems) == [
        ("d2.csv", 2), ("d2.csv", 4), ("d2.csv", 5),
    ]  # fmt: skip


def test_an_identifier_twice_in_a_file_is_a_problem_of_the_second(funnel, file, mapping):
    twice = file("leads2.csv", funnel[0].read_text() + "\na1,02-06-2024,p,social")
    report = importing.dry_run([twice, funnel[1]], mapping())
    assert [(p.line, p.value) for p in report.problems] == [(6, "a1")]


def test_a_date_to_come_is_a_problem(funnel, file, mapping):
    day = f"{timezone.localdate().year + 1}-01-01"
    late = file("leads2.csv", f"ref,first_contact,landing,origin\nb1,{day},p,social")
    deals = file("d.csv", "ref,won_on,amount")
    assert len(importing.dry_run([late, deals], mapping()).problems) == 2


def test_a_line_cut_wrongly_is_a_problem(funnel, file, mapping):
    cut = file("leads2.csv", funnel[0].read_text() + "\na5,01-06-2024")
    assert [p.line for p in importing.dry_run([cut, funnel[1]], mapping()).problems] == [6]


def test_companies_people_campaigns_and_verdicts_come_with_the_leads(file, mapping, sam):
    siren = factories.siren()
    path = file("x.csv", HEADER + "\n".join([
        f"1,Acier & Fils,{siren},Martin,c.martin@acier.example,Salon,sam@example.com,"
        "01/03/2024,02/03/2024,03/03/2024,Gagné,14/05/2024,,12 k€",
        "2,ACIER ET FILS SARL,,Martin,C.MARTIN@acier.example,Salon,sam@example.com,"
        "01/06/2024,02/06/2024,13/06/2024,Refusé,14/06/2024,out_of_icp,",
        "3,Bois du Nord,,,,,,01/06/2024,,,En cours,,,",
    ]))  # fmt: skip
    _batch, report = importing.run([path], mapping(FULL))
    assert (report.problems, report.created) == ([], 3)
    company = Company.objects.get(siren=siren)
    assert (company.is_customer, Company.objects.count()) == (True, 2)
    person = Contact.objects.get()
    assert sorted(person.leads.values_list("cycle", flat=True)) == [1, 2]
    assert (person.source, lead("1").campaign.name) == ("Ancien CRM", "Salon")
    rejected = Handover.objects.get()
    assert (rejected.lead.external_id, rejected.verdict) == ("2", Verdict.REJECTED)
    assert (rejected.fault, lead("2").stage) == ("marketing", Stage.DISQUALIFIED)
    assert lead("3").stage == Stage.MQL


def test_an_owner_nobody_knows_is_a_problem(file, mapping):
    path = file("x.csv", HEADER + "1,A,,,,,ghost@example.com,01/03/2024,,,,,,")
    report = importing.dry_run([path], mapping(FULL))
    assert [(p.column, p.value) for p in report.problems] == [("owner", "ghost@example.com")]


def test_a_known_company_is_completed_not_overwritten(file, mapping):
    known = factories.company("Acier", city="Lyon", naf_code="")
    text = FULL.replace('amount = "amount"', 'city = "status"\n    naf_code = "amount"')
    text = text.replace('outcome = "status"\n', "").replace('closed = "closed"\n', "")
    text = text.split("[files.words")[0]
    path = file("x.csv", HEADER + f"1,Acier,{known.siren},,,,,01/03/2024,,,Paris,,,25.62B")
    importing.run([path], mapping(text))
    known.refresh_from_db()
    assert (known.city, known.naf_code, Company.objects.count()) == ("Lyon", "25.62B", 1)


def test_queries_do_not_grow_with_the_rows(file, mapping, django_assert_max_num_queries):
    rows = "\n".join(f"r{n},01-06-2024,p,social" for n in range(1500))
    big = file("big.csv", "ref,first_contact,landing,origin\n" + rows)
    deals = file("d.csv", "ref,won_on,amount")
    with django_assert_max_num_queries(40):
        importing.dry_run([big, deals], mapping())


def test_too_many_rows_are_refused_before_any_work(file, mapping, monkeypatch, funnel):
    monkeypatch.setattr("leads.importing.tables.MAX_ROWS", 3)
    with pytest.raises(Unreadable, match="3"):
        importing.run(funnel, mapping())


def test_an_open_opportunity_waits_for_its_seller(file, mapping, sam):
    text = FULL.replace('"En cours" = "mql"', '"En cours" = "opportunity"')
    path = file("x.csv", HEADER + "1,A,,,,,sam@example.com,01/03/2024,,,En cours,,,500")
    importing.run([path], mapping(text))
    deal = Opportunity.objects.get()
    assert (deal.status, deal.owner, deal.lead.stage) == (DealStatus.OPEN, sam, Stage.OPPORTUNITY)
    transitions.lose(deal.lead, by=sam, reason="price")
    assert lead("1").stage == Stage.LOST
