"""Find the one-firm answers anew, sharing no code with the engine: a fine plain Fourier transform, and one large plain simulation.

``python benchmarks/one_firm_check.py > tests/verification/one-firm-check.json`` writes what the tests hold the engine against; it takes
some minutes. Losses are rounded to the nearest grid point (the engine keeps each cell's mean instead), nothing is tilted, interpolated or
shared between scales, and CVaR95 is summed over the grid (the engine uses the mean in closed form). Losses beyond the grid's 63 million
EUR, fewer than one in a million horizons, belong to the worst 5 %; their mean is added there.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
from scipy.special import ndtr

ROOT = Path(__file__).parents[1]
POINTS = 2**20
STEP_EUR = 60.0
Z95 = 1.6448536269514722
LEVEL = 0.95
HISTORIES = 20_000_000
CHUNK = 200_000
SEED = 20261122
SIMULATED = 2
"""The portfolio whose published CVaR95 is furthest off."""


def terms(firm: dict, portfolio: list[int]) -> dict[tuple[float, float], float]:
    """Return the expected number of losses in the horizon by median and sigma of the loss, measures applied from their start year on."""
    found: dict[tuple[float, float], float] = {}
    for threat, figures in enumerate(firm["threats"]):
        sigma = math.log(figures["severity_q95_eur"] / figures["severity_median_eur"]) / Z95
        for year in range(firm["horizon_years"]):
            rate, median = figures["rate_per_year"], figures["severity_median_eur"]
            for number in portfolio:
                measure = firm["measures"][number]
                if year >= measure["start_year"]:
                    rate *= measure["frequency_factor"][threat]
                    median *= measure["severity_factor"][threat]
            found[median, sigma] = found.get((median, sigma), 0.0) + rate
    return found


def by_transform(firm: dict, portfolio: list[int]) -> dict[str, float]:
    """Return the figures of a portfolio from one transform of the whole sum."""
    edge = (np.arange(POINTS) + 0.5) * STEP_EUR
    severity, count, huge = np.zeros(POINTS), 0.0, 0.0
    for (median, sigma), rate in terms(firm, portfolio).items():
        # All losses of the horizon are one compound Poisson sum whose size is the mixture of theirs.
        severity += rate * np.diff(ndtr(np.log(edge / median) / sigma), prepend=0.0)
        count += rate
        above = sigma - math.log(edge[-1] / median) / sigma
        huge += rate * median * math.exp(sigma**2 / 2.0) * float(ndtr(above))
    mass = np.fft.irfft(np.exp(np.fft.rfft(severity) - count), POINTS)
    loss = np.arange(POINTS) * STEP_EUR
    below = np.cumsum(mass)
    place = int(np.searchsorted(below, LEVEL))
    beyond = float(mass[place + 1 :] @ loss[place + 1 :]) + huge
    return {
        "mean": float(mass @ loss) + huge,
        "var95": float(loss[place]),
        "cvar95": (beyond + (float(below[place]) - LEVEL) * float(loss[place])) / (1.0 - LEVEL),
        "p_over_2m": float(1.0 - below[round(2e6 / STEP_EUR)]),
        "mean_beyond_grid": huge,
    }


def by_simulation(firm: dict, portfolio: list[int], histories: int) -> dict[str, float]:
    """Return the same from plain draws, with standard errors."""
    rng, kinds = np.random.default_rng(SEED), terms(firm, portfolio)
    total = np.empty(histories)
    for start in range(0, histories, CHUNK):
        chunk = np.zeros(min(CHUNK, histories - start))
        for (median, sigma), rate in kinds.items():
            count = rng.poisson(rate, chunk.size)
            where = np.repeat(np.arange(chunk.size), count)
            chunk += np.bincount(where, weights=median * np.exp(sigma * rng.standard_normal(where.size)), minlength=chunk.size)
        total[start : start + chunk.size] = chunk
    total.sort()
    place = int(LEVEL * histories)
    worst, var = total[place:], float(total[place])
    error = math.sqrt((worst.var() + LEVEL * (worst.mean() - var) ** 2) / worst.size)
    return {
        "histories": histories,
        "mean": float(total.mean()),
        "mean_error": float(total.std() / math.sqrt(histories)),
        "var95": var,
        "cvar95": float(worst.mean()),
        "cvar95_error": error,
    }


def main() -> None:
    """Print the figures of every portfolio as JSON."""
    firm = json.loads((ROOT / "tests/verification/one-firm.json").read_text(encoding="utf-8"))
    found = []
    for number, exact in enumerate(firm["exact"]):
        one = {"portfolio": exact["portfolio"], "transform": by_transform(firm, exact["portfolio"])}
        if number == SIMULATED:
            one["simulation"] = by_simulation(firm, exact["portfolio"], HISTORIES)
        found.append(one)
        print(number, one, file=sys.stderr)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
