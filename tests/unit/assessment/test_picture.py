"""The picture of answers against counts by hand and against people who answered one by one."""

import numpy as np
import pytest
from scipy import stats

from leitplanke.assessment.agreement import Gap, gap, krippendorff
from leitplanke.assessment.picture import Cells, added, capacities, components, items, mean_gap, standing, topics, whole
from leitplanke.assessment.showing import Histogram
from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue

BACKUP, EXPORT = "indicator.cloud.export-age", "indicator.cloud.classified"


@pytest.fixture(scope="module")
def real() -> Catalogue:
    return compiled.read()


def levels(*counts: int, unknown: int = 0) -> Histogram:
    return Histogram(levels=counts, unknown=unknown)


def answered(seed: int, indicators: list[str], people: dict[str, int]) -> Cells:
    """Return the cells of people who answer at random, each question about a level of its own."""
    chance = np.random.default_rng(seed)
    found: dict[tuple[str, str], list[str]] = {}
    for indicator in indicators:
        middle = chance.uniform(0, 4)
        for group, count in people.items():
            for _ in range(count):
                found.setdefault((indicator, group), []).append(str(min(4, max(0, round(chance.normal(middle, 1.0))))))
    return {cell: Histogram.of(choices) for cell, choices in found.items()}


def test_an_item_adds_its_groups_and_holds_those_who_lead_against_all_others(real: Catalogue) -> None:
    cells = {
        (EXPORT, "owner"): levels(0, 0, 0, 1, 0),
        (EXPORT, "management"): levels(0, 0, 0, 1, 1, unknown=1),
        (EXPORT, "it"): levels(0, 1, 1, 0, 0),
        (EXPORT, "staff"): levels(1, 3, 0, 0, 0),
    }
    (found,) = items(real.indicators, cells)
    assert found.everybody == levels(1, 4, 1, 2, 1, unknown=1)
    assert [group for group, _ in found.groups] == ["it", "management", "owner", "staff"]
    assert found.gap == gap((0, 0, 0, 2, 1), (1, 4, 1, 0, 0))
    assert found.gap is not None
    assert found.gap.levels == pytest.approx(10 / 3 - 1.0)
    assert found.gap.is_sure


def test_where_one_side_is_silent_there_is_no_gap(real: Catalogue) -> None:
    (found,) = items(real.indicators, {(EXPORT, "staff"): levels(1, 3, 0, 0, 0), (EXPORT, "owner"): levels(0, 0, 0, 0, 0, unknown=1)})
    assert found.gap is None
    assert added([]) == Histogram()


def test_items_come_in_the_order_of_the_catalogue_and_only_if_something_is_known(real: Catalogue) -> None:
    order = [one.id for one in real.indicators]
    some = [order[40], order[3], order[17]]
    assert [one.indicator for one in items(real.indicators, answered(1, some, {"staff": 6}))] == [order[3], order[17], order[40]]


def test_scopes_take_the_indicators_of_their_component_or_capacity_and_alpha_over_them(real: Catalogue) -> None:
    cells = answered(2, [one.id for one in real.indicators], {"owner": 1, "it": 3, "staff": 8})
    found = items(real.indicators, cells)
    by_component = {one.id: [item.id for item in real.indicators if item.component == one.id] for one in real.components}
    scopes = components(real, found)
    assert {one.id: list(one.indicators) for one in scopes} == {name: ids for name, ids in by_component.items() if ids}
    cloud = next(one for one in scopes if one.id == "component.cloud")
    units = [added(cells[name, group] for group in ("owner", "it", "staff")).levels for name in cloud.indicators]
    assert cloud.ordinal == krippendorff(units, "ordinal")
    assert cloud.answers == 12 * len(units)
    legal = next(one for one in capacities(real, found) if one.id == "capacity.legal")
    assert EXPORT in legal.indicators
    assert sum(one.answers for one in scopes) == whole(real, found).answers


def test_a_level_that_lowers_a_risk_or_raises_a_capacity_means_standing_better(real: Catalogue) -> None:
    signs = {one.id: standing(one) for one in real.indicators}
    assert signs[EXPORT] == 1
    # Core processes in the cloud expose the firm.
    assert signs["indicator.cloud.core-share"] == -1
    # Recorded machines are good for using data and bad for attacks: neither.
    assert signs["indicator.iot.machines-recorded"] == 0
    assert signs["indicator.platform.turnover-share"] == 0


def test_a_field_places_the_firm_from_worst_to_best_whatever_end_of_a_question_is_good(real: Catalogue) -> None:
    cells = {
        (EXPORT, "staff"): levels(0, 0, 0, 1, 2),
        # Core processes in the cloud expose the firm: the highest level is the worst place.
        ("indicator.cloud.core-share", "staff"): levels(0, 0, 0, 0, 4),
        ("indicator.iot.machines-recorded", "staff"): levels(1, 1, 1, 1, 1),
    }
    cloud, iot = (
        next(one for one in components(real, items(real.indicators, cells)) if one.id == name)
        for name in ("component.cloud", "component.iot-data")
    )
    assert cloud.placed == (4, 0, 0, 1, 2)
    assert iot.placed == (0, 0, 0, 0, 0)


def test_the_mean_gap_turns_what_is_bad_and_is_as_wide_as_if_errors_went_together() -> None:
    better, worse = Gap(1.0, 0.5, 1.5), Gap(-1.0, -1.5, -0.5)
    assert mean_gap([(better, 1), (worse, -1), (Gap(9.0, 8.0, 10.0), 0)]) == Gap(1.0, 0.5, 1.5)
    assert mean_gap([(better, 1), (worse, 1)]) == Gap(0.0, -0.5, 0.5)
    assert mean_gap([(better, 1), (Gap(0.0, None, None), 1)]) == Gap(0.5, None, None)
    assert mean_gap([(better, 0)]) is None


def test_people_whose_errors_go_together_are_covered_by_the_mean_gap() -> None:
    """Each person leans up or down in every question alike: the interval must hold the true gap of 0 in at least nine of ten cases."""
    chance = np.random.default_rng(7)
    held = 0
    for _ in range(300):
        high = chance.binomial(8, 0.5, size=2).tolist()
        gaps = []
        for _ in range(6):
            first, second = ((0, 8 - some, some, 0, 0) for some in high)
            gaps.append((gap(first, second), 1))
        found = mean_gap([(one, sign) for one, sign in gaps if one is not None])
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0.0 <= found.high
    assert held >= 0.9 * 300 - 3 * (300 * 0.09) ** 0.5


def test_topics_are_ordered_by_the_euros_that_disagreement_moves_and_agreement_is_none(real: Catalogue) -> None:
    order = [one.id for one in real.indicators][:4]
    cells = {
        (order[0], "staff"): levels(2, 0, 0, 0, 2),
        (order[1], "staff"): levels(0, 2, 0, 2, 0),
        (order[2], "staff"): levels(0, 0, 4, 0, 0),
        (order[3], "staff"): levels(0, 1, 2, 1, 0),
    }
    found = items(real.indicators, cells)
    assert [one.item.indicator for one in topics(found, {})] == [order[0], order[1], order[3]]
    told = topics(found, {order[0]: 100.0, order[1]: -1000.0})
    assert [one.item.indicator for one in told] == [order[1], order[0], order[3]]
    # Two at level 1, two at level 3: standard deviation 2 / sqrt(3); the sign of what a level does is no matter.
    assert told[0].eur == pytest.approx(1000.0 * 2.0 / 3.0**0.5)
    assert told[2].eur is None
    assert len(topics(found, {}, first=1)) == 1


def test_where_people_are_known_the_gap_of_a_field_is_welch_s_of_their_own_means(real: Catalogue) -> None:
    """Two questions where high is good and one where it is bad; people's deviations from each question's mean, by hand with scipy."""
    names = [one.id for one in real.indicators if one.component == "component.cloud"]
    good, bad = (
        [name for name in names if standing(next(one for one in real.indicators if one.id == name)) == sign][:2] for sign in (1, -1)
    )
    chosen = [*good, bad[0]]
    rows = {
        "a": ("owner", (4, 3, 0)),
        "b": ("management", (3, 4, 1)),
        "c": ("staff", (1, 1, 3)),
        "d": ("it", (2, 0, 2)),
        "e": ("staff", (1, 2, 4)),
    }
    people = {name: (group, dict(zip(chosen, map(float, given), strict=True))) for name, (group, given) in rows.items()}
    cells: dict[tuple[str, str], Histogram] = {}
    for group, given in rows.values():
        for name, level in zip(chosen, given, strict=True):
            cells[name, group] = cells.get((name, group), Histogram()).plus(Histogram.of([str(level)]))
    found = components(real, items(real.indicators, cells), people)[0]
    table = np.array([given for _, given in rows.values()], dtype=float)
    own = ((table - table.mean(axis=0)) * np.array([1.0, 1.0, -1.0])).mean(axis=1)
    welch = stats.ttest_ind(own[:2], own[2:], equal_var=False).confidence_interval(0.9)
    assert found.gap is not None
    assert found.gap.levels == pytest.approx(own[:2].mean() - own[2:].mean())
    assert (found.gap.low, found.gap.high) == (pytest.approx(welch.low), pytest.approx(welch.high))
    wider = components(real, items(real.indicators, cells))[0].gap
    assert wider is not None
    assert wider.levels == pytest.approx(found.gap.levels)
    assert wider.low is not None
    assert wider.high is not None
    assert (wider.low < welch.low, wider.high > welch.high) == (True, True)
