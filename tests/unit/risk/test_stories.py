"""Stories are trials of the simulation, told loss by loss: they add up to its figures and are as rare as they say."""

from dataclasses import replace

import numpy as np
import pytest

from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.simulation import Simulation, simulate_trials
from leitplanke.risk.stories import Story, play, stories

YEARS = 4


def firm() -> RiskModel:
    """Two events and two onsets in one shock group, links 0 -> 1 -> 2 and a loop 2 -> 0, discounted; a balance that can fail."""
    wide = np.ones((YEARS, 4))
    return RiskModel(
        onset=np.array([False, True, False, True]),
        rate=np.array([0.5, 0.2, 0.3, 0.05]) * wide,
        median_eur=np.array([20e3, 10e3, 40e3, 60e3]),
        sigma=np.array([1.0, 0.7, 1.2, 0.5]),
        cap_eur=np.array([np.inf, np.inf, 400e3, np.inf]),
        scale=0.9 * wide,
        duration=np.array([0.0, 1.5, 0.0, 9.0]) * wide,
        link_from=np.array([0, 1, 2]),
        link_to=np.array([1, 2, 0]),
        link_probability=np.full((YEARS, 3), 0.4),
        group=np.array([0, 0, -1, 0]),
        group_variance=np.array([0.7]),
        discount_rate=0.03,
        balance=Balance(liquidity_eur=250e3, equity_eur=400e3, cash_flow_eur=np.full(YEARS, 20e3)),
    )


@pytest.fixture(scope="module", name="simulation")
def _simulation() -> Simulation:
    return simulate_trials(firm(), trials=20_000, seed=1)


@pytest.fixture(scope="module", name="told")
def _told(simulation: Simulation) -> tuple[Story, ...]:
    return stories(simulation)


def test_every_kind_is_told(told: tuple[Story, ...]) -> None:
    assert [story.kind for story in told] == [
        "one_in_two",
        "one_in_five",
        "one_in_twenty",
        "one_in_hundred",
        "liquidity_exhausted",
        "equity_exhausted",
    ]


def test_the_losses_of_a_trial_add_up_to_what_the_distribution_counts(simulation: Simulation) -> None:
    worth = 1.03 ** -(np.arange(YEARS) + 0.5)
    # Some of the first and the last block, and the worst.
    trials = [0, 1, 19_999, int(simulation.loss_eur.argmax())]
    for history in play(simulation, trials):
        assert float(history.paid_eur.sum(axis=0) @ worth) == pytest.approx(simulation.loss_eur[history.trial], rel=1e-5, abs=1e-6)


def test_balances_of_a_trial_end_where_the_passage_says(simulation: Simulation) -> None:
    assert simulation.liquidity is not None
    failed, passed = (np.flatnonzero((simulation.liquidity.first < YEARS) == wanted)[:20] for wanted in (True, False))
    for history in play(simulation, [*failed.tolist(), *passed.tolist()]):
        assert history.liquidity_eur is not None
        below = np.flatnonzero(history.liquidity_eur < 0)
        first = int(below[0]) if below.size else YEARS
        assert first == simulation.liquidity.first[history.trial]
        assert history.liquidity_eur[0] == pytest.approx(250e3 + 20e3 - history.paid_eur[:, 0].sum())


def test_causes_are_losses_of_the_same_year_that_can_cause_them(simulation: Simulation) -> None:
    links, seen = {(0, 1), (1, 2), (2, 0)}, set()
    for history in play(simulation, range(300)):
        for place, cause in enumerate(history.cause.tolist()):
            if cause >= 0:
                assert cause < place
                assert history.year[cause] == history.year[place]
                seen.add((int(history.threat[cause]), int(history.threat[place])))
    assert seen == links


def test_four_tenths_of_losses_cause_another(simulation: Simulation) -> None:
    causes = losses = 0
    for history in play(simulation, range(2_000)):
        members = np.isin(history.threat, [0, 1, 2])
        losses += int(members.sum())
        causes += int((history.cause >= 0).sum())
    # Each loss of 0, 1 and 2 causes one with probability .4, independently.
    assert abs(causes - 0.4 * losses) < 4 * (0.24 * losses) ** 0.5


def test_a_story_is_as_rare_as_it_says(simulation: Simulation, told: tuple[Story, ...]) -> None:
    for story, share in zip(told[:4], (0.5, 0.2, 0.05, 0.01), strict=True):
        assert story.chance == pytest.approx(share, abs=0.001)
        assert (simulation.loss_eur >= story.discounted_eur).mean() == story.chance
    assert simulation.liquidity is not None
    assert told[4].chance == simulation.liquidity.until_year().value[-1]
    assert told[4].history.liquidity_eur is not None
    assert told[4].history.liquidity_eur.min() < 0


def test_an_onset_goes_on_costing_and_an_event_does_not(simulation: Simulation) -> None:
    history = next(one for one in play(simulation, range(500)) if (3 in one.threat[one.year == 0]) and (0 in one.threat[one.year == 0]))
    onset = history.paid_eur[(history.threat == 3) & (history.year == 0)][0]
    assert onset[1:] == pytest.approx(2 * onset[0])
    assert (history.paid_eur[(history.threat == 0) & (history.year == 0)][:, 1:] == 0).all()


def test_the_same_simulation_tells_the_same_stories(simulation: Simulation, told: tuple[Story, ...]) -> None:
    again = stories(simulate_trials(simulation.model, trials=20_000, seed=1, threads=1))
    assert [story.history.trial for story in again] == [story.history.trial for story in told]


def test_the_story_told_is_the_most_usual_of_its_kind() -> None:
    """Nine in ten bad futures are one fire; the story of a bad future is a fire."""
    model = replace(
        firm(),
        onset=np.zeros(4, dtype=bool),
        rate=np.tile([0.09, 0.0, 0.01, 0.0], (YEARS, 1)),
        median_eur=np.full(4, 1e6),
        sigma=np.full(4, 0.01),
        cap_eur=np.full(4, np.inf),
        link_probability=np.zeros((YEARS, 3)),
        group_variance=np.zeros(1),
        balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(YEARS)),
    )
    told = {story.kind: story for story in stories(simulate_trials(model, trials=20_000, seed=3))}
    assert told["one_in_five"].history.threat.tolist() == [0]
    assert told["one_in_two"].history.threat.size == 0
    assert told["one_in_two"].chance == 1.0
    assert told["one_in_two"].history.paid_eur.shape == (0, YEARS)
    assert told["one_in_two"].history.liquidity_eur is None
    assert "liquidity_exhausted" not in told


def test_a_trial_that_was_not_simulated_is_refused(simulation: Simulation) -> None:
    with pytest.raises(ValueError, match="trials are 0 to 19999"):
        play(simulation, [20_000])
