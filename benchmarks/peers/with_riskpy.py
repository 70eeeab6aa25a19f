"""The common job with open-riskpy: a compound distribution by threat, added by a formula."""

from job import LEVEL, SEED, TRIALS, Figures, Threat, report
from riskpy.mc import Compound, LogNormal, Model, Poisson


def simulate(threats: list[Threat]) -> Figures:
    """Let open-riskpy draw."""
    names = [f"threat_{number}" for number in range(len(threats))]
    parts = [Compound(Poisson(mean=threat.count), LogNormal(threat.mu, threat.sigma)) for threat in threats]
    found = Model(**dict(zip(names, parts, strict=True))).run(trials=TRIALS, seed=SEED, fn=lambda **losses: sum(losses.values()))
    return Figures(found.mean, found.var(LEVEL), found.tvar(LEVEL))


report(simulate)
