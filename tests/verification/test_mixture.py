"""Losses drawn as one: bands keep means, the tail is exact, nothing measurable is lost, and single losses can be told again."""

from dataclasses import replace

import bench_model as bench
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtr, ndtri
from scipy.stats import chisquare, kstest, lognorm
from test_closed_forms import events

from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.lottery import NUMBERS
from leitplanke.risk.mixture import RESERVE, Mixture, mixture
from leitplanke.risk.model import Floats, RiskModel
from leitplanke.risk.severity import limited_mean
from leitplanke.risk.simulation import Simulation, simulate_together, simulate_trials
from leitplanke.risk.spectral import evaluate
from leitplanke.risk.stories import play
from leitplanke.risk.trials import lay_out

ONE = bench.read("one-firm")


def worth(model: RiskModel) -> Floats:
    """Return the factors of years."""
    return np.asarray((1.0 + model.discount_rate) ** -(np.arange(model.years) + 0.5))


def as_one(model: RiskModel) -> Mixture:
    """Return the model's losses as one."""
    found = mixture(lay_out(model, 100_000), worth(model))
    assert found is not None
    return found


def uneven() -> RiskModel:
    """Events and onsets, caps below and above the medians, figures that change over the years, discount; no balance."""
    years, grow = 4, np.linspace(1.0, 2.5, 4)[:, None]
    return replace(
        events([0.6, 0.2, 0.9, 0.05], [20e3, 10e3, 4e3, 60e3], 1.1, years=years),
        onset=np.array([False, True, False, True]),
        rate=np.array([0.6, 0.2, 0.9, 0.05]) * grow,
        scale=np.array([1.0, 0.7, 0.9, 1.2]) / grow,
        cap_eur=np.array([60e3, np.inf, 3e3, np.inf]),
        duration=np.full((years, 4), 1.4),
        discount_rate=0.04,
    )


def tails(found: Mixture) -> Floats:
    """Return each kind's chance of a size beyond its bands, given the kind."""
    return np.asarray(found.lottery.left / found.kinds.chance)


@pytest.mark.parametrize("model", [bench.build(ONE, []), uneven(), events([0.5], [1e3], 3.0)], ids=["published", "uneven", "sigma 3"])
def test_bands_and_tails_keep_the_mean_of_every_kind(model: RiskModel) -> None:
    found = as_one(model)
    kinds, filled = found.kinds, found.lottery.filled
    in_bands = np.bincount(found.lottery.outcomes(), found.size_eur[: found.lottery.decided], kinds.chance.size) / NUMBERS / kinds.chance
    for place, tail in enumerate(tails(found).tolist()):
        median, sigma, cap = (float(values[place]) for values in (kinds.median_eur, kinds.sigma, kinds.cap_eur))
        size = lognorm(sigma, scale=median)
        begin = size.isf(tail)
        beyond = quad(
            lambda x, size=size, cap=cap: min(x, cap) * size.pdf(x), begin, size.isf(1e-16), limit=500, points=[min(cap, 2 * begin)]
        )[0]
        exact = float(limited_mean(kinds.median_eur[place], kinds.sigma[place], kinds.cap_eur[place]))
        assert in_bands[place] + beyond == pytest.approx(exact, rel=1e-6)
        assert filled[place] > 0


def test_a_band_is_the_mean_of_its_sizes_below_across_and_above_the_cap() -> None:
    found = as_one(uneven())
    first = int(np.argmin(found.kinds.cap_eur))
    begin, count = int(found.lottery.filled[:first].sum()), int(found.lottery.filled[first])
    size, cap = lognorm(found.kinds.sigma[first], scale=found.kinds.median_eur[first]), float(found.kinds.cap_eur[first])
    width = 1.0 / (found.kinds.chance[first] * NUMBERS)
    across = int(size.cdf(cap) / width)
    for band in (0, 1, across - 1, across, across + 1, count - 1):
        exact = quad(lambda p: min(size.ppf(p), cap), band * width, (band + 1) * width)[0] / width
        assert found.size_eur[begin + band] == pytest.approx(exact, rel=1e-6)


def test_sizes_follow_their_lognormal() -> None:
    found = as_one(events([3.0], [1e3], 1.4))
    drawn = found.draw(100_000, np.random.Generator(np.random.SFC64(5)))
    size = found.size_eur.take(drawn.band)
    size[drawn.place] = drawn.size_eur
    assert kstest(size, lognorm(1.4, scale=1e3).cdf).pvalue > 1e-3
    # Beyond the bands every size is its own, and so few as the reserve says.
    assert np.unique(drawn.size_eur).size == drawn.size_eur.size
    beyond = float(tails(found)[0])
    assert RESERVE / NUMBERS <= beyond < (RESERVE + 1) / NUMBERS
    assert kstest(drawn.size_eur, lambda x: 1.0 - lognorm(1.4, scale=1e3).sf(x) / beyond).pvalue > 1e-3


@pytest.mark.parametrize(
    ("model", "most"), [(bench.build(ONE, []), 3e-5), (events([0.5], [1e3], 3.0), 3e-6), (events([40.0], [1e3], 0.3), 1e-6)]
)
def test_the_variance_within_bands_is_next_to_nothing(model: RiskModel, most: float) -> None:
    """Second moments of lognormals up to a quantile are known in closed form; CVaR95 moves by about half of what the variance loses."""
    found = as_one(model)
    kinds = found.kinds
    second = kinds.median_eur**2 * np.exp(2.0 * kinds.sigma**2)
    exact = second * ndtr(-ndtri(tails(found)) - 2.0 * kinds.sigma)
    decided = found.lottery.decided
    banded = np.bincount(found.lottery.outcomes(), found.size_eur[:decided] ** 2, second.size) / NUMBERS / kinds.chance
    lost = float(kinds.chance @ (exact - banded) / (kinds.chance @ second))
    assert 0.0 < lost < most


def test_exact_sizes_at_the_same_quantiles_give_the_same_tail() -> None:
    found, histories = as_one(bench.build(ONE, [])), 60_000
    rng = np.random.Generator(np.random.SFC64(6))
    drawn = found.draw(histories, rng)
    kind = np.zeros(NUMBERS, dtype=np.int64)
    kind[: found.lottery.decided] = found.lottery.outcomes()
    kind = kind[drawn.band]
    first = np.cumsum(found.lottery.filled) - found.lottery.filled
    quantile = (drawn.band - first[kind] + rng.random(drawn.band.size)) / (found.kinds.chance[kind] * NUMBERS)
    exact = found.kinds.median_eur[kind] * np.exp(found.kinds.sigma[kind] * ndtri(np.clip(quantile, 1e-300, 1.0 - 1e-12)))
    banded = found.weighed_eur[drawn.band]
    exact[drawn.place] = banded[drawn.place] = drawn.size_eur
    history = np.repeat(np.arange(histories), drawn.count)
    sums = [np.bincount(history, sizes, histories) for sizes in (banded, exact)]
    worst = sums[0] > np.quantile(sums[0], 0.95)
    apart = (sums[1] - sums[0])[worst]
    error = apart.std() / apart.size**0.5
    assert error < 1e-4 * sums[0][worst].mean()
    assert abs(apart.mean()) < 4 * error


def test_it_agrees_with_the_spectral_engine_and_with_losses_drawn_one_by_one() -> None:
    model = uneven()
    found, exact = simulate_trials(model, seed=3), evaluate(model)
    (apart, _) = simulate_together([model, model], seed=4)
    assert found.mixture is not None
    assert apart.mixture is None
    assert abs(found.mean().value - expected_loss(model).sum()) < 4 * found.mean().error
    for one in (found, apart):
        assert abs(one.cvar().value - exact.cvar95_eur) < 4 * one.cvar().error
    points = np.quantile(apart.loss_eur, [0.3, 0.6, 0.9, 0.99, 0.999])
    ours, theirs = found.exceedance(points), apart.exceedance(points)
    assert (np.abs(ours.value - theirs.value) < 4 * np.hypot(ours.error, theirs.error)).all()


def test_losses_told_one_by_one_add_up_and_happen_when_they_may() -> None:
    model = uneven()
    found = simulate_trials(model, trials=20_000, seed=5)
    trials = [0, 1, 19_999, int(found.loss_eur.argmax()), int(found.loss_eur.argmin())]
    for history in play(found, trials):
        assert float(history.paid_eur.sum(axis=0) @ worth(model)) == pytest.approx(found.loss_eur[history.trial], rel=1e-12, abs=1e-9)


def test_years_that_were_not_told_apart_come_by_their_rates() -> None:
    rates = np.array([[3.0, 0.5], [1.0, 0.5], [0.0, 0.5]])
    model = replace(events([1.0, 1.0], [1e3, 2e3], 0.7, years=3), rate=rates)
    found = simulate_trials(model, trials=4_000, seed=6)
    assert found.mixture is not None
    assert found.mixture.kinds.chance.size == 2
    told = play(found, range(4_000))
    seen = sum(np.bincount(3 * history.threat + history.year, minlength=6) for history in told)
    expected = rates.T.ravel()
    assert seen[2] == 0
    assert chisquare(seen[expected > 0], seen.sum() * expected[expected > 0] / expected.sum()).pvalue > 1e-4


def test_sure_sizes_stay_whole() -> None:
    found: Simulation = simulate_trials(events([2.0], [700.0]), trials=50_000, seed=7)
    assert found.mixture is not None
    assert (np.rint(found.loss_eur / 700.0) * 700.0 == found.loss_eur).all()


def test_capped_sizes_are_exactly_the_cap() -> None:
    """Else half of the sums of so many caps would count as more than that sum: P(loss > 1,000) came out .05 too high."""
    model = replace(events([2.0, 0.3], [1e5, 1e4], 2.0), cap_eur=np.array([1e3, np.inf]))
    found = simulate_trials(model, seed=8)
    (apart, _) = simulate_together([model, model], seed=9)
    assert found.mixture is not None
    at = np.array([1e3, 2e3, 3e3])
    ours, theirs = found.exceedance(at), apart.exceedance(at)
    assert (np.abs(ours.value - theirs.value) < 4 * np.hypot(ours.error, theirs.error)).all()
    # One loss a history that is capped (all but one in a hundred are) and none of the other.
    once = 2.0 * np.exp(-2.3) * ndtr(np.log(100.0) / 2.0)
    assert abs((found.loss_eur == 1e3).mean() - once) < 4 * (once / found.trials) ** 0.5


@pytest.mark.parametrize(("median", "cap"), [(0.0, 0.0), (0.0, 5.0), (1e4, 0.0)])
def test_losses_of_nothing_cost_nothing(median: float, cap: float) -> None:
    model = replace(events([2.0, 0.3], [median, 1e4], 2.0), cap_eur=np.array([cap, np.inf]))
    found = simulate_trials(model, trials=20_000, seed=10)
    assert found.mixture is not None
    assert abs(found.mean().value - expected_loss(model).sum()) < 4 * found.mean().error
    assert (found.loss_eur > 0).mean() == pytest.approx(1 - np.exp(-0.3), abs=0.015)


def test_models_that_need_each_loss_are_drawn_one_by_one() -> None:
    linked = events([1.0, 1.0], [1.0, 1.0], link_from=np.array([0]), link_to=np.array([1]), link_probability=np.array([[0.5]]))
    shocked = events([1.0], [1.0], group=np.zeros(1, dtype=np.int64), group_variance=np.array([0.5]))
    many = events([0.01] * 500, [1e3] * 500, 1.0)
    for model in (linked, shocked, many, events([0.0], [1.0])):
        assert mixture(lay_out(model, 10_000), worth(model)) is None
