"""A warm model gives what a cold one gives, and faster."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.risk.cascade import SupercriticalCascadeError
from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.spectral import Grid, fitting_grid, on_grid
from leitplanke.risk.warm import WarmModel

YEARS, THREATS, LINKS = 4, 8, 12


def firm(seed: int) -> RiskModel:
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, THREATS, (2, LINKS))
    return RiskModel(
        onset=rng.random(THREATS) < 0.4,
        rate=rng.uniform(0.05, 0.5, (YEARS, THREATS)),
        median_eur=np.exp(rng.uniform(8.0, 11.0, THREATS)),
        sigma=rng.uniform(0.4, 1.3, THREATS),
        cap_eur=np.where(rng.random(THREATS) < 0.5, 80_000.0, np.inf),
        scale=rng.uniform(0.5, 1.0, (YEARS, THREATS)),
        duration=rng.uniform(0.3, 4.0, (YEARS, THREATS)),
        link_from=ends[0],
        link_to=ends[1],
        link_probability=rng.uniform(0.0, 0.15, (YEARS, LINKS)),
        group=rng.integers(-1, 2, THREATS),
        group_variance=np.array([0.8, 0.0]),
        discount_rate=0.03,
        balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(YEARS)),
    )


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 2**32 - 1),
    field=st.sampled_from(["rate", "scale", "duration", "link_probability", "median_eur", "cap_eur", "group_variance", "nothing"]),
    since=st.integers(0, YEARS - 1),
    factor=st.floats(0.0, 1.4),
)
def test_one_change_at_a_time(seed: int, field: str, since: int, factor: float) -> None:
    model = firm(seed)
    changed = model
    if field != "nothing":
        value = getattr(model, field).copy()
        place = np.random.default_rng(seed).integers(0, value.shape[-1])
        value[(slice(since, None), place) if value.ndim > 1 else place] *= factor if value.ndim > 1 else 0.1 + factor
        changed = replace(model, **{field: value})
    warm = WarmModel.of(model, points=2**10).evaluate(changed)
    cold = on_grid(changed, fitting_grid(model, 2**10))
    assert np.abs(warm.distribution.mass - cold.mass).max() < 1e-9
    assert warm.distribution.mean_eur == pytest.approx(cold.mean_eur, rel=1e-12)
    assert warm.cvar95_eur == pytest.approx(cold.cvar(0.95), rel=1e-8)
    assert warm.error_bound_relative < 0.01


def test_everything_at_once_and_back() -> None:
    model, other = firm(1), firm(1)
    other = replace(
        other,
        rate=0.7 * model.rate,
        scale=0.9 * model.scale,
        link_probability=0.5 * model.link_probability,
        group_variance=np.array([0.2, 0.3]),
    )
    warm = WarmModel.of(model, points=2**10)
    grid = fitting_grid(model, 2**10)
    for each in (other, model):
        assert np.abs(warm.evaluate(each).distribution.mass - on_grid(each, grid).mass).max() < 1e-9


def test_another_firm_is_refused() -> None:
    model = firm(1)
    warm = WarmModel.of(model, grid=Grid(1_000.0, 2**10))
    for other in (replace(model, onset=~model.onset), replace(model, discount_rate=0.0), replace(model, rate=model.rate[:2])):
        with pytest.raises(ValueError, match="another firm"):
            warm.evaluate(other)
    with pytest.raises(SupercriticalCascadeError):
        warm.evaluate(replace(model, link_to=model.link_to, link_probability=np.ones_like(model.link_probability)))


def test_it_is_faster_than_a_cold_model() -> None:
    """Twice as fast at least; on a quiet machine it is six times."""
    model = firm(2)
    rate = model.rate.copy()
    rate[2:, 3] *= 0.5
    changed, grid = replace(model, rate=rate), fitting_grid(model, 2**13)
    warm = WarmModel.of(model, grid=grid)

    def fastest(job: object) -> float:
        times = []
        for _ in range(7):
            start = time.process_time()
            job()  # type: ignore[operator]
            times.append(time.process_time() - start)
        return min(times)

    half = Grid(2 * grid.step_eur, grid.points // 2)
    assert fastest(lambda: warm.evaluate(changed)) < 0.5 * fastest(lambda: (on_grid(changed, grid), on_grid(changed, half)))
