"""Every page, in both languages, both themes and four widths: open to everybody, quiet, and within its window."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

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
WIDTHS = (390, 768, 1280, 1920)
DARK = "document.documentElement.dataset.theme = 'dark'"
DRAWN = "[...document.querySelectorAll('[data-chart]')].every((place) => place.querySelector('svg'))"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def hold(page: Page, path: str, language: str, access: Callable[..., list[str]]) -> None:
    page.goto(path)
    page.wait_for_function(DRAWN)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert {width: wide for width in WIDTHS if (wide := too_wide(page, width)) > 0} == {}
    if language != "de":
        # Words differ from language to language, colours do not.
        assert access(page, without="color-contrast") == []
        return
    assert access(page) == []
    # Only colours differ in the dark.
    page.evaluate(DARK)
    assert access(page, "color-contrast") == []


def too_wide(page: Page, width: int) -> int:
    page.set_viewport_size({"width": width, "height": 900})
    return int(page.evaluate(TOO_WIDE))


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", [*PUBLIC, *LOOKED_UP])
def test_public_page(onlooker: Callable[..., Page], access: Callable[..., list[str]], path: str, language: str) -> None:
    hold(onlooker(language), path, language, access)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", OWN)
def test_own_page(onlooker: Callable[..., Page], access: Callable[..., list[str]], firm: object, name: str, language: str) -> None:
    hold(onlooker(language, firm.state), firm.pages[name], language, access)
