"""What a run in the background does, and that no death of a worker leaves it half-told."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alignment.web.business_days import local_date
from leads import identifiers, services, suppression, transitions
from leads.choices import Channel, ImportStatus
from leads.importing import back, choosing, faults, reverting, runs
from leads.importing.lines import Lines
from leads.importing.planning import Setting
from leads.importing.terms import terms_of
from leads.models import Company, Consent, Contact, CustomField, Import, Lead, Touch
from tests import factories

pytestmark = pytest.mark.django_db
PEOPLE = """
    Prénom;Nom;E-mail;Téléphone;Société;Ville
    Claire;Martin;claire@acier.example;0612345678;Acier;Lyon
    Paul;Durand;paul@bois.example;0472000001;Bois;Lille
    Zoé;Petit;zoe@bois.example;;Bois;Lille
"""


def counts(batch):
    return batch.created, batch.updated, batch.unchanged, batch.refused


def test_each_line_makes_its_person_company_and_lead_with_a_first_touch(imported, maya):
    batch = imported(PEOPLE, source="event")
    assert counts(batch) == (3, 0, 0, 0)
    assert (Contact.objects.count(), Company.objects.count(), Lead.objects.count()) == (3, 2, 3)
    claire = Contact.objects.get(email="claire@acier.example")
    assert (claire.source, claire.legal_basis) == ("Salon 2026", "legitimate_interest")
    assert list(Touch.objects.values_list("source", flat=True)) == ["event"] * 3


def test_what_people_agreed_to_is_in_their_history_and_goes_with_them(imported, maya):
    known = factories.contact(email="paul@bois.example")
    suppression.suppress(Channel.EMAIL, ["zoe@bois.example"])
    batch = imported(PEOPLE, legal_basis="consent", informed_on=date(2026, 1, 5))
    claire = Contact.objects.get(email="claire@acier.example")
    told = claire.consents.order_by("id").values_list(
        "state", "legal_basis", "via", "by", "channel"
    )
    assert list(told) == [
        ("informed", "consent", "Salon 2026", maya.pk, ""),
        ("given", "consent", "Salon 2026", maya.pk, ""),
    ]
    assert {local_date(said.at) for said in claire.consents.all()} == {date(2026, 1, 5)}
    assert not Consent.objects.exclude(contact=claire).exists(), "Neither known nor objecting."
    reverting.revert(batch, by=maya)
    assert not Consent.objects.exists() and Contact.objects.get() == known


def test_of_people_kept_by_legitimate_interest_only_the_information_is_told(imported):
    imported(PEOPLE)
    assert not Consent.objects.exists()
    imported(PEOPLE.replace("example", "test"), informed_on=date(2026, 1, 5))
    assert set(Consent.objects.values_list("state", flat=True)) == {"informed"}


def test_the_same_file_again_changes_nothing(imported):
    imported(PEOPLE)
    assert counts(imported(PEOPLE)) == (0, 0, 3, 0)
    assert Lead.objects.count() == 3


def test_people_alone_come_in_without_leads(imported):
    imported(PEOPLE, with_leads=False)
    assert (Contact.objects.count(), Lead.objects.count()) == (3, 0)


def test_only_new_ones_pass_over_who_is_known_and_only_updates_make_nobody(imported):
    known = factories.contact(email="claire@acier.example", job_title="")
    batch = imported(PEOPLE, mode="create")
    assert (counts(batch), batch.skipped) == ((2, 0, 0, 0), 1)
    known.refresh_from_db()
    assert known.mobile == ""
    Import.objects.all().delete()
    others = PEOPLE.replace("bois", "autre").replace("Durand", "Roy").replace("Petit", "Roux")
    batch = imported(others, mode="update", with_leads=False)
    assert (batch.created, batch.updated, batch.skipped) == (0, 1, 2)
    assert not Contact.objects.filter(email__contains="autre").exists()


def test_what_is_there_is_completed_or_replaced_as_chosen_and_comes_back(imported, maya):
    known = factories.contact(email="claire@acier.example", first_name="Clara", phone="")
    imported(PEOPLE, with_leads=False)
    known.refresh_from_db()
    assert (known.first_name, known.mobile) == ("Clara", "+33612345678")
    batch = imported(PEOPLE, with_leads=False, replaces=True)
    known.refresh_from_db()
    assert known.first_name == "Claire"
    reverting.revert(batch, by=maya)
    known.refresh_from_db()
    assert (known.first_name, known.mobile) == ("Clara", "+33612345678")


def test_an_open_lead_of_the_person_is_completed_not_doubled(imported, maya):
    known = factories.contact(email="claire@acier.example")
    lead = factories.lead(maya, contact=known)
    Lead.objects.update(need="")
    imported("E-mail;Besoin\nclaire@acier.example;Découpe laser")
    lead.refresh_from_db()
    assert (lead.need, known.leads.count()) == ("Découpe laser", 1)


@pytest.mark.parametrize(
    ("key", "header", "line"),
    [
        ("phone", "Téléphone;Fonction", "06 12 34 56 78;Directrice"),
        ("siren_name", "SIREN;Prénom;Nom;Fonction", "732829320;Claire;MARTIN;Directrice"),
        ("external_id", "ID;Nom;Fonction", "crm-7;Martin;Directrice"),
    ],
)
def test_a_line_is_known_by_the_key_that_was_chosen(imported, maya, key, header, line):
    firm = factories.company(siren="732829320")
    known = factories.contact(
        firm,
        first_name="Claire",
        last_name="Martin",
        mobile="+33612345678",
        name_key=identifiers.person_key("Claire", "Martin"),
    )
    lead = factories.lead(maya, company=firm, contact=known, external_id="crm-7")
    batch = imported(f"{header}\n{line}", match_on=key, with_leads=key == "external_id")
    assert batch.created == 0
    assert (Lead.objects.count(), Company.objects.count()) == (1, 1)
    if key != "external_id":
        assert Contact.objects.get().job_title in ("Directrice", known.job_title)
    assert lead.pk == Lead.objects.get().pk


def test_companies_come_by_siren_without_people(imported):
    known = factories.company("Acier", siren="732829320", city="")
    imported("SIREN;Raison sociale;Ville\n732829320;ACIER SA;Lyon", with_leads=False)
    known.refresh_from_db()
    assert (known.name, known.city) == ("Acier", "Lyon")


def test_own_fields_are_read_as_what_they_are(ready, imported, maya):
    for key, kind in (("budget_it", "number"), ("since", "date"), ("vip", "yes_no")):
        CustomField.objects.create(record="contact", key=key, label=key, kind=kind)
    fields = ["email", "custom:contact:budget_it", "custom:contact:since", "custom:contact:vip"]
    imported("E-mail;B;S;V\na@b.example;1 234,5;03/02/2024;oui", fields=fields)
    assert Contact.objects.get().extra == {"budget_it": 1234.5, "since": "2024-02-03", "vip": True}


def test_a_channel_that_somebody_refused_stays_refused(imported):
    suppression.suppress(Channel.EMAIL, ["claire@acier.example"])
    imported(PEOPLE)
    claire = Contact.objects.get(email="claire@acier.example")
    assert claire.email_refused_at is not None and claire.phone_refused_at is None


def test_who_asked_to_be_forgotten_stays_out_and_is_not_kept_in_the_faults(imported):
    suppression.suppress(Channel.EMAIL, ["claire@acier.example"], reason="erased")
    batch = imported(PEOPLE)
    assert (counts(batch), Contact.objects.count()) == ((2, 0, 0, 1), 2)
    fault = batch.faults.get()
    assert (fault.line, fault.column, fault.value, fault.row) == (2, "E-mail", "", [])


BAD = PEOPLE + "    Max;Roux;pas une adresse;12;Roux;Nice\n"


def test_one_wrong_line_keeps_everything_out_when_asked(imported, maya):
    batch = imported(BAD, skip_bad=False)
    assert batch.status == ImportStatus.FAILED
    assert (batch.refused, batch.faults.count(), Contact.objects.count()) == (1, 2, 0)
    choosing.resume(batch, by=maya, skip_bad=True)
    assert runs.do(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, counts(batch)) == (ImportStatus.DONE, (3, 0, 0, 1))


def test_a_cell_that_cannot_be_read_may_be_left_empty(imported):
    batch = imported(BAD, drops_cells=True, match_on="phone")
    assert counts(batch)[0] == 3  # the phone is the key: it still keeps its line out
    kept = imported(
        BAD.replace("Roux", "Brun").replace("12;", ";"), drops_cells=True, match_on="phone"
    )
    assert Contact.objects.get(last_name="Brun").email == ""
    assert [fault.is_refused for fault in kept.faults.all()] == [False]


def begun(batch, maya, chunks=1):
    """A run that its worker left after so many chunks of one line."""
    choosing.start(batch, by=maya)
    mine = runs.take(batch.pk)
    lines = Lines(mine)
    setting = Setting.now(maya, terms_of(mine))
    for _number, chunk in zip(range(chunks), lines.chunks(0, 1), strict=False):
        runs._write(mine, chunk, setting, lines)
    return mine


def test_a_run_whose_worker_died_is_found_and_gone_on_with(ready, maya):
    batch = begun(ready(PEOPLE), maya, chunks=2)
    assert runs.do(batch.pk) and runs.left_behind() == []  # still alive for all we know
    Import.objects.update(alive_at=timezone.now() - timedelta(minutes=5))
    assert runs.left_behind() == [batch.pk]
    assert runs.do(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, counts(batch), batch.done) == (ImportStatus.DONE, (3, 0, 0, 0), 3)
    assert Lead.objects.count() == 3


def test_a_worker_that_comes_back_from_the_dead_writes_nothing(ready, maya):
    late = begun(ready(PEOPLE), maya)
    Import.objects.update(alive_at=timezone.now() - timedelta(minutes=5))
    runs.do(late.pk)
    lines = Lines(late)
    with pytest.raises(runs.Overtaken):
        runs._write(late, list(lines.after(0)), Setting.now(maya, terms_of(late)), lines)
    assert Lead.objects.count() == 3


def test_a_run_stops_where_it_is_asked_to_and_can_go_on_or_back(ready, maya):
    batch = begun(ready(PEOPLE), maya)
    choosing.cancel(batch, by=maya)
    Import.objects.update(alive_at=timezone.now() - timedelta(minutes=5))
    assert runs.do(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, batch.done, Lead.objects.count()) == (ImportStatus.CANCELLED, 1, 1)
    choosing.resume(batch, by=maya)
    runs.do(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, batch.created) == (ImportStatus.DONE, 3)
    back.ask(batch, by=maya)
    assert not Lead.objects.exists() and not Contact.objects.exists()


def test_a_run_that_is_delivered_twice_runs_once(imported):
    batch = imported(PEOPLE)
    assert runs.do(batch.pk)
    assert Lead.objects.count() == 3


def test_a_large_import_is_taken_back_by_a_worker(imported, maya, monkeypatch):
    monkeypatch.setattr(back, "AT_ONCE", 1)
    batch = imported(PEOPLE)
    assert back.ask(batch, by=maya) is None
    assert back.is_going_back(batch)
    back.do(batch.pk)
    batch.refresh_from_db()
    assert (batch.status, Lead.objects.count()) == (ImportStatus.REVERTED, 0)
    back.do(batch.pk)


def test_what_people_worked_on_since_stays(imported, maya):
    batch = imported(PEOPLE)
    lead = Lead.objects.get(contact__email="paul@bois.example")
    services.edit_lead(lead, by=maya, need="Laser")
    done = reverting.revert(batch, by=maya)
    assert (done.removed, done.kept) == (2, 1)
    assert Contact.objects.get().email == "paul@bois.example"


def test_only_who_imported_or_a_manager_takes_it_back(imported, sam, manager):
    batch = imported(PEOPLE)
    with pytest.raises(choosing.NotAllowed):
        back.ask(batch, by=sam)
    assert back.ask(batch, by=manager).removed == 3


def test_files_and_faults_go_after_a_month_and_drafts_after_a_week(imported, ready):
    done, draft = imported(BAD), ready(PEOPLE)
    assert back.forget_files() == 0
    old = timezone.now() - timedelta(days=31)
    Import.objects.filter(pk=done.pk).update(finished_at=old)
    Import.objects.filter(pk=draft.pk).update(started_at=old)
    assert back.forget_files() == 2
    done.refresh_from_db()
    assert (done.upload.name, done.faults.count()) == ("", 0)
    assert not Import.objects.filter(pk=draft.pk).exists()


def test_an_erasure_takes_the_kept_file_along(imported, admin):
    batch = imported(PEOPLE)
    transitions.erase(Lead.objects.get(contact__email="claire@acier.example"), by=admin)
    batch.refresh_from_db()
    assert not batch.upload


def test_questions_do_not_grow_with_the_lines(ready, maya):
    asked = []
    for size in (20, 400):
        lines = "\n".join(f"p{n}@f{size}.example;N{n}.{size};F{n}.{size}" for n in range(size))
        batch = choosing.start(ready("E-mail;Nom;Société\n" + lines), by=maya)
        with CaptureQueriesContext(connection) as queries:
            runs.do(batch.pk)
        # SQLite takes few values at once: it is given more INSERTs.
        asked.append(sum(not q["sql"].startswith("INSERT") for q in queries))
    assert asked[1] <= asked[0] + 2, asked
    assert Contact.objects.count() == 420


def test_cells_that_look_like_formulas_are_made_harmless():
    assert faults.harmless("=1+1") == "'=1+1"
    assert faults.harmless("+33 6 12") == "+33 6 12"
