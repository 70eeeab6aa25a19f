"""The 54 questions of the deep check: against their record, their own maps, and what they were put in place of."""

import json
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue, Indicator

HERE = Path(__file__).parent
DEEP: dict[str, dict[str, Any]] = json.loads((HERE / "deep_figures.json").read_text(encoding="utf-8"))
QUICK: dict[str, dict[str, Any]] = json.loads((HERE / "measures_figures.json").read_text(encoding="utf-8"))["indicators"]
COMPONENTS = ["iot-data", "value-networks", "platforms", "cloud", "organisation", "employees"]
OWN = {
    "indicator.network.second-source",
    "indicator.network.notice-months",
    "indicator.network.open-book",
    "indicator.platform.terms-changed",
    "indicator.platform.payout-days",
    "indicator.platform.ranking",
}
"""Asked in place of the shares that became economic bases (docs/decisions/ask-how-the-other-side-can-act.md)."""
BASES = {"indicator.network.largest-buyer", "indicator.platform.turnover-share"}
STANDARD_SHARES = [5.0, 25.0, 50.0, 75.0, 95.0]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return compiled.read()


@pytest.fixture(scope="module")
def deep(catalogue: Catalogue) -> dict[str, Indicator]:
    return {indicator.id: indicator for indicator in catalogue.indicators if not indicator.quick}


def test_there_are_the_48_of_the_record_and_six_of_our_own(deep: dict[str, Indicator]) -> None:
    assert set(deep) == set(DEEP) | OWN
    assert (len(DEEP), len(QUICK)) == (48, 24)
    assert {indicator.reference for name, indicator in deep.items() if name in OWN} == {"own"}
    assert all(indicator.reference != "own" for name, indicator in deep.items() if name not in OWN)


def test_each_component_asks_twelve_in_one_order_and_our_own_last(catalogue: Catalogue) -> None:
    for name in COMPONENTS:
        asked = [indicator for indicator in catalogue.indicators if indicator.component == f"component.{name}"]
        assert [indicator.order for indicator in asked] == list(range(1, len(asked) + 1))
        assert {indicator.id for indicator in asked[12:]} <= OWN
        assert [indicator.quick for indicator in asked] == [place < 4 for place in range(len(asked))]


@pytest.mark.parametrize("name", DEEP)
def test_scale_roles_map_and_drives_are_those_of_the_record(name: str, deep: dict[str, Indicator]) -> None:
    indicator, figures = deep[name], DEEP[name]
    assert [[d.target, d.parameter, d.direction, d.weight] for d in indicator.drives] == figures["drives"]
    assert (indicator.component, indicator.scale) == (figures["component"], figures["scale"])
    assert [list(indicator.roles), [[p.amount, p.value] for p in indicator.map]] == [figures["roles"], figures["map"]]
    assert indicator.sets_base is None


def test_each_level_stands_for_the_value_of_its_amount(deep: dict[str, Indicator]) -> None:
    for indicator in deep.values():
        values = [level.value for level in indicator.levels]
        assert all(0.0 <= low < high <= 1.0 for low, high in pairwise(values)), indicator.id
        if indicator.scale == "anchored":
            assert values == [0.0, 0.25, 0.5, 0.75, 1.0], indicator.id
            assert (indicator.map, indicator.unit, {level.amount for level in indicator.levels}) == ((), None, {None})
            continue
        amounts = [level.amount if level.amount is not None else np.nan for level in indicator.levels]
        mapped = np.interp(amounts, [point.amount for point in indicator.map], [point.value for point in indicator.map])
        assert values == pytest.approx(mapped.tolist(), abs=6e-5), indicator.id
        assert indicator.unit is not None, indicator.id
        if indicator.scale == "percent" and indicator.map[-1].amount == 100:
            assert amounts == STANDARD_SHARES, indicator.id


def test_what_took_the_place_of_a_base_weighs_what_the_base_had(catalogue: Catalogue, deep: dict[str, Indicator]) -> None:
    """The record gave the two shares drives on Unseens whose loss they already scale; those of our own carry the same sums."""
    kept = {(d.target, d.parameter) for indicator in catalogue.indicators if indicator.id in BASES for d in indicator.drives}
    dropped = {(t, p): w for name in BASES for t, p, _, w in QUICK[name]["drives"] if (t, p) not in kept}
    put: dict[tuple[str, str], float] = defaultdict(float)
    for name in OWN:
        for drive in deep[name].drives:
            put[drive.target, drive.parameter] += drive.weight
    assert len(dropped) == 9
    assert dict(put) == pytest.approx(dropped)


def test_every_unseen_is_asked_about_from_both_sides(catalogue: Catalogue) -> None:
    asked = Counter((drive.target, drive.parameter) for indicator in catalogue.indicators for drive in indicator.drives)
    assert {(unseen.id, side) for unseen in catalogue.unseens for side in ("exposure", "sensitivity")} <= set(asked)


def test_every_capacity_has_three_drives_from_two_components(catalogue: Catalogue) -> None:
    for capacity in catalogue.capacities:
        asked = [i.component for i in catalogue.indicators for drive in i.drives if drive.target == capacity.id]
        assert (len(asked) >= 3, len(set(asked)) >= 2) == (True, True), capacity.id


def test_platform_questions_can_all_be_skipped_with_one_reason(catalogue: Catalogue) -> None:
    reasons = {indicator.not_applicable for indicator in catalogue.indicators if indicator.component == "component.platforms"}
    assert len(reasons) == 1
    assert None not in reasons


def test_examples_are_real_ones_and_no_two_the_same(catalogue: Catalogue) -> None:
    examples = {entry.id: entry.example for entry in (*catalogue.unseens, *catalogue.measures)}
    texts = {entry.id: entry.text for entry in (*catalogue.unseens, *catalogue.measures)}
    assert len({example.de for example in examples.values()}) == len({example.en for example in examples.values()}) == 31 + 69
    for name, example in examples.items():
        assert 10 <= len(example.de.split()) <= 50, name
        assert 10 <= len(example.en.split()) <= 60, name
        assert not set(example.de.split(". ")) & set(texts[name].de.split(". ")), name
