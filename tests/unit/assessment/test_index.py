"""Indices by hand on a small catalogue, and from the trace alone on any answers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitplanke.assessment.index import IndexModel, index_model, stated_shares
from leitplanke.assessment.pooling import moments
from leitplanke.assessment.rating import Answer, Rater
from leitplanke.catalogue.entries import Catalogue
from leitplanke.primitives.trace import TraceBuilder, TraceNode

OWNER = Rater(id="anna", role="owner")
ANCHORED, SHARE, BASE = ("indicator.anchored", "indicator.share", "indicator.base")


def answer(indicator: str, number: int) -> Answer:
    return Answer(rater="anna", indicator=indicator, level=number)


def build(catalogue: Catalogue, *answers: Answer) -> tuple[IndexModel, TraceBuilder]:
    trace = TraceBuilder()
    return index_model(catalogue, moments(catalogue.indicators, (OWNER,), answers), trace), trace


def central(model: IndexModel) -> tuple[list[float], list[float], list[float]]:
    at = model.means
    return (model.exposure.at(at).tolist(), model.sensitivity.at(at).tolist(), model.capacity.at(at).tolist())


def test_indices_by_hand(small: Catalogue) -> None:
    """Exposure: weights .6 and .9 (against) sum to 1.5; sensitivity and capacity leave .5 and .7 open at one half."""
    model, _ = build(small, answer(ANCHORED, 3), answer(SHARE, 1))
    exposure, sensitivity, capacity = central(model)
    assert exposure == pytest.approx([(0.6 * 0.75 + 0.9 * 0.75) / 1.5, 0.5])
    assert sensitivity == pytest.approx([0.5 * 0.75 + 0.5 * 0.5, 0.5])
    assert capacity == pytest.approx([0.3 * 0.75 + 0.7 * 0.5, 0.5])


def test_without_answers_everything_is_middling_and_assumed(small: Catalogue) -> None:
    model, _ = build(small)
    assert np.concatenate(central(model)) == pytest.approx(np.full(6, 0.5))
    assert all(variable.assumed and (variable.alpha, variable.beta) == (1.5, 1.5) for variable in model.variables)


def test_what_does_not_apply_leaves_both_sums(small: Catalogue) -> None:
    absent = Answer(rater="anna", indicator=SHARE, missing="not-applicable", reason="none")
    model, trace = build(small, answer(ANCHORED, 4), absent)
    exposure, sensitivity, _ = central(model)
    assert exposure[0] == pytest.approx(0.6 * 0.98 + 0.4 * 0.5)
    assert sensitivity[0] == 0.5
    assert SHARE not in {variable.id for variable in model.variables} | set(trace.nodes)


def test_one_indicator_is_one_variable_for_all_its_targets(small: Catalogue) -> None:
    model, _ = build(small, answer(ANCHORED, 3))
    column = [variable.id for variable in model.variables].index(ANCHORED)
    assert model.exposure.coefficients[0, column] == pytest.approx(0.6 / 1.5)
    assert model.capacity.coefficients[0, column] == pytest.approx(0.3)
    assert np.count_nonzero(model.exposure.coefficients[:, column]) == 1


def test_every_target_that_is_not_full_has_its_own_rest(small: Catalogue) -> None:
    model, _ = build(small)
    rests = [variable.id for variable in model.variables if variable.indicator is None]
    assert rests == [
        "unseen.two/exposure/rest",
        "unseen.one/sensitivity-index/rest",
        "unseen.two/sensitivity-index/rest",
        "capacity.it/index/rest",
        "capacity.legal/index/rest",
    ]


def shares(small: Catalogue, *answers: Answer) -> list[float]:
    people = (OWNER, Rater(id="ben", role="it", weight=2.0), Rater(id="cem", role="staff"))
    return [share.share for share in stated_shares(small, moments(small.indicators, people, answers))]


@pytest.mark.parametrize("percent", [0.0, 1.0, 46.0, 71.0, 95.0, 100.0])
def test_an_answer_that_sets_a_base_is_taken_as_it_was_stated(small: Catalogue, percent: float) -> None:
    """Also where the map is flat (from 70 %) and where the pool holds means within .02 and .98."""
    assert shares(small, Answer(rater="anna", indicator=BASE, amount=percent)) == [pytest.approx(percent / 100)]


def test_stated_shares_are_averaged_by_weight_and_nobody_who_does_not_know_pulls_them(small: Catalogue) -> None:
    low, high = Answer(rater="anna", indicator=BASE, amount=90.0), Answer(rater="ben", indicator=BASE, amount=60.0)
    unknown = Answer(rater="cem", indicator=BASE, missing="unknown")
    absent = Answer(rater="cem", indicator=BASE, missing="not-applicable", reason="none")
    assert shares(small, low, high) == [pytest.approx(0.7)]
    assert shares(small, low, unknown) == [pytest.approx(0.9)]
    assert shares(small, low, absent) == [pytest.approx(0.9)]
    assert shares(small, unknown) == []
    assert shares(small) == []


def test_moments_written_by_hand_without_the_share_are_read_back_through_the_map(small: Catalogue) -> None:
    bare = tuple(replace(one, stated=None) for one in moments(small.indicators, (OWNER,), (answer(BASE, 3),)))
    (share,) = stated_shares(small, bare)
    assert (share.base, share.trace) == ("base.main-buyer-revenue", BASE)
    # Level 3 is .75, and (.75 - .6) / .4 of the way from 30 to 80 per cent is 48.75.
    assert share.share == pytest.approx(0.4875)


def recomputed(node: TraceNode, table: dict[str, TraceNode]) -> float:
    """Return the value of a node as a stranger computes it from the table alone."""
    constants = dict(node.parameters)
    if node.operation == "index":
        terms = (constants[f"coefficient.{n}"] * recomputed(table[name], table) for n, name in enumerate(node.inputs))
        return constants["constant"] + sum(terms)
    if node.operation == "assumed":
        return constants["alpha"] / (constants["alpha"] + constants["beta"])
    assert node.operation == "pool"
    groups = {name.rpartition(".")[0] for name in constants}
    weight = sum(constants[f"{group}.weight"] for group in groups)
    mean = sum(constants[f"{group}.weight"] * constants[f"{group}.mean"] for group in groups) / weight
    return min(0.98, max(0.02, mean))


@given(
    numbers=st.lists(
        st.tuples(st.sampled_from([ANCHORED, SHARE, BASE]), st.integers(0, 4), st.sampled_from(["owner", "staff"])),
        unique_by=lambda one: (one[0], one[2]),
    )
)
def test_every_index_can_be_computed_again_from_the_trace_alone(small: Catalogue, numbers: list[tuple[str, int, str]]) -> None:
    people = tuple(Rater(id=role, role=role) for role in ("owner", "staff"))  # type: ignore[arg-type]
    answers = [Answer(rater=role, indicator=name, level=number) for name, number, role in numbers]
    trace = TraceBuilder()
    model = index_model(small, moments(small.indicators, people, answers), trace)
    exposure, sensitivity, capacity = central(model)
    for row, name in enumerate(("one", "two")):
        assert recomputed(trace.nodes[f"unseen.{name}/exposure"], trace.nodes) == pytest.approx(exposure[row])
        assert recomputed(trace.nodes[f"unseen.{name}/sensitivity-index"], trace.nodes) == pytest.approx(sensitivity[row])
    assert recomputed(trace.nodes["capacity.it/index"], trace.nodes) == pytest.approx(capacity[0])
    asked = {name for name, _, _ in numbers}
    assert {node.id for node in trace.table() if node.ratings} == asked


@given(values=st.lists(st.floats(0, 1), min_size=8, max_size=8))
def test_an_index_never_leaves_its_scale(small: Catalogue, values: list[float]) -> None:
    model, _ = build(small, answer(ANCHORED, 3))
    assert len(model.variables) == 8
    for index in (model.exposure, model.sensitivity, model.capacity):
        found = index.at(np.array(values))
        assert np.all(found >= -1e-12)
        assert np.all(found <= 1 + 1e-12)
