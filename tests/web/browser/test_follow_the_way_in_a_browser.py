"""The way in a real browser: nothing jumps, everything saves itself, keys are enough, a lost connection loses nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]

MOST_SHIFT = 0.1
"""Cumulative layout shift that counts as good."""
WATCH_SHIFTS = """window.shifted = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) { if (!one.hadRecentInput) { window.shifted += one.value; } } })
  .observe({type: 'layout-shift', buffered: true});"""


def test_nothing_jumps(reader: Callable[..., Page], firm: object) -> None:
    page = reader(state=firm.state, width=390, fresh=True)
    page.add_init_script(WATCH_SHIFTS)
    # As for who comes for the first time: styles and fonts arrive while the page is drawn.
    page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    for name in ("home", "limits", "actors", "review", "roadmap", "profile", "questions-1", "overview", "result"):
        page.goto(firm.pages[name], wait_until="networkidle")
        assert page.locator(".way").count() == (name != "home"), name
        assert page.evaluate("window.shifted") <= MOST_SHIFT, name


def test_keys_are_enough_to_set_the_day_and_leave_a_step_out(reader: Callable[..., Page], firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(firm.pages["home"])
    page.get_by_role("link", name="Wieder hinsehen").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/wiedervorlage")
    page.get_by_role("button", name="In 12 Monaten").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/wiedervorlage"))
    page.goto(firm.pages["home"])
    expect(page.locator("#step-review")).to_contain_text("erledigt")
    page.locator("#step-deep button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#step-deep")).to_contain_text("ausgelassen")
    page.locator("#step-deep button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#step-deep")).to_contain_text("offen")
    with page.expect_download() as download:
        page.get_by_role("link", name="In den Kalender übernehmen").click()
    assert download.value.suggested_filename == "leitplanke.ics"


def test_the_question_saves_itself_and_an_actor_too(reader: Callable[..., Page], firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(firm.pages["limits"])
    page.locator("#guiding_question").fill("Steigen wir ein?")
    page.locator("#guiding_question").blur()
    expect(page.locator("#live")).to_contain_text("zuletzt gespeichert")
    page.reload()
    expect(page.locator("#guiding_question")).to_have_value("Steigen wir ein?")
    page.goto(firm.pages["actors"])
    page.locator("#buyer-part").select_option("yes")
    expect(page.locator("#buyer-saved")).to_contain_text("zuletzt gespeichert")
    page.reload()
    expect(page.locator("#buyer-part")).to_have_value("yes")


def test_a_lost_connection_loses_nothing(reader: Callable[..., Page], watch: object, firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(firm.pages["limits"])
    page.context.set_offline(True)
    page.locator("#budget_eur_per_year").fill("40.000")
    page.locator("#budget_eur_per_year").blur()
    expect(page.locator("[data-save-failed]")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Speichern und weiter").click()
    page.wait_for_url(lambda url: not url.endswith("/leitfrage"))
    page.goto(firm.pages["limits"])
    expect(page.locator("#budget_eur_per_year")).to_have_value("40.000")
    # The browser's console notes the failed request; that is the point here.
    watch.faults[:] = [fault for fault in watch.faults if not fault.startswith("console on")]
