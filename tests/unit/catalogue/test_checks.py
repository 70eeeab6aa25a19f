"""Checks on entries that no file can hold, and on the boundary between right and wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from leitplanke.catalogue import checks, loader
from leitplanke.catalogue.entries import Catalogue
from leitplanke.primitives.faults import Fault


@pytest.fixture(name="small")
def _small() -> Catalogue:
    return loader.load(Path(__file__).parent / "valid")


def test_two_entries_with_one_id(small: Catalogue) -> None:
    doubled = replace(small, bases=(*small.bases, replace(small.bases[0], default=small.bases[1].default)))
    assert checks.check(doubled) == [
        Fault("bases/main-buyer-revenue.yaml: id", "duplicate-entry-id", (("given", "base.main-buyer-revenue"),))
    ]


@pytest.mark.parametrize(("high", "refused"), [(0.999, False), (1.0, True)])
def test_a_loop_is_refused_from_radius_one(small: Catalogue, high: float, refused: bool) -> None:  # noqa: FBT001 - the expectation
    links = tuple(replace(link, probability=replace(link.probability, high=high)) for link in small.links)
    assert [fault.code for fault in checks.check(replace(small, links=links))] == ["cascade-loop"] * refused


def test_a_chain_of_certain_links_is_no_loop(small: Catalogue) -> None:
    link = replace(small.links[0], probability=replace(small.links[0].probability, high=1.0))
    assert checks.check(replace(small, links=(link,))) == []


def test_a_choice_that_avoids_what_is_excluded_is_allowed(small: Catalogue) -> None:
    """`drill` needs hose or tank, which exclude each other: either will do."""
    drill = next(measure for measure in small.measures if measure.id == "measure.drill")
    assert drill.needs == (("measure.hose", "measure.tank"),)
    assert checks.check(small) == []


def test_a_need_through_another_measure_may_not_be_excluded(small: Catalogue) -> None:
    """`drill` needs plan and tank; plan needs hose; hose excludes tank."""
    measures = tuple(
        replace(measure, needs=(("measure.plan",), ("measure.tank",))) if measure.id == "measure.drill" else measure
        for measure in small.measures
    )
    found = checks.check(replace(small, measures=measures))
    assert found == [Fault("measures/drill.yaml: needs", "needs-excluded", (("given", "measure.hose, measure.tank"),))]


def test_a_catalogue_without_links_is_right(small: Catalogue) -> None:
    assert checks.check(replace(small, links=())) == []
