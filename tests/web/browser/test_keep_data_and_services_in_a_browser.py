"""Data and services in a browser: entered, refused, ruled on, left and deleted again, in both languages, with script and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]
NAMES = {
    "de": ("Datenbestand eintragen", "Dienst eintragen", "Speichern", "Löschen", "Nicht erlaubt", "Neu rechnen", "Ausstieg rechnen"),
    "en": ("Enter a data object", "Enter a service", "Save", "Delete", "Not allowed", "Reckon again", "Reckon leaving it"),
}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def hold(page: Page, access: Callable[..., list[str]], *, script: bool) -> None:
    if not script:
        return
    assert access(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate(TOO_WIDE) <= 0
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize(("language", "script"), [("de", False), ("en", True)])
def test_what_is_entered_is_ruled_on_and_left(
    reader: Callable[..., Page], access: Callable[..., list[str]], firm: object, language: str, *, script: bool
) -> None:
    data, service, save, delete, forbidden, again, leave = NAMES[language]
    page = reader(language=language, script=script, state=firm.state)

    def click(role: str, name: str) -> None:
        with page.expect_navigation():
            page.get_by_role(role, name=name).first.click()

    page.goto(firm.pages["services"])
    hold(page, access, script=script)
    click("link", data)
    click("button", save)
    expect(page.locator(".error-summary a")).to_have_attribute("href", "#name")
    hold(page, access, script=script)
    page.locator("#name").fill("Zeichnungen")
    page.locator("#classed").select_option("strictly-confidential")
    page.locator("#volume_gb").fill("100")
    click("button", save)
    click("link", service)
    page.locator("#name").fill("Ablage")
    page.locator("#provider").fill("Cloud GmbH")
    page.locator("#region").fill("US")
    page.locator("#notice_months").fill("1")
    page.get_by_label("Zeichnungen").first.check()
    hold(page, access, script=script)
    click("button", save)
    expect(page.locator("main tbody")).to_contain_text(forbidden)
    hold(page, access, script=script)
    click("link", leave)
    page.locator("#tag").fill("2027-01-12")
    click("button", again)
    expect(page.locator("main")).to_contain_text("Data Act")
    hold(page, access, script=script)
    for name in ("policy", "places"):
        page.goto(firm.pages[name])
        hold(page, access, script=script)
    for title in ("Ablage", "Zeichnungen"):
        page.goto(firm.pages["services"])
        click("link", title)
        click("button", delete)
    expect(page.locator("main")).not_to_contain_text("Ablage")


LISTED = {"de": ("Liste lesen", "Übernehmen", "Neu: 1"), "en": ("Read the list", "Take over", "New: 1")}


@pytest.mark.parametrize(("language", "script"), [("de", False), ("en", True)])
def test_a_list_is_read_looked_at_and_taken_over(
    reader: Callable[..., Page], access: Callable[..., list[str]], firm: object, language: str, *, script: bool
) -> None:
    read, keep, told = LISTED[language]
    page = reader(language=language, script=script, state=firm.state)
    page.goto(firm.pages["list-of-services"])
    hold(page, access, script=script)
    content = f"Dienst;Anbieter;Art;Kosten\nListe {language};P;SaaS;1.200\n".encode()
    page.locator("#list").set_input_files({"name": "dienste.csv", "mimeType": "text/csv", "buffer": content})
    with page.expect_navigation():
        page.get_by_role("button", name=read).click()
    expect(page.locator("main")).to_contain_text(told)
    hold(page, access, script=script)
    with page.expect_navigation():
        page.get_by_role("button", name=keep).click()
    expect(page.locator("main")).to_contain_text(f"Liste {language}")


def test_a_check_is_entered_and_stands_on_the_page(reader: Callable[..., Page], access: Callable[..., list[str]], firm: object) -> None:
    page = reader(language="de", script=True, state=firm.state)
    for name in ("curate", "check"):
        page.goto(firm.pages[name])
        hold(page, access, script=True)
    with page.expect_navigation():
        page.get_by_role("button", name="Speichern").click()
    hold(page, access, script=True)
    page.locator("#checked_by").fill("Kammer")
    page.locator("#source").fill("https://eur-lex.europa.eu/x")
    with page.expect_navigation():
        page.get_by_role("button", name="Speichern").click()
    expect(page.locator("main")).to_contain_text("https://eur-lex.europa.eu/x")
    expect(page.locator("main")).to_contain_text("Als Paket herunterladen")
