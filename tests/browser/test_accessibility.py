"""Every page of the matrix, light and dark: no serious finding of axe, and room on a phone.

One browser and one session go through all pages, each loaded once.
"""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

from alignment.people.choices import TeamKind
from leads.models import Lead
from leads.transitions import open_to
from tests import factories
from tests.standing import rows
from tests.standing.matrix import MATRIX, arguments_for
from tests.standing.urls import every_address

pytestmark = pytest.mark.django_db(transaction=True)
# Files of others or no page at all.
NOT_OURS = {"api_docs", "healthz", "readyz"}
A_FILE = "Download is starting"  # what a browser says instead of showing a page
# What htmx puts into a page, never a document of its own.
PARTS = {
    "notifications:unread", "sla:chip", "sla:feedback_now", "leads:cell", "leads:registry",
    "leads:embed_script", "library:version_file", "library:remake_file", "dashboards:goals_now",
    "dashboards:lead_odds",
}  # fmt: skip
GRAVE = ("serious", "critical")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = Axe().axe_script
PHONE = {"width": 320, "height": 700}
DESK = {"width": 1280, "height": 900}

WIDEST = """() => {
  const right = (box) => box.getBoundingClientRect().right;
  const boxes = [...document.querySelectorAll("body *")].filter((box) => right(box) > innerWidth);
  return [document.scrollingElement.scrollWidth, boxes.map((box) => box.outerHTML.slice(0, 90))];
}"""


@pytest.fixture
def world(transactional_db):
    """Dana may open everything; the others are there to be shown."""
    kinds = {
        "stranger": None, "sales": TeamKind.SALES, "marketing": TeamKind.MARKETING,
        "manager": TeamKind.SALES, "direction": TeamKind.DIRECTION, "admin": TeamKind.MARKETING,
    }  # fmt: skip
    found = {
        role: factories.person(role.title(), kind, language="fr") for role, kind in kinds.items()
    }
    dana = found["direction"]
    dana.is_admin = dana.is_manager = True
    dana.save()
    return rows.World(found)


def paths(world) -> Iterator[tuple[str, str]]:
    """Every page that answers Dana with 200; its rows are made when it is asked for."""
    for address in every_address():
        row = MATRIX.get(address.name)
        if row is None or address.is_api or address.name in NOT_OURS | {"people:login"}:
            continue
        if address.name not in PARTS and row.get.get("direction") == 200:
            values = arguments_for(address.name, world)
            path = address.path(**{name: values[name] for name in address.kwargs})
            yield address.name, path + row.asked


def forms(user) -> dict[str, str]:
    """One form of each action of the pipeline."""
    return {
        f"leads:act {action.name}": f"/leads/{lead.public_id}/do/{action.name}/"
        for lead in Lead.objects.all()
        for action in open_to(user, lead)
    }


def findings(page, rules=None) -> list[str]:
    options = {"resultTypes": ["violations"], "runOnly": rules or STANDARDS}
    return [
        f"{found['id']}: {found['nodes'][0]['target']} {found['help']}"
        for found in page.evaluate("options => axe.run(options)", options)["violations"]
        if found["impact"] in GRAVE
    ]


def judge(page, path: str) -> list[str]:
    """What is wrong with the page: its answer, axe in both themes, the width of a phone."""
    try:
        answer = page.goto(path)
    except Error as error:
        if A_FILE in str(error):
            return []
        raise
    if answer.status != 200:
        return [f"answered {answer.status}"]
    page.evaluate(AXE)
    wrong = findings(page)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    wrong += [f"dark {text}" for text in findings(page, ["color-contrast"])]
    page.set_viewport_size(PHONE)
    wide, who = page.evaluate(WIDEST)
    page.set_viewport_size(DESK)
    return [*wrong, f"{wide} px wide: {who}"] if wide > PHONE["width"] else wrong


def test_every_page_is_accessible_and_fits_a_phone(browse, world):
    rows.pipeline(world)
    page = browse(world["direction"])
    wrong = {name: judge(page, path) for name, path in paths(world)}
    for name, path in forms(world["direction"]).items():
        wrong[name] = judge(page, path)
    wrong["people:login"] = judge(browse(), "/login/")
    wrong["not found"] = [text for text in judge(page, "/nowhere/") if "404" not in text]
    found = [f"{name}: {text}" for name, texts in wrong.items() for text in texts]
    assert found == [], "\n".join(found)
