"""Everything held about a person is given to them, whichever table it stands in."""

import csv
import io

import pytest
from django.apps import apps

from leads import activities
from leads.consents import record_consent
from leads.models import Contact, Lead
from leads.privacy import export
from tests import factories

pytestmark = pytest.mark.django_db


def test_no_table_that_points_to_a_person_is_forgotten():
    told = {model._meta.label_lower for model in export.told_models()}
    pointing = {
        model._meta.label_lower
        for model in apps.get_models()
        if model._meta.app_label == "leads" and model not in (Contact, Lead) and export.links(model)
    }
    assert pointing - set(export.NOT_TOLD) == told


def test_comments_decisions_and_history_are_all_told(sam):
    lead = factories.handed_over(to=sam)
    activities.log_activity(lead, by=sam, kind="note", text="Préfère le mardi")
    record_consent(lead.contact, channel="post", state="refused", via="Courrier", by=sam)
    tables = {table.key: table for table in export.held_about(lead.contact)}
    said = str([table.rows for table in tables.values()])
    assert "Préfère le mardi" in said and "Courrier" in said and lead.contact.email in said
    assert {"leads.contact", "leads.lead", "leads.activity", "leads.consent"} <= set(tables)
    assert {"leads.handover", "leads.touch", "journal.event"} <= set(tables)


def test_nothing_of_others_is_told(sam):
    one, other = factories.lead(need="A"), factories.lead(need="Autre besoin")
    assert other.contact.email not in str(export.as_json(one.contact))
    assert "Autre besoin" not in str(export.as_json(one.contact))


def test_the_csv_opens_in_a_french_spreadsheet_and_runs_nothing(sam):
    contact = factories.contact(job_title="=cmd()")
    text = export.as_csv(contact)
    assert text.startswith("\ufeff")
    lines = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert ["contacts", "1", "Job title", "'=cmd()"] in lines
    assert ["contacts", "1", "Phone", "+33199000001"] in lines
