"""An own figure: its meaning follows the typing, and all of it works without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]


def forward(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Speichern").click()


def test_the_picture_follows_the_typing_and_nothing_is_stored_before_saving(reader: Callable[..., Page], firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(f"{firm.pages['own']}unseen.cyber.incident")
    place = page.locator("#picture-severity")
    expect(place).to_contain_text("Was der Vorschlag bedeutet")
    page.locator("#severity-low").fill("10.000")
    page.locator("#severity-high").press_sequentially("1 Mio")
    expect(place).to_contain_text("Was Ihre Zahlen bedeuten")
    # A lognormal from 10,000 to 1,000,000 has the median 100,000 (method.md section 4).
    expect(place).to_contain_text("weniger als 100.000\u00a0€")
    expect(place.locator("circle")).to_have_count(20)
    page.goto(firm.pages["own"])
    expect(page.locator("main")).to_contain_text("Noch nichts")


def test_without_script_a_figure_is_given_and_taken_back(reader: Callable[..., Page], firm: object) -> None:
    page = reader(script=False, state=firm.state)
    page.goto(f"{firm.pages['own']}unseen.cloud.lock-in")
    for name, typed in {"duration-low": "1", "duration-high": "2,5", "duration-reason": "Vertrag bis 2028"}.items():
        page.locator(f"#{name}").fill(typed)
    forward(page)
    expect(page.locator("main")).to_contain_text("Dauer: 1 bis 2,5 Jahre")
    page.get_by_role("link", name="Ändern").click()
    expect(page.locator("#picture-duration")).to_contain_text("Was Ihre Zahlen bedeuten")
    with page.expect_navigation():
        page.get_by_role("button", name="Zurück zum Vorschlag").click()
    page.goto(firm.pages["own"])
    expect(page.locator("main")).to_contain_text("Noch nichts")


def test_enter_saves_and_takes_nothing_back(reader: Callable[..., Page], firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(f"{firm.pages['own']}measure.iot.integral-model")
    for name, typed in {"cost_once-low": "20 T€", "cost_once-high": "30 T€", "cost_once-reason": "Angebot"}.items():
        page.locator(f"#{name}").fill(typed)
    forward(page)
    page.get_by_role("link", name="Ändern").click()
    with page.expect_navigation():
        page.locator("#cost_once-reason").press("Enter")
    expect(page.locator("main")).to_contain_text("Kosten der Einführung: 20.000 bis 30.000\u00a0€")
    page.get_by_role("link", name="Ändern").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Zurück zum Vorschlag").click()


def test_the_way_from_a_number_leads_to_its_figure(reader: Callable[..., Page], firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(firm.pages["result"])
    page.locator(".bars .trail-link").first.click()
    dialog = page.locator("#trail-dialog")
    expect(dialog.get_by_role("link", name="Eigene Zahl angeben")).to_be_visible()
    with page.expect_navigation():
        dialog.get_by_role("link", name="Eigene Zahl angeben").click()
    assert page.url.split("#")[0].startswith(page.url.split("/unternehmen/")[0])
    expect(page.locator("h1")).to_have_count(1)
    expect(page.get_by_role("button", name="Speichern")).to_be_visible()


def test_a_study_file_is_read_by_hand(reader: Callable[..., Page], firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(firm.pages["intake"])
    text = "company: {name: Aus der Datei GmbH, sector: Metall, staff: 12, turnover_eur: 1500000}\nstart: 2027-Q1\n"
    page.locator("#file").set_input_files({"name": "firma.yaml", "mimeType": "application/yaml", "buffer": text.encode()})
    with page.expect_navigation():
        page.get_by_role("button", name="Einlesen").click()
    page.goto(firm.pages["list"])
    expect(page.locator("main")).to_contain_text("Aus der Datei GmbH")
