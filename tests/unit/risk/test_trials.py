"""A block of trials: cells in order, losses spread evenly over trials, causes where they belong."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.trials import LOSSES_A_BLOCK, MOST_HISTORIES, Layout, expected_losses, generations, lay_out, parts, sizes

YEARS = 3


def firm(rate: float = 0.4) -> RiskModel:
    """Onset, event, onset; 1 causes 2 and 2 causes 0; 0 and 1 share a shock."""
    return RiskModel(
        onset=np.array([True, False, True]),
        rate=np.full((YEARS, 3), rate),
        median_eur=np.array([1e3, 1e4, 1e5]),
        sigma=np.array([0.5, 1.0, 1.5]),
        cap_eur=np.array([np.inf, 2e4, np.inf]),
        scale=np.full((YEARS, 3), 0.5),
        duration=np.tile([2.0, 0.0, 0.25], (YEARS, 1)),
        link_from=np.array([1, 2]),
        link_to=np.array([2, 0]),
        link_probability=np.full((YEARS, 2), 0.5),
        group=np.array([0, 0, -1]),
        group_variance=np.array([0.6]),
        discount_rate=0.0,
        balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(YEARS)),
    )


@pytest.fixture(name="layout")
def _layout() -> Layout:
    return lay_out(firm(), 100_000)


def stream(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.SFC64(seed))


def test_cells_of_events_come_first_and_then_onsets_by_year(layout: Layout) -> None:
    assert layout.events == YEARS
    assert layout.threat.tolist() == [1, 1, 1, 0, 2, 0, 2, 0, 2]
    assert layout.year.tolist() == [0, 1, 2, 0, 0, 1, 1, 2, 2]


def test_links_lead_from_cell_to_cell_of_the_same_year(layout: Layout) -> None:
    assert (layout.year[layout.source] == layout.year[layout.target]).all()
    pairs = set(zip(layout.threat[layout.source].tolist(), layout.threat[layout.target].tolist(), strict=True))
    assert pairs == {(1, 2), (2, 0)}
    assert (np.diff(layout.target) >= 0).all()


def test_onsets_pay_half_a_year_first_and_events_at_once() -> None:
    found = parts(firm(), np.array([0, 0, 0, 2]), np.array([0, 1, 2, 0]))
    years = np.array([[0.5, 1.0, 0.5], [1.0, 0.0, 0.0], [0.25, 0.0, 0.0], [0.5, 0.0, 0.0]])
    assert found == pytest.approx(0.5 * years.T)


@pytest.mark.parametrize("rate", [1e-9, 0.4, 30.0, 20_000.0])
def test_blocks_are_powers_of_two_that_fit(rate: float) -> None:
    layout = lay_out(firm(rate), 100_000)
    assert layout.histories & (layout.histories - 1) == 0
    assert layout.histories <= MOST_HISTORIES
    assert layout.histories == 1 or layout.histories * expected_losses(layout.model) <= LOSSES_A_BLOCK


def test_every_trial_and_year_gets_its_share(layout: Layout) -> None:
    """Losses without shock are Poisson in each trial: chi-square of all trials, and as many as expected in each year."""
    plain = lay_out(replace(firm(5.0), group_variance=np.zeros(1)), 100_000)
    primary = next(generations(plain, stream(1)))
    slots = plain.histories * YEARS
    counts = np.bincount(primary.slot, minlength=slots)
    dispersion = ((counts - 15.0) ** 2 / 15.0).sum()
    assert 1e-4 < stats.chi2.cdf(dispersion, slots) < 1 - 1e-4
    by_cell = np.abs(primary.count - 5.0 * plain.histories)
    assert (by_cell < 4 * (5.0 * plain.histories) ** 0.5).all()
    assert layout.histories == MOST_HISTORIES


def test_losses_lie_in_the_order_of_cells_and_in_the_year_of_their_cell(layout: Layout) -> None:
    found = list(generations(layout, stream(2)))
    assert len(found) > 2
    for generation in found:
        assert generation.count.sum() == generation.slot.size
        year = np.repeat(layout.year, generation.count)
        assert np.array_equal(generation.slot // layout.histories, year)


def test_a_caused_loss_is_in_the_trial_and_year_of_its_cause(layout: Layout) -> None:
    before, *later = generations(layout, stream(3))
    assert before.parent is None
    for generation in later:
        assert generation.parent is not None
        assert np.array_equal(generation.slot, before.slot[generation.parent])
        causes = np.repeat(layout.threat, before.count)[generation.parent]
        caused = np.repeat(layout.threat, generation.count)
        assert set(zip(causes.tolist(), caused.tolist(), strict=True)) <= {(1, 2), (2, 0)}
        assert generation.hits.sum() == generation.slot.size
        before = generation


def test_sizes_have_the_median_and_cap_of_their_threat(layout: Layout) -> None:
    count = np.where(layout.year == 0, 40_000, 0)
    size = sizes(layout, count, stream(4))
    threat = np.repeat(layout.threat, count)
    for place, median in enumerate((1e3, 1e4, 1e5)):
        below = (size[threat == place] < median).mean()
        assert abs(below - 0.5) < 4 * 0.5 / 200
    assert size[threat == 1].max() == 2e4
    # P(size at its cap) is P(normal > log 2).
    assert abs((size[threat == 1] == 2e4).mean() - stats.norm.sf(np.log(2))) < 4 * 0.5 / 200


def test_sure_and_huge_sizes_are_drawn_in_double_precision() -> None:
    assert lay_out(firm(), 1_000).sigma.dtype == np.float32
    assert lay_out(replace(firm(), sigma=np.array([0.5, 0.0, 1.0])), 1_000).sigma.dtype == np.float64
    assert lay_out(replace(firm(), median_eur=np.full(3, 1e30)), 1_000).sigma.dtype == np.float64
    assert lay_out(replace(firm(), scale=np.full((YEARS, 3), 1e30)), 1_000).sigma.dtype == np.float64
