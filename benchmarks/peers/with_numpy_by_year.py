"""The common job in plain numpy, year by year, as a firm whose figures change over the years needs it: the yardstick of docs and tests."""

import numpy as np
from job import LEVEL, SEED, TRIALS, Figures, Threat, report

YEARS = 5


def simulate(threats: list[Threat]) -> Figures:
    """Draw numbers and sizes by threat and year."""
    rng, total = np.random.default_rng(SEED), np.zeros(TRIALS)
    for threat in threats:
        for _ in range(YEARS):
            count = rng.poisson(threat.count / YEARS, TRIALS)
            size = np.exp(threat.mu + threat.sigma * rng.standard_normal(count.sum()))
            total += np.bincount(np.repeat(np.arange(TRIALS), count), weights=size, minlength=TRIALS)
    total.sort()
    place = int(LEVEL * TRIALS)
    return Figures(float(total.mean()), float(total[place]), float(total[place:].mean()))


report(simulate)
