"""Numbers as people read them: never far from the truth, and said alike in both languages."""

import math
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitplanke.reports import numbers
from leitplanke.reports.words import Language

AMOUNTS = st.floats(min_value=1.0, max_value=1e10)


def read_back(text: str, language: Language) -> float:
    """Read a printed number as a German or English reader would."""
    digits = re.sub(r"[^\d.,]", "", text)
    plain = digits.replace(".", "").replace(",", ".") if language == "de" else digits.replace(",", "")
    return float(plain)


@given(AMOUNTS, st.sampled_from(["de", "en"]))
def test_money_is_within_five_per_cent(value: float, language: Language) -> None:
    assert math.isclose(read_back(numbers.euro(value, language), language), value, rel_tol=0.0501, abs_tol=0.5)


@given(st.floats(min_value=0.001, max_value=1.0), st.sampled_from(["de", "en"]))
def test_share_is_within_five_per_cent_or_a_tenth(value: float, language: Language) -> None:
    assert math.isclose(read_back(numbers.percent(value, language), language), 100.0 * value, rel_tol=0.0501, abs_tol=0.051)


@given(st.floats(min_value=0.0, max_value=1.0), st.sampled_from(["de", "en"]))
def test_frequency_is_the_nearest_count(value: float, language: Language) -> None:
    text = numbers.frequency(value, language)
    counts = [int(part.replace(".", "").replace(",", "")) for part in re.findall(r"\d[\d.,]*", text)]
    count, whole = counts
    if "weniger" in text or "fewer" in text:
        assert value < 0.5 / 1000.0 + 1e-12
    else:
        assert abs(count / whole - value) <= 0.5 / whole + 1e-12


@given(st.floats(min_value=0.0, max_value=1.0), st.floats(min_value=0.0, max_value=1.0), st.sampled_from(["de", "en"]))
def test_frequency_range_names_one_whole(first: float, second: float, language: Language) -> None:
    low, high = sorted((first, second))
    text = numbers.frequency_range(low, high, language)
    assert len(re.findall(r"\b(?:100|1[.,]000)$", text)) == 1


@pytest.mark.parametrize(
    ("language", "expected"),
    [("de", "\u22121.200 bis 3.400\u00a0€"), ("en", "\u2212€1,200 to €3,400")],
)
def test_negative_range_keeps_its_sign(language: Language, expected: str) -> None:
    assert numbers.euro_range(-1_234.0, 3_356.0, language) == expected


def test_hundred_per_cent_range_is_said_once() -> None:
    assert numbers.percent_range(1.0, 1.0, "de") == "100\u00a0%"


@pytest.mark.parametrize("month", range(1, 13))
def test_months_have_names(month: int) -> None:
    german, english = (numbers.day(date(2026, month, 3), language) for language in ("de", "en"))
    assert german.startswith("3.\u00a0")
    assert english.startswith("3 ")
    assert not re.search(r"\d", german[3:-4] + english[2:-4])


@given(AMOUNTS, st.sampled_from(["EUR", "EUR/year", "EUR/day", "EUR/person"]), st.sampled_from(["de", "en"]))
def test_trail_amounts_keep_three_digits(value: float, unit: str, language: Language) -> None:
    assert math.isclose(read_back(numbers.amount(value, unit, language), language), value, rel_tol=0.00501, abs_tol=0.5)


def test_share_is_rounded_once() -> None:
    # 0.447 % is nearer to 0.4 than to 0.5; by way of two digits (0.45 %) it became 0.5.
    assert numbers.percent(0.004471931932687355, "de") == "0,4\u00a0%"
    assert numbers.percent(0.00997, "en") == "1%"
