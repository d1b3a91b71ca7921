"""What `make run` says about logging in: one language, whatever that of the pages."""

from pathlib import Path

import pytest
from django.utils.translation import override

from alignment.people.models import Team
from tests.factories import person

TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.fixture
def logins(monkeypatch, db):
    monkeypatch.syspath_prepend(str(TOOLS))
    import prepare  # lies beside the other tools, outside every package

    def said():
        with override("fr"):
            return prepare.logins().splitlines()

    return said


def test_the_people_of_the_demo_are_named_with_the_work_of_their_team(logins, settings):
    settings.DEMO = True
    person("Sam", "sales", email="sam@tandem.example")
    Team.objects.filter(kind="sales").update(name="Ventes")
    first, line = logins()
    assert first.startswith("Log in as one of these, password ")
    assert line.split()[0] == "sam@tandem.example"
    assert line.endswith("(sales)")


def test_outside_the_demo_nobody_is_named(logins, maya):
    assert logins() == ["Log in with your e-mail address and password."]


def test_an_empty_database_says_how_to_begin(logins):
    assert logins()[0].startswith("Nobody can log in yet: .venv/bin/python manage.py create_admin")
