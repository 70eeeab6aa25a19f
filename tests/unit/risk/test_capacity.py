"""The value of a capacity factor: hand-worked cases, the sum, and the plain loss with other capacities."""

from dataclasses import replace

import numpy as np
import pytest

from leitplanke.risk.capacity import capacity_values, losses_with, shapley_weights
from leitplanke.risk.cascade import SupercriticalCascadeError
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble

YEARS = 5
LINKS = ((0, 1), (1, 2), (2, 0), (3, 3), (0, 4))


def firm(seed: int, *, threats: int = 5, factors: int = 4, link: float = 0.5, adaptation: float = 0.3) -> Vulnerability:
    """Return a made-up firm with events, onsets, loops, a running Unseen and discounting."""
    rng = np.random.default_rng(seed)
    weight = rng.random((threats, factors))
    return Vulnerability(
        years=YEARS,
        discount_rate=0.03,
        onset=np.arange(threats) % 2 == 1,
        contact_rate=rng.uniform(0.1, 2.0, threats),
        exposure=rng.uniform(0.2, 1.0, threats),
        sensitivity=rng.uniform(0.2, 1.0, threats),
        base_eur=rng.uniform(1e4, 1e6, threats),
        median_share=rng.uniform(0.01, 0.2, threats),
        sigma=rng.uniform(0.2, 1.5, threats),
        cap_share=np.full(threats, 1.0),
        duration_years=rng.uniform(0.5, 9.0, threats),
        running=np.arange(threats) == threats - 1,
        coping_max=rng.uniform(0.1, 0.9, threats),
        coping_weight=weight / weight.sum(axis=1, keepdims=True),
        capacity=rng.random(factors),
        adaptation=adaptation,
        link_from=np.array([pair[0] for pair in LINKS]),
        link_to=np.array([pair[1] for pair in LINKS]),
        link_contact=np.full(len(LINKS), link),
        group=np.full(threats, -1),
        group_variance=np.zeros(0),
        liquidity_eur=None,
        equity_eur=None,
        free_cash_flow_eur=np.zeros(YEARS),
    )


def lost(one: Vulnerability, *, static: bool = False) -> float:
    neutral = Adjustment.neutral(one.years, one.exposure.size, one.capacity.size)
    return float(expected_loss(assemble(one, neutral, coping=not static, adaptation=not static)).sum())


@pytest.mark.parametrize("seed", range(6))
def test_the_values_add_up_to_static_minus_dynamic(seed: int) -> None:
    one = firm(seed)
    assert capacity_values(one).sum() == pytest.approx(lost(one, static=True) - lost(one), rel=1e-11)


@pytest.mark.parametrize("seed", range(6))
def test_any_capacity_gives_the_loss_of_the_model_itself(seed: int) -> None:
    one = firm(seed, link=0.9)
    others = np.random.default_rng(seed + 100).random((7, one.capacity.size))
    expected = [lost(replace(one, capacity=row)) for row in others]
    assert losses_with(one, others) == pytest.approx(expected, rel=1e-11)


def test_one_event_without_adaptation_is_worked_by_hand() -> None:
    """Loss is linear in each factor then: count x mean x largest coping x weight x capacity."""
    one = firm(3, adaptation=0.0, link=0.0)
    alone = replace(one, contact_rate=np.where(np.arange(5) == 0, 0.7, 0.0), exposure=np.ones(5), sensitivity=np.full(5, 0.5))
    alone = replace(alone, discount_rate=0.0, cap_share=np.full(5, np.inf))
    mean = alone.median_share[0] * alone.base_eur[0] * np.exp(alone.sigma[0] ** 2 / 2.0)
    by_hand = 0.35 * YEARS * mean * alone.coping_max[0] * alone.coping_weight[0] * alone.capacity
    assert capacity_values(alone) == pytest.approx(by_hand, rel=1e-12)


def test_a_factor_that_is_not_there_is_worth_nothing_and_equal_factors_the_same() -> None:
    one = firm(4)
    weight = one.coping_weight.copy()
    weight[:, 1] = weight[:, 0]
    capacity = one.capacity.copy()
    capacity[1], capacity[2] = capacity[0], 0.0
    found = capacity_values(replace(one, coping_weight=weight / weight.sum(axis=1, keepdims=True), capacity=capacity))
    assert found[0] == pytest.approx(found[1], rel=1e-12)
    assert found[2] == pytest.approx(0.0, abs=1e-9 * found.sum())


def test_cascades_close_to_endless_keep_the_sum() -> None:
    one = firm(5, link=1.0)
    near = replace(
        one, exposure=np.full(5, 0.99), sensitivity=np.ones(5), adaptation=0.05, link_contact=np.array([0.9, 1.0, 0.9, 0.9, 0.9])
    )
    assert capacity_values(near).sum() == pytest.approx(lost(near, static=True) - lost(near), rel=1e-6)
    with pytest.raises(SupercriticalCascadeError):
        capacity_values(replace(near, exposure=np.ones(5), link_contact=np.ones(5)))


def test_shapley_values_of_the_published_game() -> None:
    """v: 1 -> 6, 2 -> 12, 3 -> 42, 12 -> 12, 13 -> 42, 23 -> 42, 123 -> 42 gives (2, 5, 35) (method.md section 7)."""
    worth = np.array([0.0, 6.0, 12.0, 12.0, 42.0, 42.0, 42.0, 42.0])
    assert shapley_weights(3) @ worth == pytest.approx([2.0, 5.0, 35.0], rel=1e-12)


def test_too_many_factors_are_refused() -> None:
    with pytest.raises(ValueError, match="13 capacity factors"):
        capacity_values(firm(1, factors=13))
