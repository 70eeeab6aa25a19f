"""Search, explained terms and shortcuts in a real browser: by keyboard, by mouse, by touch, and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]

TERM = "a.term[href$='#assumption']"


def test_search_opens_from_the_keyboard_and_leads_there(reader: Callable[..., Page], access: Callable[..., list[str]]) -> None:
    page = reader()
    page.goto("/")
    page.keyboard.press("Control+k")
    dialog = page.locator("#search-dialog")
    expect(page.locator("#search-all")).to_be_focused()
    page.keyboard.type("überschreitungs")
    expect(dialog.get_by_role("link").first).to_have_text("Überschreitungskurve")
    assert access(page) == []
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("link").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search-all")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(dialog.get_by_role("link").first).to_have_text("Überschreitungskurve")
    page.keyboard.press("Enter")
    page.wait_for_url("**/begriffe#curve")


def test_search_works_without_script(reader: Callable[..., Page]) -> None:
    page = reader(script=False, language="en")
    page.goto("/")
    page.locator("[data-search-open]").click()
    page.locator("#wanted").fill("cloud outage")
    page.locator("main form[role=search] button").click()
    expect(page.get_by_role("link", name="Cloud outage", exact=True)).to_be_visible()


def test_a_term_is_explained_on_hover_and_on_focus(reader: Callable[..., Page], access: Callable[..., list[str]]) -> None:
    page = reader()
    page.goto("/annahmen/")
    box = page.locator("#term-box")
    term = page.locator(TERM)
    expect(term).to_have_count(1)
    term.hover()
    expect(box).to_be_visible()
    expect(box).to_contain_text("Ein Urteil ohne belegte Zahl.")
    assert access(page) == []
    # It stays while the pointer is on it and goes with Escape, also without moving the pointer.
    box.hover()
    expect(box).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    term.focus()
    expect(box).to_be_visible()
    expect(term).to_have_attribute("aria-describedby", "term-box")
    page.keyboard.press("Enter")
    page.wait_for_url("**/begriffe#assumption")


def test_every_term_is_a_pattern_that_browsers_read(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto("/")
    for language in ("de", "en"):
        broken = page.evaluate(
            """async (language) => (await (await fetch(`/begriffe/liste.json?language=${language}`)).json()).filter((term) => {
              try { return !new RegExp(`(?<![\\\\p{L}])(?:${term.forms})(?![\\\\p{L}])`, "u"); } catch { return true; }
            }).map((term) => term.id)""",
            language,
        )
        assert broken == []


def test_a_term_is_explained_by_a_tap(reader: Callable[..., Page]) -> None:
    page = reader(width=390)
    page.goto("/annahmen/")
    page.locator(TERM).click()
    expect(page.locator("#term-box")).to_be_visible()
    assert page.url.endswith("/annahmen/")
    assert page.evaluate("document.getElementById('term-box').getBoundingClientRect().right") <= 390
    page.locator("h1").click()
    expect(page.locator("#term-box")).to_be_hidden()


def test_the_question_mark_lists_the_keys_and_can_be_switched_off(reader: Callable[..., Page], access: Callable[..., list[str]]) -> None:
    page = reader()
    page.goto("/suche")
    dialog = page.locator("#shortcut-dialog")
    # Where people write it is a letter like any other.
    page.locator("#wanted").press("?")
    expect(page.locator("#wanted")).to_have_value("?")
    expect(dialog).to_be_hidden()
    page.locator("#wanted").blur()
    page.keyboard.press("?")
    expect(dialog).to_be_visible()
    assert access(page) == []
    dialog.locator("[data-question-mark]").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()


def test_the_tour_leads_through_a_result_and_is_remembered(reader: Callable[..., Page], access: Callable[..., list[str]]) -> None:
    page = reader(width=390)
    page.goto("/")
    page.locator("[data-tour-invitation] a").click()
    tour = page.locator("#tour")
    steps = tour.locator("li")
    for place in range(steps.count()):
        expect(steps.nth(place)).to_be_visible()
        expect(steps.nth(place)).to_be_focused()
        expect(tour.locator("li:visible")).to_have_count(1)
        assert page.locator(".touring").evaluate("(one) => one.getBoundingClientRect().top < innerHeight / 2")
        if place == 1:
            assert access(page) == []
        tour.locator("[data-tour-next]").click()
    expect(tour).to_have_count(0)
    assert page.url.endswith("/beispiel/precision-parts/")
    page.goto("/")
    page.wait_for_function("document.querySelector('[data-tour-invitation]') !== null")
    expect(page.locator("[data-tour-invitation]")).to_be_hidden()


def test_the_invitation_to_the_tour_can_be_declined(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto("/")
    invitation = page.locator("[data-tour-invitation]")
    invitation.get_by_role("button").click()
    expect(invitation).to_be_hidden()
    page.reload()
    expect(page.locator("#main")).to_be_visible()
    expect(invitation).to_be_hidden()


def test_terms_are_explained_in_forms_and_tables_and_first_where_one_looks(
    reader: Callable[..., Page], access: Callable[..., list[str]]
) -> None:
    page = reader()
    page.goto("/beispiel/precision-parts/")
    page.locator("a.term").first.wait_for()
    hidden_only = page.evaluate(
        """() => [...document.querySelectorAll("main details:not([open]) a.term")].filter((link) => {
          const word = link.textContent.toLowerCase();
          const away = "a, label, details:not([open])";
          const places = [...document.querySelectorAll("main p, main li, main dd")].filter((one) => !one.closest(away));
          return places.some((one) => new RegExp(`(?<![\\p{L}-])${word}(?![\\p{L}-])`, "iu").test(
            [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join(" ")));
        }).map((link) => link.textContent)"""
    )
    assert hidden_only == []
    assert page.locator("main table a.term").count() >= 1
    assert page.locator("main label a.term, main legend a.term, main .gantt a.term, main a a.term").count() == 0
    assert access(page) == []


@pytest.mark.parametrize("name", ["own-entry", "limits", "questions-1", "roadmap"])
def test_terms_in_forms_hinder_nobody(reader: Callable[..., Page], access: Callable[..., list[str]], firm: object, name: str) -> None:
    page = reader(state=firm.state)
    page.goto(firm.pages[name])
    page.wait_for_load_state("networkidle")
    assert access(page) == []
    assert page.locator("main label a.term, main legend a.term, main button a.term, main a a.term").count() == 0
    if name == "own-entry":
        assert page.locator("main form a.term").count() >= 1
