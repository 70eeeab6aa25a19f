"""Variances in closed form: compound Poisson sums whose losses cause others, in chains and loops, under common shocks.

The total cost C_j of a loss of j and of all that it causes is own size plus, for each link that hits (chance q_jk), the total cost of a
loss of k. For independent hits, with m = (I - Q)^-1 E[X] the mean of C,

    Var C = (I - Q)^-1 (Var X + (Q o (1 - Q)) m^2).

A Poisson number of losses at rate r has variance r E[C^2]; a gamma factor of variance theta on the rates of a group adds
theta (sum of r m over the group)^2 a year (laws of total variance; multi-type branching:
Harris, The Theory of Branching Processes, chapter II).
"""

import numpy as np
import pytest
from test_closed_forms import events

from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.model import RiskModel
from leitplanke.risk.simulation import simulate_trials
from leitplanke.risk.spectral import Grid, on_grid, reach

YEARS, THREATS = 3, 5


def firm(seed: int, *, loops: bool) -> RiskModel:
    """Draw five threats with links, two shock groups and rates of their own in each year."""
    rng = np.random.default_rng(seed)
    pairs = [(j, k) for j in range(THREATS) for k in range(THREATS) if (loops or j < k) and rng.random() < 0.5]
    return events(
        [0.0] * THREATS,
        np.exp(rng.uniform(6.0, 9.0, THREATS)).tolist(),
        years=YEARS,
        sigma=rng.uniform(0.2, 0.8, THREATS),
        rate=rng.uniform(0.05, 1.5, (YEARS, THREATS)),
        link_from=np.array([j for j, _ in pairs], dtype=np.int64),
        link_to=np.array([k for _, k in pairs], dtype=np.int64),
        link_probability=rng.uniform(0.0, 0.3, (YEARS, len(pairs))),
        group=rng.integers(-1, 2, THREATS),
        group_variance=rng.uniform(0.1, 2.0, 2),
    )


def moments(model: RiskModel) -> tuple[float, float]:
    """Return mean and variance of the horizon's loss from the formulas above, year by year."""
    size = model.median_eur * np.exp(model.sigma**2 / 2)
    spread = size**2 * np.expm1(model.sigma**2)
    mean = variance = 0.0
    for year in range(model.years):
        hit = np.zeros((model.threats, model.threats))
        np.add.at(hit, (model.link_from, model.link_to), model.link_probability[year])
        unrolled = np.linalg.inv(np.eye(model.threats) - hit)
        total = unrolled @ size
        total_spread = unrolled @ (spread + (hit * (1.0 - hit)) @ total**2)
        rate = model.rate[year]
        mean += float(rate @ total)
        variance += float(rate @ (total_spread + total**2))
        for group, theta in enumerate(model.group_variance):
            members = model.group == group
            variance += float(theta * (rate[members] @ total[members]) ** 2)
    return mean, variance


@pytest.mark.parametrize("loops", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_spectral_variance_is_the_closed_form(seed: int, *, loops: bool) -> None:
    model = firm(seed, loops=loops)
    mean, variance = moments(model)
    assert float(expected_loss(model).sum()) == pytest.approx(mean, rel=1e-12)
    grid = Grid(reach(model, 25.0) / 2**14, 2**14)
    mass, loss = on_grid(model, grid).mass, np.arange(2**14) * grid.step_eur
    assert float(mass @ loss) == pytest.approx(mean, rel=1e-6)
    assert float(mass @ (loss - mean) ** 2) == pytest.approx(variance, rel=1e-4)


@pytest.mark.parametrize("loops", [False, True])
def test_simulated_variance_is_the_closed_form(*, loops: bool) -> None:
    model = firm(3, loops=loops)
    mean, variance = moments(model)
    squares = (simulate_trials(model, trials=200_000, seed=1).loss_eur.astype(float) - mean) ** 2
    assert abs(squares.mean() - variance) < 4 * squares.std() / squares.size**0.5


def test_a_loop_of_two_worked_by_hand() -> None:
    # Losses of exactly 1 and 2; the first causes the second with chance .5, the second the first with chance .4.
    model = events(
        [1.0, 0.0],
        [1.0, 2.0],
        link_from=np.array([0, 1]),
        link_to=np.array([1, 0]),
        link_probability=np.array([[0.5, 0.4]]),
    )
    # m0 = 1 + .5 m1, m1 = 2 + .4 m0: m0 = 2.5, m1 = 3. v0 = .5 v1 + .25 x 9, v1 = .4 v0 + .24 x 6.25: v0 = 3.75, v1 = 3.
    assert moments(model) == pytest.approx((2.5, 3.75 + 2.5**2))
    found = on_grid(model, Grid(1.0, 128))
    assert float(found.mass @ (np.arange(128) - 2.5) ** 2) == pytest.approx(10.0, rel=1e-6)
