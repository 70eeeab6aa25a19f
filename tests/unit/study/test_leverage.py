"""What would change a number most: against hand-worked variances, and against the engine's own draws."""

import math

import numpy as np
import pytest
from scipy.stats import spearmanr

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.planning.losses import expected_losses
from leitplanke.primitives.interval import Z95
from leitplanke.primitives.trace import TraceNode
from leitplanke.risk.vulnerability import Adjustment, assemble, together
from leitplanke.study.compile import CompiledStudy, compile_study
from leitplanke.study.leverage import levers


def figure(name: str, value: float, low: float, high: float) -> TraceNode:
    ends = (("low", low), ("mode", value), ("high", high))
    return TraceNode(id=name, value=value, unit="1", operation="figure", parameters=ends)


def made(name: str, operation: str, value: float, *inputs: str, **constants: float) -> TraceNode:
    return TraceNode(id=name, value=value, unit="1", operation=operation, inputs=inputs, parameters=tuple(constants.items()))


def shares(name: str, *nodes: TraceNode) -> dict[str, float]:
    known = {node.id: node for node in nodes}
    return {one.node: one.share for one in levers(known[name], known)}


WIDE, NARROW = figure("wide", 2.0, 1.0, 4.0), figure("narrow", 5.0, 5.0 / math.sqrt(2.0), 5.0 * math.sqrt(2.0))
"""A factor of two either way is twice as wide in logarithms as one of its root."""


def test_a_product_splits_by_the_squares_of_the_logarithms() -> None:
    found = shares("p", WIDE, NARROW, made("p", "product", 10.0, "wide", "narrow", factor=1.0))
    assert found == pytest.approx({"wide": 0.8, "narrow": 0.2})


def test_a_sum_weighs_by_size_too() -> None:
    # Deviations 2 s and 5 s / 2 : variances 4 to 6.25.
    found = shares("s", WIDE, NARROW, made("s", "sum", 7.0, "wide", "narrow"))
    assert found == pytest.approx({"wide": 4.0 / 10.25, "narrow": 6.25 / 10.25})


def test_what_stands_on_both_sides_cancels() -> None:
    double = made("double", "product", 4.0, "wide", factor=2.0)
    found = shares("q", WIDE, NARROW, double, made("n", "product", 10.0, "wide", "narrow"), made("q", "quotient", 2.5, "n", "double"))
    assert found == pytest.approx({"narrow": 1.0})


def test_a_certain_number_has_no_levers() -> None:
    given = TraceNode(id="given", value=3.0, unit="EUR", operation="given")
    assert shares("p", given, made("p", "product", 6.0, "given", factor=2.0)) == {}
    assert shares("wide", WIDE) == {}


def test_a_rest_not_asked_about_counts_with_its_weight() -> None:
    """An index .2 + .3 a + .5 b of two Beta(1.5, 1.5): variances as 9 to 25."""
    leaves = [TraceNode(id=name, value=0.5, unit="1", operation="assumed", parameters=(("alpha", 1.5), ("beta", 1.5))) for name in "ab"]
    constants = {"constant": 0.2, "coefficient.0": 0.3, "coefficient.1": 0.5}
    index = TraceNode(id="i", value=0.6, unit="1", operation="index", inputs=("a", "b"), parameters=tuple(constants.items()))
    assert shares("i", *leaves, index) == pytest.approx({"a": 9.0 / 34.0, "b": 25.0 / 34.0})


def test_a_wide_figure_is_read_as_its_interval() -> None:
    found = levers(made("p", "product", 10.0, "wide", "narrow"), {"wide": WIDE, "narrow": NARROW})
    assert found[0].node == "wide"
    assert math.log(2.0) / Z95 == pytest.approx(math.log(4.0 / 1.0) / (2.0 * Z95))


@pytest.fixture(scope="module")
def study() -> CompiledStudy:
    catalogue = compiled.read()
    return compile_study(catalogue, examples.read("precision-parts", catalogue))


@pytest.mark.parametrize("unseen", ["unseen.network.replaceable", "unseen.cyber.incident", "unseen.network.price-pressure"])
def test_the_engines_own_draws_say_the_same(study: CompiledStudy, unseen: str) -> None:
    """Squared rank correlations over 2,048 draws, for the cases a year and for the loss without cascades."""
    draws = study.space.draw(2048, 5)
    firms = study.vulnerabilities(draws.values)
    place = [one.id for one in study.catalogue.unseens].index(unseen)
    rates = np.array([firm.contact_rate[place] * firm.exposure[place] * firm.sensitivity[place] for firm in firms])
    model = assemble(together(firms), Adjustment.neutral(study.years, len(study.catalogue.unseens), len(study.catalogue.capacities)))
    unlinked = type(model)(
        **{name: getattr(model, name) for name in type(model).__dataclass_fields__} | {"link_probability": 0.0 * model.link_probability}
    )
    years = TraceNode(id="draws", value=None, unit="1", operation="draws", parameters=(("years", float(study.years)),))
    nodes = {node.id: node for node in (*study.trace.table(), years)}
    loss = TraceNode(id=f"risk/{unseen}/expected-annual-loss", value=1.0, unit="EUR/year", operation="expected-loss", inputs=("draws",))
    for node, values in ((nodes[f"{unseen}/loss-rate"], rates), (loss, expected_losses(unlinked)[:, place])):
        found = {one.node: one.share for one in levers(node, nodes)}
        ids = [parameter.id for parameter in study.space.parameters]
        measured = {name: spearmanr(draws.own[:, ids.index(name)], values).statistic ** 2 for name in found if found[name] > 0.01}
        total = sum(measured.values())
        assert max(found, key=lambda name: found[name]) == max(measured, key=lambda name: measured[name])
        for name, share in measured.items():
            assert found[name] == pytest.approx(share / total, abs=0.1), name
