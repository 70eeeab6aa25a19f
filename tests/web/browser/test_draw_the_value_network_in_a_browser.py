"""The value network in a browser: a partner refused and kept, a channel filled from settlements, the drawing; with script and without."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]
NAMES = {
    "de": (
        "Partner eintragen",
        "Speichern",
        "Verkaufsweg an Verbraucher",
        "Lesen und Felder füllen",
        "Der Partner braucht Sie mehr",
        "Daten: Was hat dieser Partner damit zu tun?",
        "Das Konto war einmal gesperrt",
        "Wertschöpfungsnetz und Plattformen",
    ),
    "en": (
        "Add a partner",
        "Save",
        "Channel to consumers",
        "Read and fill the fields",
        "The partner needs you more",
        "Data: what does this partner have to do with them?",
        "The account was blocked once",
        "Value network and platforms",
    ),
}


class Words(NamedTuple):
    """What links and buttons are called, and what the pages say."""

    add: str
    save: str
    channel: str
    fill: str
    verdict: str
    data: str
    blocked: str
    network: str


TABLE = "Bestellung;Datum;Art;Betrag\nA1;01.01.2025;Verkauf;119.000,00\nA1;31.12.2025;Provision;-15.000,00\n"
DARK = "document.documentElement.dataset.theme = 'dark'"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def hold(page: Page, access: Callable[..., list[str]], *, script: bool) -> None:
    if not script:
        return
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate(TOO_WIDE) <= 0
    assert access(page) == []
    # Only colours differ in the dark.
    page.evaluate(DARK)
    assert access(page, "color-contrast") == []
    page.set_viewport_size({"width": 1280, "height": 900})


def click(page: Page, role: str, label: str) -> None:
    with page.expect_navigation():
        page.get_by_role(role, name=label).first.click()


@pytest.mark.parametrize(("language", "script"), [("de", False), ("en", True)])
def test_partner_and_channel(
    reader: Callable[..., Page], access: Callable[..., list[str]], firm: object, tmp_path: Path, language: str, *, script: bool
) -> None:
    names = Words(*NAMES[language])
    page = reader(language=language, script=script, state=firm.state)

    def look() -> None:
        hold(page, access, script=script)

    page.goto(firm.pages["network"])
    add_partner(page, f"Alpha {language}", names, look)
    say_what_it_has_to_do_with_data(page, f"Alpha {language}", names, look)
    click(page, "link", names.channel)
    file = tmp_path / "settlement.csv"
    file.write_text(TABLE, encoding="utf-8")
    page.locator("#settlements").set_input_files(file)
    page.locator("#name").fill(f"Markt {language}")
    click(page, "button", names.fill)
    expect(page.locator("#revenue_net_eur")).to_have_value("100.000" if language == "de" else "100,000")
    page.locator("#block-0-days").fill("9")
    click(page, "button", names.save)
    expect(page.locator(".error-summary a").first).to_have_attribute("href", "#block-0-on")
    page.locator("#block-0-on").fill("2026-03-02")
    look()
    click(page, "button", names.save)
    expect(page.locator("#blocked")).to_be_visible()
    expect(page.locator("ul.channels", has_text=names.blocked).first).to_be_visible()
    look()


def add_partner(page: Page, name: str, names: Words, look: Callable[[], None]) -> None:
    click(page, "link", names.add)
    page.locator("#partner").fill(name)
    page.locator("#revenue_net_eur").fill("1000000" if name.endswith("en") else "1.000.000")
    page.locator("#alternatives").fill("3")
    page.locator("#their_alternatives").fill("0")
    click(page, "button", names.save)
    expect(page.locator(".error-summary a").first).to_have_attribute("href", "#judged_by")
    look()
    page.locator("#judged_by").fill("Vertrieb")
    page.locator("#judged_on").fill("2026-11-20")
    click(page, "button", names.save)
    expect(page.locator("tr", has_text=name)).to_contain_text(names.verdict)
    expect(page.locator("svg.network circle.partner.them").first).to_be_visible()
    look()


def say_what_it_has_to_do_with_data(page: Page, name: str, names: Words, look: Callable[[], None]) -> None:
    click(page, "link", name)
    click(page, "link", names.data)
    page.locator("#words-0").fill("Prüfberichte")
    page.locator("[id='words-0.uses']").select_option("yes")
    look()
    click(page, "button", names.save)
    click(page, "link", name)
    click(page, "link", names.data)
    expect(page.locator("[id='words-0.uses']")).to_have_value("yes")
    click(page, "link", name)
    click(page, "link", names.network)
