"""Bookkeeping in a browser: refused, shown, taken over and deleted again, and a list by its columns, with script and without."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]
HEAD = (
    '"EXTF";700;21;"Buchungsstapel";13;20251231093000123;;"RE";"";"";1001;42;20250101;4;20250101;20251231;'
    '"2025";"";1;0;0;"EUR";;"";;;"03";;;"";""'
)
COLUMNS = (
    "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Kurs;Basis-Umsatz;WKZ Basis-Umsatz;Konto;"
    "Gegenkonto (ohne BU-Schlüssel);BU-Schlüssel;Belegdatum;Belegfeld 1;Belegfeld 2;Skonto;Buchungstext"
)
SOUND = '714000,00;"S";"EUR";;;;10000;8400;;0503;"RE-1";"";;"Süddeutsche Präzisionsmaschinenbau AG"'
NAMES = {
    "de": ("Prüfen und ansehen", "Übernehmen", "Löschen", "Spalten zuordnen"),
    "en": ("Check and look", "Take over", "Delete", "Say what the columns are"),
}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def batch(path: Path, *rows: str) -> Path:
    path.write_bytes("\r\n".join((HEAD, COLUMNS, *rows, "")).encode("cp1252"))
    return path


def hold(page: Page, access: Callable[..., list[str]], *, script: bool) -> None:
    if not script:
        return
    assert access(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate(TOO_WIDE) <= 0
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize(("language", "script"), [("de", False), ("en", True)])
def test_postings_and_a_list_come_in_and_go_again(
    reader: Callable[..., Page], access: Callable[..., list[str]], firm: object, tmp_path: Path, language: str, *, script: bool
) -> None:
    check, take, delete, columns = NAMES[language]
    page = reader(language=language, script=script, state=firm.state)

    def click(name: str) -> None:
        with page.expect_navigation():
            page.get_by_role("button", name=name).click()

    page.goto(firm.pages["bookkeeping"])
    page.locator("#files").set_input_files(batch(tmp_path / "falsch.csv", SOUND.replace("714000,00", "714.000.00")))
    click(check)
    expect(page.locator(".error-summary")).to_contain_text("714.000.00")
    hold(page, access, script=script)
    page.locator("#files").set_input_files(batch(tmp_path / "EXTF.csv", SOUND))
    click(check)
    expect(page.locator("main tbody").first).to_contain_text("Süddeutsche Präzisionsmaschinenbau AG")
    hold(page, access, script=script)
    click(take)
    expect(page.locator("main")).to_contain_text("EXTF.csv")
    hold(page, access, script=script)
    (tmp_path / "liste.csv").write_text("Kunde;Datum;Betrag\nNord AG;05.03.2024;1.190,00\n", encoding="utf-8")
    page.locator("#list").set_input_files(tmp_path / "liste.csv")
    click(columns)
    hold(page, access, script=script)
    click(check)
    expect(page.locator("main tbody").first).to_contain_text("Nord AG")
    click(take)
    for _ in range(2):
        with page.expect_navigation():
            page.get_by_role("button", name=delete).first.click()
    expect(page.locator("main")).not_to_contain_text("EXTF.csv")
