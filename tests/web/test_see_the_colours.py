"""Colours: the same in page and report, and readable on every ground, in light and dark (WCAG 2.2: 4.5 for text, 3 for marks)."""

import re
from pathlib import Path

import pytest

from leitplanke import web
from leitplanke.reports.palette import AFTER, BEFORE, LIMIT, MARKS

pytestmark = pytest.mark.no_database
TOKENS = (Path(web.__file__).parent / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
COLOURS = {name: (light, dark) for name, light, dark in re.findall(r"--([a-z-]+): light-dark\((#\w+), (#\w+)\);", TOKENS)}
TEXTS = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "wash"),
    ("ink", "accent-wash"),
    ("ink", "notice-wash"),
    ("ink", "error-wash"),
    ("ink-soft", "paper"),
    ("ink-soft", "card"),
    ("ink-soft", "wash"),
    ("ink-soft", "accent-wash"),
    ("accent", "paper"),
    ("accent", "card"),
    ("accent", "accent-wash"),
    ("accent-strong", "accent-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("error", "paper"),
    ("error", "error-wash"),
    ("notice", "notice-wash"),
    ("limit", "paper"),
    ("ink-soft", "first"),
]
SYMBOLS = [f"c-{mark.component.removeprefix('component.')}" for mark in MARKS] + ["before", "after", "line-strong"]


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255.0 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_gives_the_published_extreme() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    # WCAG's own example of a grey that just passes on white.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_is_readable(text: str, ground: str, theme: int) -> None:
    assert contrast(COLOURS[text][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize("ground", ["paper", "card"])
def test_symbols_and_lines_are_visible(symbol: str, ground: str, theme: int) -> None:
    assert contrast(COLOURS[symbol][theme], COLOURS[ground][theme]) >= 3.0


def test_page_and_report_use_the_same_colours() -> None:
    pairs = {mark.component.removeprefix("component."): mark.colour.lower() for mark in MARKS}
    assert {name: COLOURS[f"c-{name}"][0] for name in pairs} == pairs
    assert [COLOURS[name][0] for name in ("before", "after", "limit")] == [BEFORE.lower(), AFTER.lower(), LIMIT.lower()]
