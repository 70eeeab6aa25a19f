"""Agreement against published examples and independent computations."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leitplanke.assessment.agreement import (
    concordance,
    gap,
    intraclass,
    krippendorff,
    largest_table,
    mean_level,
    mean_within_group,
    spread,
    within_group,
    within_group_of_items,
)

SHROUT_FLEISS = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))
"""Shrout & Fleiss (1979), table 2: six targets, four judges."""
RELIABILITY_C = "1,1,NA,1|2,2,3,2|3,3,3,3|3,3,3,3|2,2,2,2|1,2,3,4|4,4,4,4|1,1,2,1|2,2,2,2|NA,5,5,5|NA,NA,1,1|NA,NA,3,NA"
"""Krippendorff (2011), example C: four observers, twelve units, five values, missing data."""
BIRDS = (
    (10.4, 10.8, 11.1, 10.2, 10.3, 10.2, 10.7, 10.5, 10.8, 11.2, 10.6, 11.4),
    (7.4, 7.6, 7.9, 7.2, 7.4, 7.1, 7.4, 7.2, 7.8, 7.7, 7.8, 8.3),
    (17.0, 17.0, 20.0, 14.5, 15.5, 13.0, 19.5, 16.0, 21.0, 20.0, 18.0, 22.0),
)
"""Zar, Biostatistical Analysis, example 20.5 (wing, tail and bill of twelve birds): ties in two of the three rankings."""
HISTOGRAMS = st.lists(st.integers(0, 6), min_size=5, max_size=5).map(tuple)


def units(text: str) -> list[tuple[int, ...]]:
    return [tuple(unit.split(",").count(str(value)) for value in range(1, 6)) for unit in text.split("|")]


def people(counts: tuple[int, ...]) -> list[int]:
    return [level for level, count in enumerate(counts) for _ in range(count)]


def test_intraclass_correlations_are_those_of_shrout_and_fleiss() -> None:
    found = intraclass(SHROUT_FLEISS)
    assert found is not None
    assert (round(found.single, 4), round(found.average, 4)) == (0.2898, 0.6201)


def test_their_95_percent_intervals_are_those_of_the_r_package_psych() -> None:
    found = intraclass(SHROUT_FLEISS, coverage=0.95)
    assert found is not None
    assert (round(found.single_low, 3), round(found.single_high, 2)) == (0.019, 0.76)
    assert (round(found.average_low, 3), round(found.average_high, 2)) == (0.071, 0.93)


def test_one_target_or_one_person_has_no_intraclass_correlation_and_neither_has_a_table_without_variance() -> None:
    assert intraclass([(1, 2, 3)]) is None
    assert intraclass([(1,), (2,)]) is None
    assert intraclass([(2, 2), (2, 2)]) is None
    assert intraclass([]) is None


def test_people_who_say_exactly_the_same_correlate_fully() -> None:
    found = intraclass([(1, 1, 1), (3, 3, 3), (2, 2, 2)])
    assert found is not None
    assert (found.single, found.single_low, found.average) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(("metric", "alpha"), [("ordinal", 0.8154), ("interval", 0.8491)])
def test_alpha_is_that_of_krippendorff_s_own_example(metric: str, alpha: float) -> None:
    found = krippendorff(units(RELIABILITY_C), "ordinal" if metric == "ordinal" else "interval")
    assert found == pytest.approx(alpha, abs=5e-5)


@given(st.lists(HISTOGRAMS, min_size=1, max_size=5))
def test_interval_alpha_is_one_minus_the_mean_squared_distance_of_pairs_within_units_over_that_of_all_pairs(
    histograms: list[tuple[int, ...]],
) -> None:
    """The definition, pair by pair, with each answer as often as it counts."""
    kept = [people(counts) for counts in histograms if sum(counts) > 1]
    every = [level for unit in kept for level in unit]
    total = len(every)
    expected = sum((a - b) ** 2 for a in every for b in every) / (total * (total - 1)) if total > 1 else 0.0
    found = krippendorff(histograms, "interval")
    if expected == 0.0:
        assert found is None
        return
    observed = sum(sum((a - b) ** 2 for a in unit for b in unit) / (len(unit) - 1) for unit in kept) / total
    assert found == pytest.approx(1.0 - observed / expected)


def test_alpha_needs_two_answers_of_one_unit_and_two_different_levels_at_all() -> None:
    assert krippendorff([(1, 0, 0, 0, 0), (0, 1, 0, 0, 0)], "ordinal") is None
    assert krippendorff([(0, 4, 0, 0, 0), (0, 3, 0, 0, 0)], "ordinal") is None
    assert krippendorff([], "ordinal") is None
    assert krippendorff([(0, 4, 0, 0, 0), (3, 0, 0, 0, 0)], "ordinal") == 1.0


def test_rwg_is_1_for_one_voice_0_for_chance_and_below_for_two_camps() -> None:
    assert within_group((0, 7, 0, 0, 0)) == 1.0
    # One of each of five levels: variance 2.5 (divisor 4), chance 2.
    assert within_group((1, 1, 1, 1, 1)) == pytest.approx(1.0 - 2.5 / 2.0)
    # So many that the divisor does not matter: chance itself.
    assert within_group((9000,) * 5) == pytest.approx(0.0, abs=1e-4)
    camps = within_group((5, 0, 0, 0, 5))
    assert camps is not None
    assert camps < -1.0
    assert within_group((0, 1, 0, 0, 0)) is None


@given(HISTOGRAMS)
def test_mean_spread_and_rwg_are_those_of_the_single_answers(counts: tuple[int, ...]) -> None:
    given_levels = people(counts)
    if not given_levels:
        assert mean_level(counts) is None
        return
    assert mean_level(counts) == pytest.approx(float(np.mean(given_levels)))
    if len(given_levels) > 1:
        assert spread(counts) == pytest.approx(float(np.std(given_levels, ddof=1)))
        assert within_group(counts) == pytest.approx(1.0 - float(np.var(given_levels, ddof=1)) / 2.0)


def test_rwg_of_several_items_is_the_mean_stepped_up_by_spearman_and_brown() -> None:
    """James, Demaree & Wolf (1984): J (1 - r) / (J (1 - r) + r), with r the mean variance over that of chance."""
    item = (2, 3, 1, 0, 0)
    variance = float(np.var(people(item), ddof=1))
    ratio = variance / 2.0
    assert within_group_of_items([item]) == pytest.approx(1.0 - ratio)
    assert mean_within_group([item] * 10) == pytest.approx(1.0 - ratio)
    assert mean_within_group([(0, 0, 3, 0, 0), (9000,) * 5, (1, 0, 0, 0, 0)]) == pytest.approx(0.5, abs=1e-4)
    assert within_group_of_items([item] * 10) == pytest.approx(10 * (1 - ratio) / (10 * (1 - ratio) + ratio))
    assert within_group_of_items([(5, 0, 0, 0, 5)] * 3) == 0.0
    assert within_group_of_items([(0, 0, 1, 0, 0)]) is None


def test_concordance_without_ties_is_the_published_value() -> None:
    orders = ((1, 6, 3, 2, 5, 4), (1, 5, 6, 2, 4, 3), (6, 3, 2, 5, 4, 1))
    assert concordance(list(zip(*orders, strict=True))) == pytest.approx(0.212698, abs=5e-7)


def test_concordance_with_ties_is_that_of_friedman_s_statistic() -> None:
    """W = chi squared / (people x (targets - 1)), ties corrected in both; scipy is the oracle."""
    birds = list(zip(*BIRDS, strict=True))
    chi_squared = stats.friedmanchisquare(*(np.array(bird) for bird in birds)).statistic
    assert concordance(birds) == pytest.approx(chi_squared / (3 * 11))
    ties = sum(count**3 - count for ranking in BIRDS for count in Counter(ranking).values())
    assert ties > 0


def test_nobody_who_tells_targets_apart_and_too_few_of_either_have_no_concordance() -> None:
    assert concordance([(2, 2), (2, 2)]) is None
    assert concordance([(1, 2)]) is None
    assert concordance([(1,), (2,)]) is None


@given(HISTOGRAMS, HISTOGRAMS)
def test_a_gap_and_its_interval_are_those_of_welch_s_test(first: tuple[int, ...], second: tuple[int, ...]) -> None:
    one, other = people(first), people(second)
    found = gap(first, second)
    if not one or not other:
        assert found is None
        return
    assert found is not None
    assert found.levels == pytest.approx(float(np.mean(one)) - float(np.mean(other)))
    if min(len(one), len(other)) < 2:
        assert (found.low, found.high, found.is_sure) == (None, None, False)
    elif min(np.var(one, ddof=1), np.var(other, ddof=1)) > 1.0 / 12.0:
        welch = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.9)
        assert (found.low, found.high) == (pytest.approx(welch.low), pytest.approx(welch.high))
        assert found.is_sure == (stats.ttest_ind(one, other, equal_var=False).pvalue < 0.1)


def test_groups_of_one_voice_each_are_not_credited_with_certainty() -> None:
    found = gap((0, 0, 0, 5, 0), (0, 0, 5, 0, 0))
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    # Variance 1/12 in each group of five: half width t(8, 95 %) x sqrt(2 / 60).
    half = float(stats.t.ppf(0.95, 8)) * math.sqrt(2.0 / 60.0)
    assert (found.low, found.high) == (pytest.approx(1.0 - half), pytest.approx(1.0 + half))


def test_the_largest_table_without_gaps_leaves_out_who_or_what_costs_more_answers() -> None:
    full = {(target, person): float(place) for place, target in enumerate("abc") for person in "wxyz"}
    assert largest_table(full) == (("a", "b", "c"), [[0.0] * 4, [1.0] * 4, [2.0] * 4])
    # A fourth question that one of four answered would cost nine answers and bring one.
    assert largest_table(full | {("d", "w"): 3.0})[0] == ("a", "b", "c")
    # A question that three of four answered brings three and costs one.
    targets, table = largest_table(full | {("d", person): 3.0 for person in "wxy"})
    assert targets == ("a", "b", "c")
    targets, table = largest_table(
        {key: value for key, value in full.items() if key != ("c", "z")} | {("d", person): 3.0 for person in "wxy"}
    )
    assert (targets, [len(row) for row in table]) == (("a", "b", "c", "d"), [3, 3, 3, 3])
    assert largest_table({}) == ((), [])
