"""The common job with Leitplanke; argument: spectral or simulation."""

import sys

import numpy as np
from job import LEVEL, SEED, TRIALS, Figures, Threat, report

from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.simulation import simulate_trials
from leitplanke.risk.spectral import evaluate

YEARS = 5


def model(threats: list[Threat]) -> RiskModel:
    """Return the firm as arrays."""
    shape = (YEARS, len(threats))
    return RiskModel(
        onset=np.zeros(len(threats), dtype=bool),
        rate=np.tile([threat.count / YEARS for threat in threats], (YEARS, 1)),
        median_eur=np.exp([threat.mu for threat in threats]),
        sigma=np.array([threat.sigma for threat in threats]),
        cap_eur=np.full(len(threats), np.inf),
        scale=np.ones(shape),
        duration=np.zeros(shape),
        link_from=np.zeros(0, dtype=np.int64),
        link_to=np.zeros(0, dtype=np.int64),
        link_probability=np.zeros((YEARS, 0)),
        group=np.full(len(threats), -1),
        group_variance=np.zeros(0),
        discount_rate=0.0,
        balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(YEARS)),
    )


def spectral(threats: list[Threat]) -> Figures:
    """Transform, grid and error bound included."""
    found = evaluate(model(threats))
    return Figures(found.distribution.mean_eur, found.var95_eur, found.cvar95_eur)


def simulation(threats: list[Threat]) -> Figures:
    """Simulate, standard errors included."""
    found = simulate_trials(model(threats), trials=TRIALS, seed=SEED)
    return Figures(found.mean().value, found.var(LEVEL).value, found.cvar(LEVEL).value)


report({"spectral": spectral, "simulation": simulation}[sys.argv[1]])
