"""The common job with pyfair: frequency and magnitude by threat as raw data, for it has no Poisson and no lognormal distribution.

Its models are added here, not by its meta-model, which writes all raw data out as JSON and so would take half a minute.
"""

import numpy as np
import pandas as pd
from job import LEVEL, SEED, TRIALS, Figures, Threat, report
from pyfair import FairModel


def simulate(threats: list[Threat]) -> Figures:
    """Let pyfair multiply."""
    rng, total = np.random.default_rng(SEED), np.zeros(TRIALS)
    for number, threat in enumerate(threats):
        model = FairModel(name=f"threat {number}", n_simulations=TRIALS)
        model.input_raw_data("Loss Event Frequency", pd.Series(rng.poisson(threat.count, TRIALS)))
        model.input_raw_data("Loss Magnitude", pd.Series(rng.lognormal(threat.mu, threat.sigma, TRIALS)))
        total += model.calculate_all().export_results()["Risk"].to_numpy()
    total.sort()
    place = int(LEVEL * TRIALS)
    return Figures(float(total.mean()), float(total[place]), float(total[place:].mean()))


report(simulate)
