"""The common job with pycrq: one scenario by threat, Poisson frequency, lognormal primary loss, added in a risk register."""

from job import LEVEL, SEED, TRIALS, Figures, Threat, report
from pycrq import FAIRSimulator, RiskRegister, ScenarioBuilder, lognormal, poisson


def simulate(threats: list[Threat]) -> Figures:
    """Let pycrq sample and add."""
    register = RiskRegister(name="firm")
    for number, threat in enumerate(threats):
        scenario = ScenarioBuilder(f"threat {number}").asset("firm", "Information").threat("any", "External Adversarial")
        scenario = scenario.lef(poisson(threat.count)).primary_loss(lognormal(threat.mu, threat.sigma))
        register.add_scenario(scenario.build())
    found = FAIRSimulator(n_simulations=TRIALS, seed=SEED).simulate_register(register)
    return Figures(found.mean_ale, found.var(LEVEL), found.cvar(LEVEL))


report(simulate)
