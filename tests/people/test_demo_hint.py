"""The login page of the demo says who can be tried; nobody else is ever named."""

from tests.factories import person


def test_the_demo_names_its_people_and_nobody_else(page, sam, settings):
    settings.DEMO = True
    maya = person("Maya", "marketing", email="maya@tandem.example")
    html = page().get("/login/").content.decode()
    assert maya.email in html
    assert sam.email not in html


def test_outside_the_demo_nobody_is_named(page, db):
    maya = person("Maya", "marketing", email="maya@tandem.example")
    html = page().get("/login/").content.decode()
    assert maya.email not in html
    assert "tandem-demo" not in html
