"""After an erasure nothing personal is left anywhere, and the numbers stand."""

import pytest
from django.apps import apps
from django.db import models

from alignment.journal import services as journal
from alignment.journal.models import Event
from alignment.notifications.models import Delivery
from leads import activities, services, transitions
from leads.choices import Stage
from leads.importing import kept
from leads.models import (
    Activity,
    BulkFailure,
    BulkRun,
    Campaign,
    Consent,
    Contact,
    Firing,
    FormAnswer,
    Handover,
    Import,
    ImportChange,
    ImportFault,
    Lead,
    Member,
    Merge,
    Opportunity,
    Post,
    RightsRequest,
    Rule,
    SavedView,
    Task,
    Touch,
    WebForm,
)
from tests import factories

pytestmark = pytest.mark.django_db

FIRST, LAST, EMAIL, PHONE = "Zéphyrine", "Quatrepoil", "zq@quatrepoil.example", "+33199000042"
ALL = f"{FIRST} {LAST} {EMAIL} {PHONE}"
SHORT = f"{FIRST} {LAST} {PHONE}"
NEEDLES = (FIRST, LAST, EMAIL, PHONE, "199000042", "zephyrine", "quatrepoil")
# Codes and lists of codes, by model; every other text of the person's rows is filled.
CODES = {
    "team_kind",
    "siren",
    "naf_code",
    "anomaly",
    "model",
    "via",
    "name_key",
    "missing",
    "other_reasons",
}


def test_nothing_of_an_erased_person_is_left_in_any_table(admin, maya, sam):
    lead = everywhere(maya, sam)
    assert found(), "The person is to be found before."
    transitions.erase(lead, by=admin)
    assert found() == []


def test_every_cycle_of_the_person_ends_and_tells_of_it(admin, maya, sam):
    won = factories.won(sam)
    fresh = transitions.reopen(won, by=maya, trigger="Deuxième atelier")
    transitions.hand_over(fresh, by=maya, assignee=factories.person("Chloé"))
    transitions.erase(won, by=admin)
    fresh.refresh_from_db()
    assert (won.stage, fresh.stage) == (Stage.WON, Stage.ERASED)
    assert won.opportunities.get().amount and won.won_at
    assert fresh.closed_at and fresh.handovers.get().verdict == "void"
    told = Event.objects.filter(verb="lead.erased")
    assert set(told.values_list("target_id", flat=True)) == {won.pk, fresh.pk}


def test_words_that_numbers_group_by_stay_where_they_name_nobody(admin, sam):
    lead = factories.won(sam)
    Opportunity.objects.filter(lead=lead).update(name="Atelier 2", competitor="Trumpf")
    transitions.erase(lead, by=admin)
    deal = lead.opportunities.get()
    assert (lead.source, deal.name, deal.competitor) == ("website", "Atelier 2", "Trumpf")


def test_taking_an_import_back_does_not_bring_the_person_back(admin, maya, sam):
    lead = everywhere(maya, sam)
    transitions.erase(lead, by=admin)
    for change in ImportChange.objects.all():
        kept.restore(change)
    assert found() == []
    assert Contact.objects.filter(pk=lead.contact_id).exists()


def everywhere(maya, sam) -> Lead:
    """Somebody named in every text that hangs on them: two cycles and a double."""
    of = factories.company("Ateliers Durand")
    person = services.save_contact(
        None, by=maya, first_name=FIRST, last_name="Durand", job_title="Gérante", email=EMAIL,
        phone=PHONE, company=of,
    )  # fmt: skip
    services.save_contact(person, by=maya, last_name=LAST)
    lead = factories.opportunity(sam, company=of, contact=person, need=SHORT)
    transitions.lose(lead, by=sam, reason="price", competitor=SHORT)
    again = transitions.reopen(lead, by=maya, trigger=SHORT)
    double = factories.contact(of, first_name=FIRST, last_name=LAST, email=EMAIL, phone="")
    transitions.merge(factories.lead(maya, company=of, contact=double), by=maya, into=again)
    transitions.hand_over(again, by=maya, assignee=factories.person("Chloé"), note=ALL)
    activities.log_activity(again, by=sam, kind="call", outcome="reached", text=ALL)
    Post.objects.create(lead=again, author=maya, text=ALL)
    _snapshots(lead, person)
    _fill(Contact.objects.filter(last_name=LAST), but=("email", "phone", "mobile"))
    _fill(Lead.objects.filter(company=of), but=("external_id",))
    Lead.objects.filter(pk=again.pk).update(external_id=ALL, fit_reasons=[ALL])
    for model in (Handover, Opportunity, Activity, Touch):
        _fill(model.objects.filter(lead__company=of))
    _shape(again, sam)
    Lead.objects.filter(pk=again.pk).update(extra={"surnom": ALL})
    Contact.objects.filter(pk=person.pk).update(extra={"surnom": ALL})
    Opportunity.objects.filter(lead=lead).update(extra={"surnom": ALL})
    Touch.objects.filter(lead=again).update(utm={"term": ALL}, first_utm={"term": ALL})
    event = journal.record("lead.edited", actor=maya, target=again, was={"note": ALL}, now={})
    rule = Rule.objects.create(name="Territoire", event="lead.edited")
    Firing.objects.create(rule=rule, event=event, lead=again, state="done", told=[ALL])
    Delivery.objects.create(
        event=event, recipient=sam, medium="email", subject=ALL, body=ALL, payload={"a": [ALL]}
    )
    return lead


def _shape(lead, sam) -> None:
    """Tasks, answers, consents, merges, faults and failures that say who it is."""
    who = lead.contact
    Task.objects.create(title=SHORT, note=ALL, place=ALL, owner=sam, lead=lead, contact=who)
    form = WebForm.objects.create(name="Devis", title="Devis")
    FormAnswer.objects.create(form=form, contact=who, values={"a": ALL}, page=ALL, utm={"b": ALL})
    campaign = Campaign.objects.create(name="Salon", channel="event")
    Member.objects.create(campaign=campaign, contact=who, answer=ALL)
    Consent.objects.create(contact=who, channel="email", state="given", via=ALL)
    RightsRequest.objects.create(
        kind="access", contact=who, who=ALL, note=ALL, outcome=ALL,
        received_on="2026-01-01", due_on="2026-02-01",
    )  # fmt: skip
    Merge.objects.create(
        record="contact", kept_id=who.pk, gone_id=999, gone_public_id=who.public_id,
        gone_label=SHORT, gone={"email": EMAIL}, kept_before={"phone": PHONE},
    )  # fmt: skip
    batch = Import.objects.create(label="2024.csv")
    ImportFault.objects.create(batch=batch, line=2, value=EMAIL, reason="?", row=[ALL])
    run = BulkRun.objects.create(
        record="lead", action="assign", query={"q": LAST}, values={"value": ALL}
    )
    SavedView.objects.create(
        record="lead", name=LAST, owner=factories.marketer(), query={"q": EMAIL}
    )
    BulkFailure.objects.create(run=run, record_id=lead.pk, label=SHORT, reason=ALL)


def _snapshots(lead, person) -> None:
    batch = Import.objects.create(label="2025.csv", problems=[f"ligne 3 : {EMAIL}", "ligne 4"])
    deal, handover = lead.opportunities.get(), lead.handovers.get()
    for row in (lead, person, deal, handover):
        before = {name: kept.plain(row, name) for name in _texts(type(row), but=CODES)}
        before = {name: ALL if value == "" else value for name, value in before.items()}
        ImportChange.objects.create(
            batch=batch, model=row._meta.label_lower, row_id=row.pk, before=before
        )


def _fill(rows, but=()) -> None:
    for name in _texts(rows.model, but={*CODES, *but}):
        limit = rows.model._meta.get_field(name).max_length or 5000
        rows.update(**{name: ALL[:limit]})


def _texts(model, but=()) -> list[str]:
    return [
        field.name
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in but
    ]


def found() -> list[str]:
    """Where the person can still be read, in any text or JSON of any table."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    places = []
    for model in apps.get_models():
        names = [f.name for f in model._meta.local_fields if isinstance(f, kinds)]
        for values in model._default_manager.values(*names) if names else ():
            places += [
                f"{model._meta.label}.{name}"
                for name, value in values.items()
                if any(needle in str(value) for needle in NEEDLES)
            ]
    return sorted(set(places))
