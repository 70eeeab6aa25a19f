"""The 24 quick questions against their record, their own maps and the rule that bases are not exposures."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue, Indicator

FIGURES: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "measures_figures.json").read_text(encoding="utf-8"))["indicators"]
COMPONENTS = ["iot-data", "value-networks", "platforms", "cloud", "organisation", "employees"]
SETS = {"indicator.network.largest-buyer": "base.main-buyer-revenue", "indicator.platform.turnover-share": "base.platform-revenue"}
GIVEN_BASES = {"base.main-buyer-revenue", "base.intermediable-revenue", "base.platform-revenue"}
STANDARD_SHARES = [5.0, 25.0, 50.0, 75.0, 95.0]
SATURATED = {"indicator.network.largest-buyer", "indicator.platform.cost-share", "indicator.employees.open-posts"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return compiled.read()


@pytest.fixture(scope="module")
def quick(catalogue: Catalogue) -> dict[str, Indicator]:
    return {indicator.id: indicator for indicator in catalogue.indicators if indicator.quick}


def test_six_pages_of_four_questions_in_the_order_of_the_components(quick: dict[str, Indicator]) -> None:
    pages = [(indicator.component, indicator.order) for indicator in quick.values()]
    assert pages == [(f"component.{name}", place) for name in COMPONENTS for place in (1, 2, 3, 4)]


@pytest.mark.parametrize("name", FIGURES)
def test_scale_roles_map_and_drives_are_those_of_the_record(name: str, catalogue: Catalogue, quick: dict[str, Indicator]) -> None:
    indicator, figures = quick[name], FIGURES[name]
    bases = {unseen.id: unseen.severity.base for unseen in catalogue.unseens}
    wanted = [drive for drive in figures["drives"] if name not in SETS or bases.get(drive[0]) not in GIVEN_BASES]
    assert [[d.target, d.parameter, d.direction, d.weight] for d in indicator.drives] == wanted
    assert (indicator.component, indicator.scale) == (figures["component"], figures["scale"])
    assert [list(indicator.roles), [[p.amount, p.value] for p in indicator.map]] == [figures["roles"], figures["map"]]
    assert indicator.sets_base == SETS.get(name)


@pytest.mark.parametrize("name", FIGURES)
def test_each_level_stands_for_the_value_of_its_amount(name: str, quick: dict[str, Indicator]) -> None:
    indicator = quick[name]
    values = [level.value for level in indicator.levels]
    assert len(values) == 5
    assert all(0.0 <= low < high <= 1.0 for low, high in pairwise(values))
    if indicator.scale == "anchored":
        assert values == [0.0, 0.25, 0.5, 0.75, 1.0]
        assert not indicator.map
        assert indicator.unit is None
        assert {level.amount for level in indicator.levels} == {None}
        return
    amounts = [level.amount or 0.0 for level in indicator.levels]
    mapped = np.interp(amounts, [point.amount for point in indicator.map], [point.value for point in indicator.map])
    assert values == pytest.approx(mapped.tolist(), abs=6e-5)
    assert indicator.unit is not None
    if indicator.scale == "percent":
        assert (amounts == STANDARD_SHARES) == (name not in SATURATED)


def test_maps_of_the_exceptions_leave_the_standard_shares_no_room(quick: dict[str, Indicator]) -> None:
    """Only where two standard answers would mean the same does an item have amounts of its own."""
    for indicator in quick.values():
        if indicator.scale == "percent":
            mapped = np.interp(STANDARD_SHARES, [point.amount for point in indicator.map], [point.value for point in indicator.map])
            assert (len(set(mapped.tolist())) < 5) == (indicator.id in SATURATED)


def test_every_unseen_is_asked_about_or_its_base_is(catalogue: Catalogue, quick: dict[str, Indicator]) -> None:
    asked = {drive.target for indicator in quick.values() for drive in indicator.drives}
    assert {capacity.id for capacity in catalogue.capacities} <= asked
    unasked = {unseen.id: unseen.severity.base for unseen in catalogue.unseens if unseen.id not in asked}
    assert set(unasked.values()) <= GIVEN_BASES, unasked


def test_platform_questions_can_all_be_skipped_together(quick: dict[str, Indicator]) -> None:
    texts = {indicator.not_applicable for indicator in quick.values() if indicator.component == "component.platforms"}
    assert len(texts) == 1
    assert None not in texts
