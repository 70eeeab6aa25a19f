"""The what-if page in a real browser: by mouse, by keys, without script, without a server, and seen by somebody with a link."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]

PLANNED = "[data-row]:has(.what-on input:checked)"
SETTLED = "#what:not([aria-busy])"


def opened(reader: Callable[..., Page], firm: object, **how: object) -> Page:
    page = reader(state=firm.state, **how)
    page.goto(firm.pages["what-if"])
    return page


def first_row(page: Page) -> Locator:
    """Return the first measure of the plan once the first answer stands."""
    expect(page.locator("[data-outcome] figure")).to_be_visible(timeout=30_000)
    return page.locator(PLANNED).first


def outcome(page: Page) -> str:
    page.wait_for_selector(SETTLED)
    return page.locator("[data-outcome]").inner_text()


def test_keys_move_a_start_and_the_address_keeps_it(reader: Callable[..., Page], firm: object) -> None:
    page = opened(reader, firm)
    row = first_row(page)
    before, said = outcome(page), row.locator("[data-said-value]").inner_text()
    slider = row.locator("input[type=range]")
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    moved = row.locator("[data-said-value]").inner_text()
    assert moved != said
    expect(slider).to_have_attribute("aria-valuetext", moved)
    expect(page).to_have_url(re.compile(r"\?m=.*:\d+"))
    expect(page.locator("[data-outcome]")).not_to_have_text(before)
    expect(page.locator("[data-said]")).to_contain_text("schlimmste 5")
    after = outcome(page)
    page.reload()
    expect(page.locator(PLANNED).first.locator("[data-said-value]")).to_have_text(moved)
    assert outcome(page) == after


def test_enter_in_a_slider_neither_keeps_nor_takes_over(reader: Callable[..., Page], firm: object) -> None:
    page = opened(reader, firm)
    row = first_row(page)
    for control in (row.locator("input[type=range]"), row.locator("input[type=checkbox]")):
        control.focus()
        page.keyboard.press("Enter")
    assert page.url.endswith(firm.pages["what-if"])
    assert page.locator(".error-summary").count() == 0


def test_a_bar_is_dragged_by_its_handle_and_follows_at_once(reader: Callable[..., Page], firm: object) -> None:
    page = opened(reader, firm)
    row = first_row(page)
    slider = row.locator("input[type=range]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    start, last = int(slider.input_value()), int(slider.get_attribute("max") or "0")
    usable, half = box["width"] - 12.0, 6.0  # the handle is 12 px wide and stays inside
    page.mouse.move(box["x"] + half + usable * start / last, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + half + usable * 10 / last, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    assert slider.input_value() == "10"
    lead = int(row.get_attribute("data-lead") or "0")
    working = row.locator(".working")
    assert float((working.get_attribute("x") or "").rstrip("%")) == pytest.approx(100 * (10 + lead) / last)
    page.wait_for_selector(SETTLED)
    drawn = [working.get_attribute("x"), working.get_attribute("width")]
    page.reload()
    again = page.locator(f"[name='{slider.get_attribute('name')}']").locator("xpath=../*[1]/*[contains(@class, 'working')]")
    assert [round(float((again.get_attribute(one) or "").rstrip("%")), 1) for one in ("x", "width")] == [
        round(float((one or "").rstrip("%")), 1) for one in drawn
    ]


def test_switching_off_costs_less_and_the_bar_goes(reader: Callable[..., Page], firm: object) -> None:
    page = opened(reader, firm)
    row = first_row(page)
    name = row.locator(".what-on input").get_attribute("name")
    box = page.locator(f"[name='{name}']")
    before = outcome(page)
    box.uncheck()
    expect(page.locator("[data-outcome]")).not_to_have_text(before)
    expect(page.locator(f"[name='{(name or '').replace('on-', 'start-', 1)}']")).to_be_hidden()
    box.check()
    page.wait_for_selector(SETTLED)
    assert outcome(page) == before
    assert page.url.endswith(firm.pages["what-if"])


@pytest.mark.parametrize(("status", "notice"), [(404, "lost"), (401, "signed-out")])
def test_no_answer_is_told_and_nothing_that_was_set_is_lost(reader: Callable[..., Page], firm: object, status: int, notice: str) -> None:
    page = opened(reader, firm)
    slider = first_row(page).locator("input[type=range]")

    def refuse(route: Route) -> None:
        route.fulfill(status=status, body="")

    page.route("**/antwort", refuse)
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator(f"[data-trouble={notice}]")).to_be_visible()
    page.unroute("**/antwort")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(f"[data-trouble={notice}]")).to_be_hidden()
    value = slider.input_value()
    page.reload()
    assert page.locator(PLANNED).first.locator("input[type=range]").count() == 1
    assert f":{value}" in page.url


def test_changing_the_language_keeps_what_is_set(reader: Callable[..., Page], firm: object) -> None:
    page = opened(reader, firm)
    first_row(page)
    page.locator("[name=budget]").focus()
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile("b=0$"))
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("What if?")
    expect(page.locator("[name=budget]")).to_have_attribute("aria-valuetext", "€0 a year")


def test_without_script_a_button_calculates(reader: Callable[..., Page], firm: object) -> None:
    page = opened(reader, firm, script=False)
    if page.locator("noscript a.button").count():
        page.locator("noscript a.button").click()
    page.locator("[name=budget]").focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Berechnen").click()
    assert "b=0" in page.url
    assert page.locator("[data-outcome] figure").is_visible()


def test_keep_compare_and_show_to_somebody_else(
    reader: Callable[..., Page], firm: object, chromium: Browser, server: str, access: Callable[..., list[str]]
) -> None:
    page = opened(reader, firm, width=390)
    first_row(page)
    page.locator("[name=budget]").focus()
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile("b=0$"))
    page.locator("#name").fill("Ohne Geld")
    page.keyboard.press("Enter")
    expect(page.locator(".what-scenarios")).to_contain_text("Ohne Geld")
    assert access(page) == []
    page.get_by_role("button", name="Vergleichen").click()
    expect(page.locator("h1")).to_have_text("Szenarien im Vergleich")
    assert access(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.go_back()
    page.get_by_text("Link zum Zeigen").click()
    page.get_by_role("button", name="Link anlegen").click()
    expect(page.locator(".what-links a")).to_be_visible()
    link = page.locator(".what-links a").get_attribute("href") or ""
    stranger = chromium.new_context(base_url=server).new_page()
    stranger.goto(link)
    expect(stranger.locator("h1")).to_have_text("Ohne Geld")
    assert access(stranger) == []
    page.get_by_role("button", name="Link zurücknehmen").click()
    stranger.reload()
    expect(stranger.locator("h1")).to_have_text("Dieser Link zeigt nichts mehr")
    stranger.context.close()
    page.locator(".what-scenarios button", has_text="Entfernen").click()
    expect(page.locator(".what-scenarios")).to_have_count(0)
