"""Every page, in both languages, both themes and four widths: open to everybody, quiet, and within its window."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.looks]

PUBLIC = (
    "/",
    "/anmelden",
    "/stil",
    "/beispiel/",
    "/beispiel/precision-parts/",
    "/beispiel/precision-parts/plan/",
    "/beispiel/precision-parts/berichte/",
    "/gibt-es-nicht",
)
LOOKED_UP = (
    "/annahmen/",
    "/annahmen/?kind=indicator",
    "/scharniertabelle/",
    "/scharniertabelle/?q=L197",
    "/scharniertabelle/measure.cloud.exit-folder",
    "/suche?q=Cloud",
    "/begriffe",
    "/fragebogen",
    "/tasten",
    "/rechtsstand",
)
OWN = (
    "list",
    "home",
    "limits",
    "actors",
    "review",
    "profile",
    "owners",
    "earlier",
    "further",
    "questions-1",
    "questions-3",
    "overview",
    "strengths",
    "goals",
    "deep",
    "result",
    "plan",
    "what-if",
    "roadmap",
    "papers",
    "look",
    "trail",
    "own",
    "own-entry",
    "own-unseen",
    "own-measure",
    "intake",
    "archive",
    "workshop",
    "bookkeeping",
    "network",
    "network-partner",
    "network-channel",
    "network-ways",
    "network-statements",
    "services",
    "policy",
    "list-of-services",
    "curate",
    "check",
    "data",
    "log",
    "remove",
    "notes",
    "notes-unseen",
)
DRAWN = "[...document.querySelectorAll('[data-chart]')].every((place) => place.querySelector('svg'))"
LANGUAGES = ("de", "en")
Hold = Callable[[Page, str], None]


def visit(page: Page, server: str, path: str, hold: Hold) -> None:
    for language in LANGUAGES:
        page.context.add_cookies([{"name": "leitplanke-language", "value": language, "url": server}])
        page.goto(path)
        page.wait_for_function(DRAWN)
        hold(page, language)


@pytest.mark.parametrize("path", [*PUBLIC, *LOOKED_UP])
def test_public_page(reader: Callable[..., Page], server: str, hold: Hold, path: str) -> None:
    visit(reader(), server, path, hold)


@pytest.mark.parametrize("name", OWN)
def test_own_page(reader: Callable[..., Page], server: str, hold: Hold, firm: object, name: str) -> None:
    visit(reader(state=firm.state), server, firm.pages[name], hold)
