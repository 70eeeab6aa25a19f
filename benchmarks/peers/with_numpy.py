"""The common job in plain numpy, as anybody would write it."""

import numpy as np
from job import LEVEL, SEED, TRIALS, Figures, Threat, report


def simulate(threats: list[Threat]) -> Figures:
    """Draw numbers and sizes threat by threat."""
    rng, total = np.random.default_rng(SEED), np.zeros(TRIALS)
    for threat in threats:
        count = rng.poisson(threat.count, TRIALS)
        size = np.exp(threat.mu + threat.sigma * rng.standard_normal(count.sum()))
        total += np.bincount(np.repeat(np.arange(TRIALS), count), weights=size, minlength=TRIALS)
    total.sort()
    place = int(LEVEL * TRIALS)
    return Figures(float(total.mean()), float(total[place]), float(total[place:].mean()))


report(simulate)
