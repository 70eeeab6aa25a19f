"""A workbook in a browser: taken, filled in, shown, taken over and dropped again, with script and without."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]
NAMES = {
    "de": ("Mappe prüfen", "Antworten übernehmen", "Stimme löschen"),
    "en": ("Check the workbook", "Take the answers over", "Delete this voice"),
}


@pytest.mark.parametrize(("language", "script"), [("de", False), ("en", True)])
def test_a_workbook_goes_out_and_comes_back(
    reader: Callable[..., Page], access: Callable[..., list[str]], firm: object, tmp_path: Path, language: str, *, script: bool
) -> None:
    check, take, drop = NAMES[language]
    page = reader(language=language, script=script, state=firm.state)
    page.goto(firm.pages["workshop"])
    href = page.locator("a[href$='kurz.xlsx']").get_attribute("href")
    book = openpyxl.load_workbook(io.BytesIO(page.request.get(f"{page.url.split('/unternehmen/')[0]}{href}").body()))
    book.worksheets[1]["I4"], book.worksheets[2]["I5"] = 3, {"de": "weiß nicht", "en": "don't know"}[language]
    book.save(tmp_path / "mappe.xlsx")
    page.locator("#file").set_input_files(tmp_path / "mappe.xlsx")
    page.locator("#voice").select_option("new-it")
    with page.expect_navigation():
        page.get_by_role("button", name=check).click()
    expect(page.locator("main tbody").first).to_contain_text("22")
    if script:
        assert access(page) == []
        page.set_viewport_size({"width": 390, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    with page.expect_navigation():
        page.get_by_role("button", name=take).click()
    expect(page.locator("main")).to_contain_text("mappe.xlsx")
    with page.expect_navigation():
        page.get_by_role("button", name=drop).click()
    expect(page.locator("main")).not_to_contain_text("mappe.xlsx")
