"""The roadmap in Debian's Chromium: by keyboard, without script, and while the connection is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]


@pytest.fixture
def opened(reader: Callable[..., Page], firm: object) -> Callable[..., Page]:
    """Return what opens the firm's roadmap, taken over at the first call."""

    def open_roadmap(**window: object) -> Page:
        page = reader(state=firm.state, **window)
        page.goto(firm.pages["roadmap"])
        if not page.locator(".board-item").count():
            with page.expect_navigation():
                page.get_by_role("button", name="Als Fahrplan übernehmen").first.click()
        return page

    return open_roadmap


def saved(page: Page, act: Callable[[], object]) -> None:
    """Do something and wait for the server's answer to it."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 200):
        act()


def card(page: Page, place: int) -> Locator:
    return page.locator(".board-item").nth(place)


def test_by_keyboard_and_focus_stays_where_it_was(opened: Callable[..., Page]) -> None:
    page = opened()
    card(page, 0).locator("summary").focus()
    page.keyboard.press("Enter")
    status = card(page, 0).locator("select[name=status]")
    status.focus()
    saved(page, lambda: page.keyboard.press("ArrowDown"))
    expect(card(page, 0).locator(".board-status")).to_have_text("begonnen")
    expect(page.locator("#board-overview")).to_contain_text("1 begonnen")
    expect(page.locator("#board-news")).to_contain_text("fest eingeplant ab")
    expect(status).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("Frau Groß")
    saved(page, lambda: page.keyboard.press("Tab"))
    expect(card(page, 0).locator(".board-state")).to_contain_text("Frau Groß")
    page.reload()
    expect(card(page, 0).locator("input[name=person]")).to_have_value("Frau Groß")
    saved(page, lambda: (card(page, 0).locator("summary").click(), status.select_option("planned")))


def test_nothing_typed_is_lost_with_the_connection(opened: Callable[..., Page], watch: object) -> None:
    page = opened()
    card(page, 1).locator("summary").click()
    note = card(page, 1).locator("textarea")
    page.context.set_offline(True)
    note.fill("Angebot bis Freitag\nzweite Zeile")
    note.press("Tab")
    expect(page.locator("[data-save-failed]")).to_be_visible()
    page.context.set_offline(False)
    with page.expect_navigation():
        card(page, 1).get_by_role("button", name="Speichern").click()
    expect(card(page, 1).locator("textarea")).to_have_value("Angebot bis Freitag\nzweite Zeile")
    # The card that was saved stands open again.
    expect(card(page, 1).locator("textarea")).to_be_visible()
    # The browser itself notes the lost connection.
    watch.faults[:] = [fault for fault in watch.faults if not fault.startswith("console on")]


def test_without_script(opened: Callable[..., Page]) -> None:
    page = opened(script=False)
    card(page, 2).locator("summary").click()
    card(page, 2).locator("input[name=actual_cost_eur]").fill("viel")
    card(page, 2).locator("input[name=person]").fill("Herr Ay")
    with page.expect_navigation():
        card(page, 2).get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("alert").first).to_contain_text("„viel“ ist keine Zahl")
    expect(card(page, 2).locator("input[name=actual_cost_eur]")).to_have_value("viel")
    expect(card(page, 2).locator(".board-state")).to_contain_text("Herr Ay")
    card(page, 2).locator("input[name=actual_cost_eur]").fill("1.250")
    with page.expect_navigation():
        card(page, 2).get_by_role("button", name="Speichern").click()
    expect(page.locator("#board-overview")).to_contain_text("1.250")


def test_files_come_down(opened: Callable[..., Page]) -> None:
    page = opened()
    for name, first in (("Als Tabelle", b"PK"), ("In den Kalender", b"BEGIN:VCALENDAR")):
        with page.expect_download() as coming:
            page.get_by_role("link", name=name).click()
        assert Path(coming.value.path()).read_bytes().startswith(first)
