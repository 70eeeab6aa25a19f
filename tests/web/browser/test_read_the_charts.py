"""What the charts show is what the result says; theme, motion and missing script are respected."""

import json
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.looks]

EXAMPLE = "/beispiel/precision-parts/"
TEXTS = "place => [...document.querySelectorAll(`${place} svg text`)].map((text) => text.textContent)"


def chart_data(page: Page, place: str) -> dict[str, object]:
    return json.loads(page.locator(f"#{place}-data").text_content() or "")


def read_off(points: list[list[float]], x: float) -> float:
    """Linear between the two neighbours."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    raise AssertionError(x)


def test_the_tooltip_reads_the_curve(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto(EXAMPLE)
    data = chart_data(page, "chart-exceedance")
    chart = page.locator("#chart-exceedance")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.35, box["y"] + box["height"] * 0.6)
    page.wait_for_function("document.querySelector('#chart-exceedance').textContent.includes('Schaden über')")
    words = " ".join(page.evaluate(TEXTS, "#chart-exceedance"))
    eur = float(words.split("Schaden über ")[1].split("€")[0].replace(".", "").replace("\u00a0", ""))
    told = float(words.split("ohne Plan: ")[1].split("%")[0].replace(",", ".").replace("\u00a0", "")) / 100.0
    # Both are rounded to two digits on the page.
    expected = read_off(data["before"], eur)
    assert told == pytest.approx(expected, rel=0.12)
    assert "mit Plan: " in words


def test_the_tooltip_names_an_area(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto(EXAMPLE)
    chart = page.locator("#chart-landscape")
    chart.scroll_into_view_if_needed()
    data = chart_data(page, "chart-landscape")
    box = chart.bounding_box()
    first = data["points"][0]
    # The drawing area of the wide map: 72 left, 16 right, 40 top, 56 bottom (js/charts.js).
    x = box["x"] + 72 + first["capacity"] * (box["width"] - 88)
    y = box["y"] + box["height"] - 56 - first["eur"] / data["top"] * (box["height"] - 96)
    page.mouse.move(x - 30, y)
    page.mouse.move(x, y, steps=5)
    page.wait_for_function("document.querySelector('#chart-landscape').textContent.includes('von 1')")
    shown = "".join(page.evaluate(TEXTS, "#chart-landscape"))
    assert all(line in shown for line in first["words"].split("\n"))


def test_liquidity_and_equity_stand_in_the_curve(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto(EXAMPLE)
    page.wait_for_selector("#chart-exceedance svg text")
    texts = page.evaluate(TEXTS, "#chart-exceedance")
    firm = json.loads(page.request.get(f"{EXAMPLE}datei/ergebnis.json").body())["company"]
    for name, eur in (("Liquidität", firm["liquidity_eur"]), ("Eigenkapital", firm["equity_eur"])):
        assert any(text.startswith(name) and f"{eur:,.0f}".replace(",", ".") in text for text in texts), (name, texts)


def test_bars_are_as_long_as_their_numbers(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto(EXAMPLE)
    unseens = json.loads(page.request.get(f"{EXAMPLE}datei/ergebnis.json").body())["risk"]["unseens"]
    losses = sorted((one["expected_annual_loss_eur"] for one in unseens), reverse=True)[:10]
    widths = [bar.bounding_box()["width"] for bar in page.locator(".bar-line rect").all()]
    assert len(widths) == 10
    for width, loss in zip(widths, losses, strict=True):
        assert width / widths[0] == pytest.approx(loss / losses[0], abs=0.01)


def test_dark_is_chosen_kept_and_drawn(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto(EXAMPLE)
    page.wait_for_selector("#chart-exceedance svg text")
    ink = "getComputedStyle(document.querySelector('#chart-exceedance svg text')).fill"
    light = page.evaluate(ink)
    page.get_by_role("button", name="Dunkle Ansicht").click()
    page.wait_for_function(f"{ink} !== '{light}'")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Dunkle Ansicht")).to_have_attribute("aria-pressed", "true")


def test_a_new_width_redraws_the_chart(reader: Callable[..., Page]) -> None:
    page = reader()
    page.goto(EXAMPLE)
    page.wait_for_selector("#chart-exceedance svg text")
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function("document.querySelector('#chart-exceedance svg').getBoundingClientRect().width < 390")


def test_without_script_pictures_and_tables_stand_in(reader: Callable[..., Page]) -> None:
    page = reader(script=False)
    page.goto(EXAMPLE)
    still = page.locator("img.still")
    assert still.count() == 3
    assert all(picture.bounding_box()["height"] > 200 for picture in still.all())
    page.locator(".fold > summary").first.click()
    expect(page.locator(".fold table").first).to_be_visible()
    page.locator(".number-card a").first.click()
    expect(page.locator(".trail-value")).to_be_visible()


def test_without_script_the_form_still_works(reader: Callable[..., Page], firm: object) -> None:
    page = reader(script=False, state=firm.state)
    page.goto(firm.pages["questions-3"])
    questions = page.locator("fieldset.question")
    questions.nth(1).locator("input[value='not-applicable'], input[value=unknown]").first.check()
    page.locator("main .actions .button").first.click()
    assert page.url != firm.pages["questions-3"]
    page.goto(firm.pages["questions-3"])
    expect(page.locator("fieldset.question").nth(1).locator("input:checked")).to_have_value("unknown")
