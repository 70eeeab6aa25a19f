"""An own Unseen in a browser: only what fits is asked, and the picture follows figures, unit and kind."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]


def test_the_page_asks_what_fits_and_shows_what_it_implies(reader: Callable[..., Page], firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(firm.pages["own-unseen"])
    expect(page.locator("#duration_low")).to_be_hidden()
    page.get_by_label("Es fängt an und hält dann an").check()
    expect(page.locator("#duration_low")).to_be_visible()
    page.get_by_label("Es passiert und ist dann vorbei").check()
    page.locator("#rate_low").fill("0,1")
    page.locator("#rate_high").press_sequentially("0,4")
    # The middle of 0.1 to 0.4 is their root: 0.2.
    expect(page.locator("#picture-rate")).to_contain_text("0,2 im Jahr")
    expect(page.locator("#picture-rate circle")).to_have_count(20)
    page.locator("#rate_unit").select_option("chance-per-year")
    # Read as per cent, 0.1 to 0.4 is a thousandth to four thousandths a year.
    expect(page.locator("#picture-rate")).to_contain_text("0,002")
    page.locator("#loss_low").fill("10.000")
    page.locator("#loss_high").press_sequentially("1 Mio")
    expect(page.locator("#picture-loss")).to_contain_text("weniger als 100.000\u00a0€")
    expect(page.locator("#picture-loss")).to_contain_text("im Durchschnitt")


def test_without_script_an_entry_is_added_and_deleted(reader: Callable[..., Page], firm: object) -> None:
    page = reader(script=False, state=firm.state)
    page.goto(firm.pages["own-unseen"])
    typed = {"title": "Ölpreis", "text": "Er steigt.", "rate_low": "0,1", "rate_high": "0,4", "loss_low": "10.000", "loss_high": "50.000"}
    for name, text in (typed | {"reason": "Rechnungen der letzten Jahre"}).items():
        page.locator(f"#{name}").fill(text)
    with page.expect_navigation():
        page.get_by_role("button", name="Speichern").click()
    page.locator(".own-change").get_by_role("link", name="Ölpreis").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Löschen").click()
    expect(page.locator("main")).not_to_contain_text("Ölpreis")
