import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from alignment.people.models import User
from alignment.people.selectors import demo_accounts
from leads import demo
from leads.choices import ImportStatus
from leads.models import Contact, Import, Lead

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads_apart(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("option", [{"months": 0}, {"months": 99}])
def test_a_strange_length_is_refused(option):
    with pytest.raises(CommandError):
        call_command("demo", stdout=StringIO(), **option)


def test_a_database_with_people_is_left_alone(maya):
    with pytest.raises(CommandError):
        call_command("demo", stdout=StringIO())
    assert User.objects.count() == 1


def test_it_is_never_loaded_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("demo", stdout=StringIO(), reset=True)


def test_the_same_seed_tells_the_same_story():
    now, stories = timezone.now(), []
    for _time in range(2):
        with transaction.atomic():
            demo.build(now=now, months=2, seed=3)
            fields = ("search", "stage", "captured_at", "due_at")
            stories.append(list(Lead.objects.order_by("pk").values_list(*fields)))
            transaction.set_rollback(True)
    assert stories[0] == stories[1]
    assert stories[0]


def test_whoever_runs_it_reads_english_whatever_the_language(settings):
    settings.LANGUAGE_CODE = "fr"
    said = StringIO()
    with override("fr"):
        call_command("demo", months=1, stdout=said)
    first, login, *people = said.getvalue().splitlines()
    assert re.fullmatch(r"[0-9]+ leads of [0-9]+ companies\.", first)
    assert login.startswith("Log in as one of these, password ")
    assert {line.split("(")[1] for line in people} == {"marketing)", "sales)", "direction)"}
    settings.DEMO = True
    named = {person.email for person in demo_accounts()}
    assert named
    assert named <= {line.split()[0] for line in people}


@pytest.mark.parametrize("option", [{"months": 0}, {}])
def test_its_refusals_are_in_english_too(maya, option):
    with override("fr"), pytest.raises(CommandError, match=r"is between|There are people"):
        call_command("demo", stdout=StringIO(), **option)


def test_it_has_brought_in_one_file_with_two_lines_to_mend():
    call_command("demo", months=1, verbosity=0)
    batch = Import.objects.get()
    assert (batch.status, batch.created, batch.refused) == (ImportStatus.DONE, 8, 2)
    assert set(batch.faults.values_list("line", flat=True)) == {8, 11}
    assert not batch.leads.exists()
    assert not Contact.objects.exclude(email__endswith=".example").exists()
