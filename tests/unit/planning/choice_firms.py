"""Random firms with everything a model file can hold: events, onsets, caps, cascades, shocks, side effects, shorter durations."""

import itertools

import numpy as np

from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.portfolio import Measures, Portfolios

YEARS, THREATS = 3, 6


def firm(seed: int, measures: int = 8, *, side_effects: bool = True, links: bool = True) -> Portfolios:
    """Draw a firm; about a third of all factors of a measure touch a threat, a quarter of those raise it."""
    rng = np.random.default_rng(seed)
    ends = rng.integers(0, THREATS, (2, 7 if links else 0))
    median = np.exp(rng.uniform(8.0, 11.0, THREATS))
    model = RiskModel(
        onset=rng.random(THREATS) < 0.4,
        rate=rng.uniform(0.02, 0.6, (YEARS, THREATS)),
        median_eur=median,
        sigma=rng.uniform(0.4, 1.4, THREATS),
        cap_eur=np.where(rng.random(THREATS) < 0.5, 4.0 * median, np.inf),
        scale=rng.uniform(0.5, 1.0, (YEARS, THREATS)),
        duration=np.tile(rng.uniform(0.3, 3.0, THREATS), (YEARS, 1)),
        link_from=ends[0],
        link_to=ends[1],
        link_probability=np.tile(rng.uniform(0.0, 0.3, ends.shape[1]), (YEARS, 1)),
        group=rng.integers(-1, 2, THREATS),
        group_variance=np.array([0.9, 0.3]),
        discount_rate=0.03,
        balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(YEARS)),
    )

    def factors(share: float) -> np.ndarray:
        touched = rng.random((measures, THREATS)) < share
        raising = touched & (rng.random((measures, THREATS)) < (0.25 if side_effects else 0.0))
        return np.where(raising, rng.uniform(1.05, 1.6, touched.shape), np.where(touched, rng.uniform(0.2, 0.9, touched.shape), 1.0))

    return Portfolios(
        model=model,
        measures=Measures(
            start_year=rng.integers(0, YEARS, measures),
            cost_eur=rng.integers(1, 40, measures) * 1_000.0,
            frequency_factor=factors(0.35),
            severity_factor=factors(0.25),
            duration_factor=factors(0.3) if side_effects else np.ones((measures, THREATS)),
        ),
        portfolios=((),),
    )


def subsets(measures: int) -> list[tuple[int, ...]]:
    """Return all sets of so many measures."""
    return [chosen for size in range(measures + 1) for chosen in itertools.combinations(range(measures), size)]
