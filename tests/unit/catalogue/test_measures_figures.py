"""Measures against the figures they were written from, the totals published with those, and each other."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue, CostFigure, EffortFigure, Measure

FIGURES: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "measures_figures.json").read_text(encoding="utf-8"))["measures"]
ADDED = "measure.cloud.open-source"
REFERENCE_STAFF, REFERENCE_TURNOVER_EUR = 40, 6_000_000
LIGHT_PLAN = {
    "measure.cloud.exit-folder",
    "measure.cloud.data-classification",
    "measure.network.disclosure-tiers",
    "measure.org.project-gate",
    "measure.platform.blocked-plan",
    "measure.finance.staged-financing",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return compiled.read()


@pytest.fixture(scope="module")
def measures(catalogue: Catalogue) -> dict[str, Measure]:
    return {measure.id: measure for measure in catalogue.measures}


def test_the_measures_are_the_69_of_the_record(measures: dict[str, Measure]) -> None:
    assert set(measures) == set(FIGURES)
    assert len(measures) == 69


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_is_that_of_the_record(name: str, measures: dict[str, Measure]) -> None:
    measure, figures = measures[name], FIGURES[name]
    found = {
        "component": measure.component,
        "leaf": measure.leaf.removeprefix("leaf.").capitalize(),
        "orientation": measure.orientation.removeprefix("orientation."),
        "once": _cost(measure.once),
        "yearly": _cost(measure.yearly),
        "days_once": _days(measure.days_once),
        "days_yearly": _days(measure.days_yearly),
        "months": [measure.lead_months, measure.ramp_months],
        "effects": [[e.target, e.parameter, e.low, e.high, e.side_effect] for e in measure.effects],
        "needs": [list(group) for group in measure.needs],
        "excludes": list(measure.excludes),
        "family": measure.family,
        "origin": [measure.origin.tag, measure.origin.confidence],
        "moved": next(([base.base, base.share, base.of] for base in measure.moved_bases), None),
        "gain": [measure.gain.low, measure.gain.mode, measure.gain.high] if measure.gain else None,
    }
    unpublished = {"days_once", "days_yearly", "months", "family"} if name == ADDED else set()
    assert {key: found[key] for key in found.keys() - unpublished} == {key: figures[key] for key in figures.keys() - unpublished}


def test_side_effects_harm_and_effects_help(measures: dict[str, Measure]) -> None:
    for measure in measures.values():
        for effect in measure.effects:
            assert 0.0 < effect.low <= effect.high
            assert (effect.low >= 1.0) == effect.side_effect or effect.high > 1.0 > effect.low, (measure.id, effect)


def test_cost_and_days_of_all_measures_add_up_to_the_published_totals(measures: dict[str, Measure]) -> None:
    """The record states the sums for a firm of 40 heads and 6 million euros of turnover, so a slipped digit shows here."""
    those = [measure for measure in measures.values() if measure.id != ADDED]
    assert _total([m.once for m in those]) == pytest.approx((119_000, 517_800, 1_727_200))
    assert _total([m.yearly for m in those]) == pytest.approx((87_100, 330_800, 952_600))
    assert sum(_effort(m.days_once) for m in those) == pytest.approx(969.5)
    assert sum(_effort(m.days_yearly) for m in those) == pytest.approx(721.0)


def test_first_year_of_the_light_plan_is_the_published_one(measures: dict[str, Measure]) -> None:
    """Yearly cost and days run from the end of the lead time on."""
    light = [(measures[name], 1.0 - measures[name].lead_months / 12.0) for name in LIGHT_PLAN]
    assert sum(m.once.base[1] + part * m.yearly.base[1] for m, part in light) == pytest.approx(9_450, abs=1.0)
    assert sum(m.once.base[2] + part * m.yearly.base[2] for m, part in light) == pytest.approx(36_067, abs=1.0)
    assert sum(_effort(m.days_once) + part * _effort(m.days_yearly) for m, part in light) == pytest.approx(57.0, abs=0.05)
    assert sum(_effort(m.days_yearly) for m, _ in light) == pytest.approx(18.5)


def test_counts_are_those_published_with_the_record(measures: dict[str, Measure]) -> None:
    those = [measure for measure in measures.values() if measure.id != ADDED]
    assert sum(any(effect.side_effect for effect in measure.effects) for measure in those) == 63
    assert Counter(measure.origin.tag for measure in those) == {"fact": 8, "assumption": 60}
    assert Counter(measure.origin.confidence for measure in those) == {"M": 48, "L": 20}
    raised = Counter(name for m in those for name in {e.target for e in m.effects if e.side_effect})
    assert raised.most_common(3)[-1][1] == 12
    assert raised["unseen.org.project-failure"] == raised["unseen.network.knowhow-drain"] == 13


def test_each_unseen_can_be_lowered_and_each_capacity_raised(catalogue: Catalogue) -> None:
    helped = Counter(name for m in catalogue.measures for name in {e.target for e in m.effects if not e.side_effect})
    assert min(helped[unseen.id] for unseen in catalogue.unseens) >= 3
    assert min(helped[capacity.id] for capacity in catalogue.capacities) >= 2
    known = {entry.id for entry in (*catalogue.unseens, *catalogue.capacities)}
    assert {e.target for m in catalogue.measures for e in m.effects} <= known


def test_exclusions_are_mutual_and_no_measure_needs_what_it_excludes(measures: dict[str, Measure]) -> None:
    for measure in measures.values():
        for other in measure.excludes:
            assert measure.id in measures[other].excludes
        for group in measure.needs:
            assert set(group) <= set(measures)
            assert not set(group) & set(measure.excludes)


def test_prerequisites_have_no_loop_and_chains_of_four_at_most(measures: dict[str, Measure]) -> None:
    def chain(name: str, above: tuple[str, ...] = ()) -> int:
        assert name not in above
        return 1 + max((min(chain(one, (*above, name)) for one in group) for group in measures[name].needs), default=0)

    assert max(map(chain, measures)) == 4


def test_fact_measures_name_a_fact_and_what_it_covers(catalogue: Catalogue) -> None:
    tags = {source.id: source.tag for source in catalogue.sources}
    for measure in catalogue.measures:
        assert set(measure.origin.sources) <= set(tags)
        assert (measure.origin.tag == "fact") == (measure.fact_covers is not None)
        if measure.origin.tag == "fact":
            assert "fact" in {tags[name] for name in measure.origin.sources}
        assert measure.origin.sources, measure.id


def _cost(cost: CostFigure) -> list[list[float]]:
    return [list(cost.base), list(cost.per_head), list(cost.turnover_share)]


def _days(days: EffortFigure) -> list[float]:
    return [days.owner, days.management, days.it, days.staff, days.staff_per_head]


def _effort(days: EffortFigure) -> float:
    return days.owner + days.management + days.it + days.staff + days.staff_per_head * REFERENCE_STAFF


def _total(costs: list[CostFigure]) -> tuple[float, ...]:
    return tuple(
        sum(c.base[i] + c.per_head[i] * REFERENCE_STAFF + c.turnover_share[i] * REFERENCE_TURNOVER_EUR for c in costs) for i in range(3)
    )
