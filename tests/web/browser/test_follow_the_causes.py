"""The cause map: drawn when the reader comes near, followed by mouse and keyboard, and small enough to send."""

import gzip
import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response, expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]

EXAMPLE = "/beispiel/precision-parts/"
MAP = "#chart-causes"
LARGEST = 500_000
"""Bytes of a page with all it needs, compressed."""
LARGEST_SHIFT = 0.1
TELL_SHIFTS = """window.shifted = 0; new PerformanceObserver((list) => {
  for (const one of list.getEntries()) { if (!one.hadRecentInput) { window.shifted += one.value; } }
}).observe({ type: "layout-shift", buffered: true });"""


def drawn(page: Page) -> dict[str, object]:
    """Come near the map; give its data."""
    page.goto(EXAMPLE)
    page.locator(MAP).scroll_into_view_if_needed()
    page.wait_for_selector(f"{MAP}[data-drawn]")
    return json.loads(page.locator(f"{MAP}-data").text_content() or "")


def test_the_library_comes_only_when_the_reader_does(reader: Callable[..., Page]) -> None:
    page = reader(fresh=True)
    answers: list[Response] = []
    # Playwright writes a mark on what it calls, which a built-in method has no room for.
    page.on("response", lambda one: answers.append(one))  # noqa: PLW0108 - see above
    page.goto(EXAMPLE)
    page.wait_for_load_state("networkidle")
    assert not any("cytoscape" in one.url for one in answers)
    page.locator(MAP).scroll_into_view_if_needed()
    page.wait_for_selector(f"{MAP}[data-drawn]")
    page.wait_for_load_state("networkidle")
    assert any("cytoscape" in one.url for one in answers)
    sent = {one.url: len(gzip.compress(one.body())) for one in answers if one.ok and not one.url.startswith("data:")}
    assert sum(sent.values()) <= LARGEST, sent


def test_nothing_jumps_while_the_page_fills(reader: Callable[..., Page]) -> None:
    page = reader(fresh=True)
    page.add_init_script(TELL_SHIFTS)
    drawn(page)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifted") <= LARGEST_SHIFT


def test_a_click_on_a_symbol_opens_its_number(reader: Callable[..., Page]) -> None:
    page = reader()
    data = drawn(page)
    box = page.locator(MAP).bounding_box()
    first = data["nodes"][0]
    scale = box["width"] / data["width"]
    page.mouse.click(box["x"] + first["x"] * scale, box["y"] + first["y"] * scale)
    expect(page.locator(f"{MAP}-words")).to_have_text(first["words"])
    expect(page.locator("#trail-dialog #trail-title")).to_contain_text(first["label"].split("\n")[0])


def test_the_keyboard_walks_from_cause_to_effect(reader: Callable[..., Page]) -> None:
    page = reader()
    data = drawn(page)
    words = page.locator(f"{MAP}-words")
    page.locator(MAP).focus()
    order = sorted(data["nodes"], key=lambda one: (one["x"], one["y"]))
    for node in order:
        page.keyboard.press("ArrowRight")
        expect(words).to_have_text(node["words"])
    page.keyboard.press("ArrowRight")
    expect(words).to_have_text(data["edges"][0]["words"])
    page.keyboard.press("Enter")
    dialog = page.locator("#trail-dialog")
    expect(dialog.locator("#trail-title")).to_be_focused()
    expect(dialog).to_contain_text("Was die Zahl am stärksten ändern würde")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()


def test_the_strongest_ways_are_those_of_the_result(reader: Callable[..., Page]) -> None:
    page = reader()
    data = drawn(page)
    result = json.loads(page.request.get(f"{EXAMPLE}datei/ergebnis.json").body())
    strongest = {
        (before, after) for path in result["paths"][:3] for before, after in zip(path["unseens"], path["unseens"][1:], strict=False)
    }
    shown = {(one["source"], one["target"]) for one in data["edges"]}
    assert {(one["source"], one["target"]) for one in data["edges"] if one["strong"]} == strongest & shown
    assert strongest & shown
    assert [(one["cause"], one["effect"]) for one in result["links"][:12]] == [(one["source"], one["target"]) for one in data["edges"]]


def test_a_phone_scrolls_the_map_and_not_the_page(reader: Callable[..., Page]) -> None:
    page = reader(width=390, language="en")
    drawn(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('.cause-scroll').scrollWidth") > 390


def test_five_futures_are_told(reader: Callable[..., Page]) -> None:
    page = reader(language="en")
    page.goto(EXAMPLE)
    expect(page.locator(".stories > li")).to_have_count(5)
    expect(page.locator(".stories")).to_contain_text("1 in 20 futures")
