"""Typical futures of the firm without a plan, every figure at its centre: what the figures mean when they happen."""

import numpy as np

from leitplanke.risk.cascade import SupercriticalCascadeError
from leitplanke.risk.model import RiskModel
from leitplanke.risk.simulate import TooManyLossesError
from leitplanke.risk.simulation import simulate_trials
from leitplanke.risk.stories import History, Story, stories
from leitplanke.study.courses import StoryLoss, StoryResult

TOLD = 5
TRIALS = 2**14
"""Of them 160 are about as bad as one in a hundred: enough to find a typical one, in a tenth of a second."""
MOST_LOSSES = 5
"""The dearest; the others are told in one sentence."""
SMALLEST_EUR = 0.5
"""An onset that costs less in a year costs nothing any more."""


def tales(model: RiskModel, unseens: tuple[str, ...], seed: int) -> tuple[StoryResult, ...]:
    """Return five typical futures, mildest first; the same model and seed give the same ones.

    Empty if losses are too many to simulate them one by one: a result does not fail for want of an example.

    Parameters
    ----------
    unseens
        Ids of the model's threats.
    """
    try:
        found = stories(simulate_trials(model, trials=TRIALS, seed=seed), TOLD)
    except (TooManyLossesError, SupercriticalCascadeError):
        return ()
    return tuple(_kept(story, unseens) for story in found)


def _kept(story: Story, unseens: tuple[str, ...]) -> StoryResult:
    history = story.history
    cost = history.paid_eur.sum(axis=1)
    dearest = [int(place) for place in np.argsort(-cost, kind="stable")[:MOST_LOSSES] if cost[place] >= SMALLEST_EUR]
    others = np.setdiff1d(np.flatnonzero(cost >= SMALLEST_EUR), dearest)
    told = sorted(dearest, key=lambda place: (int(history.year[place]), place))
    return StoryResult(
        kind=story.kind,
        chance=story.chance,
        trial=history.trial,
        loss_eur=story.discounted_eur,
        losses=tuple(_loss(history, place, unseens) for place in told),
        others=others.size,
        others_eur=float(cost[others].sum()),
        liquidity_eur=None if history.liquidity_eur is None else tuple(history.liquidity_eur.tolist()),
        equity_eur=None if history.equity_eur is None else tuple(history.equity_eur.tolist()),
    )


def _loss(history: History, place: int, unseens: tuple[str, ...]) -> StoryLoss:
    paid, cause, year = history.paid_eur[place], int(history.cause[place]), int(history.year[place])
    return StoryLoss(
        unseen=unseens[int(history.threat[place])],
        year=year,
        last_year=max(year, int(np.flatnonzero(paid >= SMALLEST_EUR).max(initial=year))),
        caused_by=unseens[int(history.threat[cause])] if cause >= 0 else "",
        eur=float(paid.sum()),
    )
