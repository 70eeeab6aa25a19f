"""From the welcome page to the own result and its files, by clicks."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

STARTS = {
    "bericht.pdf": b"%PDF-",
    "bericht.docx": b"PK\x03\x04",
    "bericht.html": b"<!doctype html>",
    "eine-seite.pdf": b"%PDF-",
    "folien.pdf": b"%PDF-",
    "tabellen.xlsx": b"PK\x03\x04",
    "studie.yaml": b"",
    "ergebnis.json": b"{",
}


def test_no_policy_was_broken_on_the_way(firm: object) -> None:
    # Each page of the flow, with radios checked and fields saved.
    assert firm.faults == ()
    assert len([name for name in firm.pages if name.startswith("questions")]) == 6


def test_the_result_speaks_of_the_firm(reader: Callable[..., Page], firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(firm.pages["result"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Zerspanung Übermaß GmbH")
    expect(page.locator(".findings li")).to_have_count(3)
    expect(page.locator(".number-card")).to_have_count(4)
    expect(page.get_by_text("38 Beschäftigte · Umsatz rund 5.200.000")).to_be_visible()


def test_every_file_is_what_its_name_says(reader: Callable[..., Page], firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(firm.pages["result"])
    links = [link.get_attribute("href") or "" for link in page.locator(".result-head a[href*='/datei/']").all()]
    assert [link.rpartition("/")[2] for link in links] == list(STARTS)
    for link in links:
        answer = page.request.get(link)
        assert answer.status == 200, link
        assert answer.body().lower().startswith(STARTS[link.rpartition("/")[2]].lower()), link
    shown = json.loads(page.request.get(links[-1]).body())
    assert shown["company"]["turnover_eur"] == 5_200_000.0
    assert shown["company"]["equity_eur"] == 1_100_000.0


def test_what_was_typed_wrong_stays_and_is_explained(reader: Callable[..., Page], access: Callable[..., list[str]], firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(firm.pages["profile"])
    page.locator("#staff").fill("zwölf")
    with page.expect_navigation():
        page.locator("main .actions .button").first.click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(page.locator("#staff")).to_have_value("zwölf")
    assert access(page) == []
    summary.get_by_role("link").first.click()
    expect(page.locator("#staff")).to_be_focused()
    assert "staff-message" in (page.locator("#staff").get_attribute("aria-describedby") or "")


def test_an_answer_is_saved_at_once(reader: Callable[..., Page], firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(firm.pages["questions-1"])
    question = page.locator("fieldset.question").first
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        question.locator("input[value=unknown]").check()
    expect(question.locator(".saved")).to_contain_text("gespeichert")
    page.reload()
    expect(page.locator("fieldset.question").first.locator("input[value=unknown]")).to_be_checked()


def test_a_reason_is_asked_for_and_saved(reader: Callable[..., Page], firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(firm.pages["questions-1"])
    question = page.locator("fieldset.question").filter(has=page.locator("input[value='not-applicable']")).first
    reason = question.locator(".reason input")
    expect(reason).to_be_hidden()
    question.locator("input[value='not-applicable']").check()
    expect(question.locator(".saved")).to_contain_text("warum")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        reason.fill("Wir haben keine Maschinen.")
    expect(question.locator(".saved")).to_contain_text("zuletzt gespeichert")
    page.reload()
    expect(reason).to_have_value("Wir haben keine Maschinen.")


def test_a_lost_connection_is_told_and_nothing_is_lost(reader: Callable[..., Page], watch: object, firm: object) -> None:
    page = reader(state=firm.state)
    page.goto(firm.pages["questions-4"])
    question = page.locator("fieldset.question").first
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        question.locator(".choices > .choice input").nth(1).check()
    page.context.set_offline(True)
    question.locator(".choices > .choice input").nth(2).check()
    expect(page.locator("[data-save-failed]")).to_be_visible()
    page.context.set_offline(False)
    page.locator("main .actions .button").first.click()
    page.wait_for_url(lambda url: not url.endswith(firm.pages["questions-4"]))
    page.goto(firm.pages["questions-4"])
    expect(page.locator("fieldset.question").first.locator(".choices > .choice input").nth(2)).to_be_checked()
    # The browser's console notes the failed request; that is the point here.
    watch.faults[:] = [fault for fault in watch.faults if not fault.startswith("console on")]
