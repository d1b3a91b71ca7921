"""Whatever is written into any field is shown as text, on every page."""

import pytest

from leads import activities, transitions
from leads.models import Lead
from tests.standing import rows
from tests.standing.matrix import MATRIX
from tests.standing.poison import PAYLOADS, RAW, poison
from tests.standing.urls import every_address

PAGES = [
    address
    for address in every_address()
    if address.name in MATRIX and not address.is_api and 200 in MATRIX[address.name].get.values()
]


@pytest.fixture
def poisoned(world, path_of):
    """Rows for every page, then HTML in all of them, then news about them in the journal."""
    paths = {page.name: path_of(page) for page in PAGES}
    rows.pipeline(world)
    assert poison() > 300
    sam = world["sales"]
    sam.refresh_from_db()
    for lead in Lead.objects.filter(stage="handed_over"):
        accepted = transitions.accept(lead, by=sam, next_action=PAYLOADS[0])
        activities.log_activity(accepted, by=sam, kind="note", text=PAYLOADS[1])
    paths |= {f"lead {lead.stage}": lead.get_absolute_url() for lead in Lead.objects.all()}
    return paths


@pytest.mark.parametrize("role", ["sales", "direction", "admin"])
def test_no_page_shows_html_that_somebody_wrote(poisoned, role, world, page):
    client, shown, wrong = page(world[role]), 0, {}
    for name, path in poisoned.items():
        answer = client.get(path)
        # Files to keep and calendars are not read as pages.
        is_page = answer.headers["Content-Type"].startswith("text/html")
        html = b"".join(answer).decode(errors="replace") if is_page else ""
        shown += html.count("&lt;script&gt;")
        found = [text for text in RAW if text in html]
        if found or answer.status_code >= 500:
            wrong[name] = found or answer.status_code
    assert wrong == {}
    assert shown > 20, "the payloads are on the pages, escaped"
