"""The way through the pages with keys only."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]

MOST_TABS = 60


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element that matches has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab never reaches {selector}")


def test_skip_to_the_content(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    tab_to(page, "main button")


def test_from_welcome_to_where_a_number_comes_from(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto("/")
    tab_to(page, "main a[href='/beispiel/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/beispiel/")
    tab_to(page, "main a[href='/beispiel/precision-parts/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/precision-parts/")
    tab_to(page, ".menu > summary")
    page.keyboard.press("Enter")
    expect(page.locator(".menu li a").first).to_be_visible()
    tab_to(page, ".number-card a[data-trail-link]")
    page.keyboard.press("Enter")
    dialog = page.locator("#trail-dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("#trail-title")).to_be_focused()
    tab_to(page, "#trail-dialog .made-of a")
    page.keyboard.press("Enter")
    expect(dialog.locator("#trail-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(".number-card a[data-trail-link]").first).to_be_focused()
    tab_to(page, ".fold > summary")
    page.keyboard.press("Enter")
    expect(page.locator(".fold table").first).to_be_visible()


def test_answer_a_question(reader: Callable[..., Page], firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(firm.pages["questions-2"])
    tab_to(page, "fieldset.question input[type=radio]")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("ArrowDown")
    expect(page.locator("fieldset.question").first.locator(".saved")).to_contain_text("gespeichert")


def test_every_control_shows_its_focus(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto("/stil")
    seen = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        seen.add(page.evaluate("document.activeElement.tagName"))
        assert outline == "3px"
    assert {"A", "BUTTON", "INPUT"} <= seen
