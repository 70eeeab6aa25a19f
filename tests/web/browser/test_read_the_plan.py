"""The page of a reviewed plan in a real browser: open to everybody, within its window, its reasons and trails by keyboard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from leitplanke.exchange import resultfile, reviewfile

pytestmark = [pytest.mark.browser, pytest.mark.looks]
NAME = "precision-parts"
PLAN = f"/beispiel/{NAME}/plan/"
DRAWN = "[...document.querySelectorAll('[data-chart]')].every((place) => place.querySelector('svg'))"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def reviewed(examples: Path, made_up_review: Callable[..., object]) -> str:
    """Keep a made-up review of an example where the server looks for it; return the address of its plan."""
    (kept,) = (file for file in examples.glob(f"{NAME}-*.json") if "-plan-" not in file.name)
    review = made_up_review(resultfile.load(kept.read_text(encoding="utf-8")))
    mark = kept.stem.rpartition("-")[2]
    (examples / f"{NAME}-plan-{mark}.json").write_text(reviewfile.dump(review), encoding="utf-8")
    return PLAN


@pytest.mark.parametrize(("language", "theme", "width"), [("de", "light", 1280), ("en", "dark", 390)])
def test_a_reviewed_plan_is_open_to_everybody(
    reader: Callable[..., Page], access: Callable[..., list[str]], reviewed: str, language: str, theme: str, width: int
) -> None:
    page = reader(language=language, theme=theme, width=width)
    page.goto(reviewed)
    page.wait_for_function(DRAWN)
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    assert page.locator("#stakes").count() == 1
    assert page.evaluate(TOO_WIDE) == 0
    assert access(page) == []


def test_reasons_open_by_keyboard_and_lead_to_trails(reader: Callable[..., Page], reviewed: str) -> None:
    page = reader()
    page.goto(reviewed)
    first = page.locator(".reasons summary").first
    first.focus()
    page.keyboard.press("Enter")
    cost = page.locator(".reasons details[open] a[data-trail-link]").first
    cost.press("Enter")
    page.locator("#trail-dialog [data-trail] h1").wait_for()


def test_a_table_wider_than_the_window_says_so_and_keeps_its_rows_named(reader: Callable[..., Page], reviewed: str) -> None:
    page = reader(width=390)
    page.goto(reviewed)
    gantt = page.locator("#schedule ~ figure .scroll").first
    hint = page.locator("#schedule ~ figure .swipe").first
    hint.wait_for()
    gantt.evaluate("(one) => { one.scrollLeft = 300; }")
    name, window = page.locator(".gantt tbody th").first.bounding_box(), gantt.bounding_box()
    assert name is not None
    assert window is not None
    assert abs(name["x"] - window["x"]) < 1.0
    regrets = page.locator("#stakes ~ .scroll").first
    caption = regrets.locator("caption span").bounding_box()
    assert caption is not None
    assert caption["x"] + caption["width"] <= 390.0
    page.set_viewport_size({"width": 1280, "height": 900})
    hint.wait_for(state="hidden")


def test_without_script_the_front_is_a_picture(reader: Callable[..., Page], reviewed: str) -> None:
    page = reader(script=False)
    page.goto(reviewed)
    still = page.locator("#money ~ figure img.still")
    assert still.count() == 1
    assert still.get_attribute("alt")
