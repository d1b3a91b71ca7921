"""The main job in French, as the three people do it: by keys where there are keys."""

import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from alignment.people.choices import TeamKind
from leads.models import Lead
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
CARD = "Claire Vasseur, Ateliers Roubaud, 04 91 00 00 00, salon Sirha"
QUEUE = "/leads/queue/"


@pytest.fixture
def people(transactional_db):
    """Maya, Sam and Dana, who work in French."""
    kinds = {"Maya": TeamKind.MARKETING, "Sam": TeamKind.SALES, "Dana": TeamKind.DIRECTION}
    return [factories.person(name, kind, language="fr") for name, kind in kinds.items()]


def until(stage: str, patience: float = 8) -> Lead:
    """The lead, as soon as it stands there."""
    end = time.monotonic() + patience
    while True:
        lead = Lead.objects.order_by("pk").last()
        if lead and lead.stage == stage:
            return lead
        assert time.monotonic() < end, f"{lead and lead.stage} instead of {stage}"
        time.sleep(0.05)


def first_row(page: Page, section: str = "") -> None:
    """Open the queue and put the focus on the first row, by keyboard alone."""
    page.goto(QUEUE)
    expect(page.locator("tbody tr").first).to_contain_text("Ateliers Roubaud")
    page.keyboard.press("j")
    expect(page.locator("[data-open]:focus")).to_have_count(1)


def arrive(page: Page) -> None:
    """Open the queue and press nothing: the first row is the one that keys act on."""
    page.goto(QUEUE)
    expect(page.locator("tbody tr").first).to_have_class("is-next")
    expect(page.locator("[data-open]:focus")).to_have_count(0)


def dialog(page: Page):
    found = page.locator("#dialog[open]")
    expect(found.locator("form").last).to_be_visible()
    return found


def confirm(page: Page) -> None:
    dialog(page).locator(".dialog-foot .btn").last.click()
    expect(page.locator("#dialog[open]")).to_have_count(0)


def pick(page: Page, name: str, value: str) -> None:
    """A chip: the box lies under its label."""
    dialog(page).locator(f"[name={name}][value='{value}']").check(force=True)


def test_the_main_job_as_three_people(browse, people):
    maya, sam, dana = map(browse, people)
    paste_and_qualify(maya)
    hand_over(maya)
    send_back(sam)
    complete(maya)
    accept_undo_reject(sam)
    contest(maya)
    rule(dana)
    sell(sam)
    read_the_dashboard(dana)


def paste_and_qualify(maya: Page) -> None:
    maya.goto(QUEUE)
    expect(maya.locator("html")).to_have_attribute("lang", "fr")
    maya.keyboard.press("n")
    dialog(maya).locator("#new-text").press_sequentially(CARD)
    fields = {
        "first_name": "Claire", "last_name": "Vasseur", "company": "Ateliers Roubaud",
        "source": "event",
    }  # fmt: skip
    for name, value in fields.items():
        expect(maya.locator(f"#new-fields [name={name}]")).to_have_value(value)
    expect(maya.locator("#new-fields [name=phone]")).to_have_value("04 91 00 00 00")
    maya.keyboard.press("Enter")
    until("new")
    first_row(maya)
    maya.keyboard.press("q")
    dialog(maya).locator("[name=need]").fill("Remplacer la découpe laser")
    maya.keyboard.press("Enter")
    until("mql")


def hand_over(maya: Page) -> None:
    """Sam is proposed; what the file lacks is asked for in the same form."""
    first_row(maya)
    maya.keyboard.press("h")
    form = dialog(maya)
    expect(form.locator("[name=assignee]:checked")).to_have_count(1)
    form.locator("[name=job_title]").fill("Directrice des achats")
    maya.keyboard.press("Enter")
    expect(form.locator(".field-error").first).to_contain_text("Entreprise et SIREN")
    expect(form.locator("[name=job_title]")).to_have_value("Directrice des achats")
    form.locator("[name=siren]").fill("732 829 320")
    form.locator("[name=naf_code]").fill("25.62B")
    form.locator("[name=workforce_band]").select_option("12")
    confirm(maya)
    lead = until("handed_over")
    assert lead.owner.first_name == "Sam"
    assert lead.contact.job_title == "Directrice des achats"


def send_back(sam: Page) -> None:
    sam.goto("/")
    expect(sam.locator("h1")).to_have_text("À traiter")
    first_row(sam)
    sam.keyboard.press("i")
    pick(sam, "missing", "need")
    dialog(sam).locator("[name=question]").fill("Quelle machine ?")
    confirm(sam)
    until("returned")


def complete(maya: Page) -> None:
    first_row(maya)
    expect(maya.locator("#queue")).to_contain_text("Quelle machine ?")
    maya.keyboard.press("c")
    dialog(maya).locator("[name=answer]").fill("Une Bystronic de 2009")
    confirm(maya)
    until("handed_over")


def accept_undo_reject(sam: Page) -> None:
    """By keyboard: a accepts; the toast undoes; r rejects with a reason in two taps."""
    first_row(sam)
    sam.keyboard.press("a")
    until("accepted")
    undo = sam.locator("[data-toast] form button").first
    undo.focus()
    sam.keyboard.press("Enter")
    until("handed_over")
    first_row(sam)
    sam.keyboard.press("r")
    reason = dialog(sam).locator("[name=reason]").first
    expect(reason).to_be_focused()
    sam.keyboard.press("Space")
    expect(reason).to_be_checked()
    dialog(sam).locator(f"#answer-{reason.get_attribute('value')}").fill("Moins de dix salariés")
    sam.keyboard.press("Enter")
    until("rejected")


def contest(maya: Page) -> None:
    first_row(maya)
    expect(maya.locator("#queue")).to_contain_text("Moins de dix salariés")
    maya.locator("tbody tr a[href*='/do/contest/']").first.click()
    dialog(maya).locator("[name=argument]").fill("Le groupe en compte deux cents")
    confirm(maya)
    until("contested")


def rule(dana: Page) -> None:
    first_row(dana)
    dana.locator("tbody tr a[href*='/do/rule/']").first.click()
    pick(dana, "ruling", "overturn")
    dialog(dana).locator("[name=why]").fill("Le groupe compte")
    confirm(dana)
    until("handed_over")


def sell(sam: Page) -> None:
    soon = (timezone.localdate() + timedelta(days=9)).isoformat()
    arrive(sam)
    sam.keyboard.press("a")
    lead = until("accepted")
    sam.goto(lead.get_absolute_url())
    log = sam.locator("form[action$='/log/']")
    log.locator("[name=kind][value=call]").check(force=True)
    log.locator("[name=outcome][value=reached]").check(force=True)
    log.locator("[name=text]").fill("Elle veut un devis")
    log.locator("button").last.click()
    expect(sam.locator("#story")).to_contain_text("Elle veut un devis")
    open_action(sam, "qualify_sql")
    pick(sam, "role", "decider")
    dialog(sam).locator("[name=next_action]").fill("Devis")
    dialog(sam).locator("[name=next_action_on]").fill(soon)
    confirm(sam)
    until("sql")
    sam.goto(lead.get_absolute_url())
    open_action(sam, "open_opportunity")
    dialog(sam).locator("[name=amount]").fill("12 000,50")
    dialog(sam).locator("[name=expected_close_on]").fill(soon)
    confirm(sam)
    until("opportunity")
    sam.goto(lead.get_absolute_url())
    open_action(sam, "win")
    pick(sam, "reason", "trust")
    confirm(sam)
    won = until("won")
    assert won.opportunities.get().amount == 12000.50


def open_action(page: Page, name: str) -> None:
    link = page.locator(f"a[href*='/do/{name}/']").first
    if not link.is_visible():
        page.locator("details.menu summary").first.click()
    link.click()
    dialog(page)


def read_the_dashboard(dana: Page) -> None:
    today = timezone.localdate().isoformat()
    call_command("measure", "--from", today, "--to", today)
    dana.goto("/dashboard/")
    dana.locator("main a[href*='/rows/']").first.click()
    dana.wait_for_url("**/rows/**")
    expect(dana.locator("main h1")).to_be_visible()
    dana.goto("/dashboard/acceptance_rate/rows/?period=month")
    expect(dana.locator("main")).to_contain_text("Ateliers Roubaud")
