"""Figures as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.web.companies.amounts import read_amount, write_amount


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("1.234.567,5", 1_234_567.5),
        ("5,2 Mio", 5_200_000.0),
        ("5,2 Mio. €", 5_200_000.0),
        ("5,2 Millionen Euro", 5_200_000.0),
        ("1 234", 1_234.0),
        ("1\u00a0234\u202f567", 1_234_567.0),
        ("320 T€", 320_000.0),
        ("320 TEUR", 320_000.0),
        ("45 Tsd.", 45_000.0),
        ("EUR 80.000", 80_000.0),
        ("1.500", 1_500.0),
        ("1.5", 1.5),
        ("1,500", 1.5),
        ("1234,5", 1_234.5),
        ("38", 38.0),
        ("38,", 38.0),
        ("1'234'567", 1_234_567.0),
        ("-12.000", -12_000.0),
        ("\u221212.000", -12_000.0),
        ("1,234,567.5", 1_234_567.5),
        ("0", 0.0),
        ("1,2 Mrd", 1_200_000_000.0),
    ],
)
def test_german_figures(typed: str, figure: float) -> None:
    assert read_amount(typed, "de") == pytest.approx(figure, rel=1e-12)


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("1,234,567.5", 1_234_567.5),
        ("€5.2m", 5_200_000.0),
        ("1,500", 1_500.0),
        ("1.500", 1.5),
        ("320k", 320_000.0),
        ("1.234.567,5", 1_234_567.5),
    ],
)
def test_english_figures(typed: str, figure: float) -> None:
    assert read_amount(typed, "en") == pytest.approx(figure, rel=1e-12)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "zwölf",
        "1.2.3",
        "1.23.456",
        "12.34,56",
        "1,2,3",
        "1e5",
        "0x10",
        "nan",
        "inf",
        "--5",
        "5-",
        "5 Mio 3",
        "1/2",
        "²",
        "٣",
        "5 %",
        "9" * 400,
        "1.234,5.6",
    ],
)
def test_what_could_mean_two_things_or_nothing_is_refused(typed: str) -> None:
    for language in LANGUAGES:
        with pytest.raises(ValueError, match=r"(?s).*"):
            read_amount(typed, language)


@given(cents=st.integers(-(10**13), 10**13), language=st.sampled_from(LANGUAGES))
def test_what_is_written_is_read_back(cents: int, language: Language) -> None:
    figure = cents / 100
    assert read_amount(write_amount(figure, language), language) == figure


@given(typed=st.text(max_size=30), language=st.sampled_from(LANGUAGES))
def test_any_text_is_a_finite_figure_or_refused(typed: str, language: Language) -> None:
    try:
        figure = read_amount(typed, language)
    except ValueError:
        return
    assert abs(figure) < float("inf")
