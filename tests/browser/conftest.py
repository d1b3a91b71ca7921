"""A real Chromium on a real server, where jobs run at once and every complaint is a failure.

The browser and its one session serve all tests, to be quick; each person gets a context of their
own. Without a Chromium the tests are skipped, except on CI, which must have one.
"""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from alignment.celery import app as jobs
from tools.check import chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
]
PATIENCE = 10_000  # milliseconds
# What the browser and htmx say about an answer 4xx; the page shows these to people.
EXPECTED = ("Failed to load resource", "Response Status Error Code 4")


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if "browser" in item.nodeid.split("::")[0]:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        refuse = pytest.fail if os.environ.get("CI") else pytest.skip
        refuse("no Chromium found (install chromium, or set CHROMIUM to its path)")
    # Playwright keeps an event loop in this thread, where Django then refuses the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def jobs_at_once() -> Iterator[None]:
    """What a worker would do after the commit happens in the request."""
    jobs.conf.task_always_eager = True
    yield
    jobs.conf.task_always_eager = False


@pytest.fixture
def complaints() -> list[str]:
    """What pages complained about: violations of the policy, errors of scripts, dialogs."""
    return []


@pytest.fixture
def browse(chrome, live_server, jobs_at_once, complaints):
    """`browse(sam)` is a page in a browser where Sam is logged in; `browse()` a visitor's."""
    contexts: list[BrowserContext] = []

    def open_page(user=None, **options) -> Page:
        context = chrome.new_context(
            **{
                "base_url": live_server.url,
                "locale": "fr-FR",
                "timezone_id": "Europe/Paris",
                "viewport": {"width": 1280, "height": 900},
                "reduced_motion": "reduce",
                **options,
            }
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if user is not None:
            log_in(context, user, live_server.url)
        page = context.new_page()
        listen(page, complaints)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def log_in(context: BrowserContext, user, url: str) -> None:
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])


def listen(page: Page, complaints: list[str]) -> None:
    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            complaints.append(f"{page.url}: {message.text}")

    def dismiss(dialog) -> None:
        complaints.append(f"{page.url}: a dialog opened: {dialog.message}")
        dialog.dismiss()

    def judge(response) -> None:
        lost = response.status == 404 and "/static/" in response.url
        if response.status >= 500 or lost:
            complaints.append(f"{response.url}: {response.status}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("dialog", dismiss)
    page.on("response", judge)
