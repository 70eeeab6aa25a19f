"""Chains of losses: order, loops and transforms against plain iteration."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from leitplanke.risk.cascade import causes_of, matrix, order, settle, transforms
from leitplanke.risk.model import Balance, RiskModel

links = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=25)


def ends(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([pair[0] for pair in pairs], dtype=np.int64), np.array([pair[1] for pair in pairs], dtype=np.int64)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(pairs=links)
def test_parts_are_the_loops_and_come_after_what_they_cause(pairs: list[tuple[int, int]]) -> None:
    source, target = ends(pairs)
    parts = order(9, source, target)
    assert sorted(threat for part in parts for threat in part) == list(range(9))
    number, label = connected_components(csr_matrix((np.ones(len(pairs)), (source, target)), shape=(9, 9)), connection="strong")
    assert len(parts) == number
    place = {threat: index for index, part in enumerate(parts) for threat in part}
    assert all(len({int(label[threat]) for threat in part}) == 1 for part in parts)
    assert all(place[cause] >= place[effect] for cause, effect in pairs)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(pairs=links, seed=st.integers(0, 2**32 - 1))
def test_transforms_are_the_fixed_point_of_plain_iteration(pairs: list[tuple[int, int]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    source, target = ends(pairs)
    probability = rng.uniform(0.0, 0.9 / max(1, len(pairs)), (3, len(pairs)))
    own = rng.uniform(0.0, 1.0, (9, 3, 5)) * np.exp(2j * np.pi * rng.random((9, 3, 5)))
    expected = own.copy()
    for _ in range(200):
        again = own.copy()
        for link, (cause, effect) in enumerate(pairs):
            again[cause] *= 1.0 - probability[:, link, None] + probability[:, link, None] * expected[effect]
        expected = again
    found = transforms(source, target, probability, own.copy())
    assert np.abs(found - expected).max() < 1e-11


@settings(max_examples=40, deadline=None, derandomize=True)
@given(pairs=links, changed=st.sets(st.integers(0, 8), min_size=1), seed=st.integers(0, 2**32 - 1))
def test_only_causes_of_a_change_need_solving_again(pairs: list[tuple[int, int]], changed: set[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    source, target = ends(pairs)
    probability = rng.uniform(0.0, 0.9 / max(1, len(pairs)), (2, len(pairs)))
    own = rng.uniform(0.0, 1.0, (9, 2, 4)) + 0j
    found = list(transforms(source, target, probability, own.copy()))
    for threat in changed:
        own[threat] *= 0.5
    affected = causes_of(source, target, changed)
    assert changed <= affected
    settle(source, target, probability, list(own), found, affected)
    assert np.abs(np.array(found) - transforms(source, target, probability, own.copy())).max() < 1e-12


def test_links_named_twice_add_up_in_the_matrix() -> None:
    model = RiskModel(
        onset=np.zeros(2, dtype=bool),
        rate=np.ones((1, 2)),
        median_eur=np.ones(2),
        sigma=np.ones(2),
        cap_eur=np.full(2, np.inf),
        scale=np.ones((1, 2)),
        duration=np.zeros((1, 2)),
        link_from=np.array([0, 0, 1]),
        link_to=np.array([1, 1, 1]),
        link_probability=np.array([[0.1, 0.2, 0.05]]),
        group=np.array([-1, -1]),
        group_variance=np.zeros(0),
        discount_rate=0.0,
        balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(1)),
    )
    assert matrix(model)[0] == pytest.approx(np.array([[0.0, 0.3], [0.0, 0.05]]))
