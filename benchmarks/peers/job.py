"""The common job for all tools: the published firm of 24 threats and five years without measures, to mean, VaR95 and CVaR95."""

import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

VERIFICATION = Path(__file__).parents[2] / "tests/verification"
TRIALS = 100_000
SEED = 1
LEVEL = 0.95
Z95 = 1.6448536269514722


@dataclass(frozen=True)
class Threat:
    """Losses of the whole horizon: Poisson number, lognormal size."""

    count: float
    mu: float
    sigma: float


@dataclass(frozen=True)
class Figures:
    """What a tool finds, EUR."""

    mean_eur: float
    var95_eur: float
    cvar95_eur: float


def threats() -> list[Threat]:
    """Return the firm's threats."""
    firm = json.loads((VERIFICATION / "one-firm.json").read_text(encoding="utf-8"))
    return [
        Threat(
            count=threat["rate_per_year"] * firm["horizon_years"],
            mu=math.log(threat["severity_median_eur"]),
            sigma=math.log(threat["severity_q95_eur"] / threat["severity_median_eur"]) / Z95,
        )
        for threat in firm["threats"]
    ]


def exact() -> Figures:
    """Return the answers of one_firm_check.py."""
    found = json.loads((VERIFICATION / "one-firm-check.json").read_text(encoding="utf-8"))[0]["transform"]
    return Figures(found["mean"], found["var95"], found["cvar95"])


def report(work: Callable[[list[Threat]], Figures], *, comparable: bool = True) -> None:
    """Do the job once; print figures and seconds without start-up and reading.

    Parameters
    ----------
    comparable
        False if the tool cannot take the job's distributions, so that only its time counts.
    """
    given = threats()
    start = time.perf_counter()
    found = work(given)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "comparable": comparable, **asdict(found)}))
