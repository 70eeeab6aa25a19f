"""What pyfair's documentation shows: frequency and magnitude as PERT distributions, added in a meta-model. For the time it takes only."""

import math

from job import LEVEL, SEED, TRIALS, Figures, Threat, report
from pyfair import FairMetaModel, FairModel


def simulate(threats: list[Threat]) -> Figures:
    """Let pyfair draw, multiply and add."""
    models = []
    for number, threat in enumerate(threats):
        model = FairModel(name=f"threat {number}", n_simulations=TRIALS, random_seed=SEED + number)
        model.input_data("Loss Event Frequency", low=0.0, mode=0.5 * threat.count, high=3.0 * threat.count)
        wide = math.exp(1.645 * threat.sigma)
        model.input_data("Loss Magnitude", low=math.exp(threat.mu) / wide, mode=math.exp(threat.mu), high=math.exp(threat.mu) * wide)
        models.append(model.calculate_all())
    risk = FairMetaModel(name="firm", models=models).calculate_all().export_results()["Risk"].sort_values().to_numpy()
    place = int(LEVEL * TRIALS)
    return Figures(float(risk.mean()), float(risk[place]), float(risk[place:].mean()))


report(simulate, comparable=False)
