"""HTML in every field runs nowhere: the collector of complaints hears policy and dialogs."""

import pytest

from leads.models import Lead
from tests.browser.test_accessibility import world  # noqa: F401  # the same people
from tests.standing import rows
from tests.standing.poison import poison

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = (
    "/leads/queue/?scope=team", "/leads/board/", "/leads/", "/companies/", "/contacts/",
    "/opportunities/", "/campaigns/", "/people/", "/ideal-customer/", "/notifications/",
    "/dashboard/",
)  # fmt: skip


def test_what_people_write_never_runs(browse, world):  # noqa: F811
    rows.pipeline(world)
    poison()
    page = browse(world["direction"])
    for path in (*PAGES, *(lead.get_absolute_url() for lead in Lead.objects.all()[:4])):
        assert page.goto(path).status == 200, path
