"""Told futures are ones that were simulated: played again alone they are the same, and their money adds up."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.risk.model import RiskModel
from leitplanke.risk.simulation import simulate_trials
from leitplanke.risk.stories import play
from leitplanke.risk.vulnerability import Adjustment, assemble
from leitplanke.study.compile import compile_study
from leitplanke.study.tales import MOST_LOSSES, TOLD, TRIALS, tales

SEED = 3


@pytest.fixture(scope="module", params=["marketplace-maker", "precision-parts"])
def firm(request: pytest.FixtureRequest) -> tuple[RiskModel, tuple[str, ...]]:
    catalogue = compiled.read()
    study = compile_study(catalogue, examples.read(request.param, catalogue))
    neutral = Adjustment.neutral(study.years, len(catalogue.unseens), len(catalogue.capacities))
    return assemble(study.central(), neutral), tuple(one.id for one in catalogue.unseens)


def test_five_futures_are_told_mildest_first(firm: tuple[RiskModel, tuple[str, ...]]) -> None:
    found = tales(*firm, SEED)
    assert [one.kind for one in found] == ["one_in_two", "one_in_twenty", "one_in_hundred", "liquidity_exhausted", "equity_exhausted"]
    assert len(found) == TOLD
    for one, share in zip(found, (0.5, 0.05, 0.01), strict=False):
        # Of 25 futures around that place; their own number is known to one in 16,384.
        assert one.chance == pytest.approx(share, abs=14 / TRIALS)


def test_the_money_of_a_future_adds_up(firm: tuple[RiskModel, tuple[str, ...]]) -> None:
    """What is left is what there was, plus what is kept, minus all losses: no loss is left out or told twice."""
    model, unseens = firm
    balance = model.balance
    assert balance.liquidity_eur is not None
    for one in tales(model, unseens, SEED):
        assert one.liquidity_eur is not None
        spent = sum(loss.eur for loss in one.losses) + one.others_eur
        left = balance.liquidity_eur + float(np.sum(balance.cash_flow_eur)) - spent
        assert one.liquidity_eur[-1] == pytest.approx(left, abs=1.0 + MOST_LOSSES)
        assert len(one.losses) <= MOST_LOSSES
        assert all(before.year <= after.year for before, after in itertools.pairwise(one.losses))
        assert all(loss.year <= loss.last_year < model.years for loss in one.losses)


def test_exhausted_means_below_zero_at_a_year_end(firm: tuple[RiskModel, tuple[str, ...]]) -> None:
    found = {one.kind: one for one in tales(*firm, SEED)}
    liquidity, equity = found["liquidity_exhausted"].liquidity_eur, found["equity_exhausted"].equity_eur
    assert liquidity is not None
    assert equity is not None
    assert min(liquidity) < 0.0
    assert min(equity) < 0.0
    mild = found["one_in_two"].liquidity_eur
    assert mild is not None
    assert mild[-1] > liquidity[-1]


def test_a_told_future_is_the_simulated_one(firm: tuple[RiskModel, tuple[str, ...]]) -> None:
    model, unseens = firm
    simulation = simulate_trials(model, trials=TRIALS, seed=SEED)
    links = {(unseens[cause], unseens[effect]) for cause, effect in zip(model.link_from, model.link_to, strict=True)}
    for one in tales(model, unseens, SEED):
        (history,) = play(simulation, [one.trial])
        assert one.loss_eur == float(simulation.loss_eur[one.trial])
        costs = history.paid_eur.sum(axis=1)
        assert sorted(loss.eur for loss in one.losses) == pytest.approx(sorted(costs)[-len(one.losses) :])
        assert all((loss.caused_by, loss.unseen) in links for loss in one.losses if loss.caused_by)


def test_the_seed_alone_decides(firm: tuple[RiskModel, tuple[str, ...]]) -> None:
    assert tales(*firm, SEED) == tales(*firm, SEED)
    assert tales(*firm, SEED) != tales(*firm, SEED + 1)


def test_a_firm_that_nothing_hits_has_no_losses_to_tell(firm: tuple[RiskModel, tuple[str, ...]]) -> None:
    model, unseens = firm
    quiet = tales(replace(model, rate=np.zeros_like(model.rate)), unseens, SEED)
    assert {one.kind for one in quiet} <= {"one_in_two", "one_in_five", "one_in_twenty", "one_in_hundred"}
    assert all(not one.losses and not one.others and one.loss_eur == 0.0 for one in quiet)


def test_too_many_losses_to_tell_leave_the_result_whole(firm: tuple[RiskModel, tuple[str, ...]]) -> None:
    model, unseens = firm
    assert tales(replace(model, rate=model.rate + 1e6), unseens, SEED) == ()
