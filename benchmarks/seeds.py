"""How much a result depends on the seed: each worked firm without plan, over several seeds, beside one run with many points.

`seeds.py [SEEDS] [POINTS]`; with a second argument of 0 the run with many points is left out.
"""

import sys

import numpy as np

from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange import examples
from leitplanke.primitives.interval import Floats
from leitplanke.risk.vulnerability import Adjustment
from leitplanke.study.compile import compile_study
from leitplanke.study.run import HISTORIES, OUTER_POINTS
from leitplanke.study.scenario import play
from leitplanke.study.summary import summarise

SEEDS, MANY = 18, 4_096
NAMES = ("expected annual loss", "CVaR95", "chance that liquidity is exhausted")


def main() -> None:
    """Print one line for each firm and figure: standard deviation over seeds, and how far the mean over seeds is from the long run."""
    seeds, many = (int(given) if given else known for given, known in zip([*sys.argv[1:3], "", ""][:2], (SEEDS, MANY), strict=True))
    catalogue = compiled.read()
    print("firm, figure: deviation over seeds of low, mid, high (%); mean over seeds against the long run (%)")
    for name in examples.names():
        found = np.array([_figures(catalogue, name, OUTER_POINTS, seed) for seed in range(1, seeds + 1)])
        spread = 100.0 * found.std(axis=0, ddof=1) / found.mean(axis=0)
        away = 100.0 * (found.mean(axis=0) / _figures(catalogue, name, many, 1) - 1.0) if many else np.full(spread.shape, np.nan)
        for row, figure in enumerate(NAMES):
            print(f"{name}, {figure}: {np.round(spread[row], 2).tolist()}; {np.round(away[row], 2).tolist()}")


def _figures(catalogue: Catalogue, name: str, points: int, seed: int) -> Floats:
    """Return low, mid and high of the three figures, shape (3, 3)."""
    study = compile_study(catalogue, examples.read(name, catalogue))
    vulnerabilities = study.vulnerabilities(study.space.draw(points, seed).values)
    nothing = Adjustment.neutral(study.years, len(catalogue.unseens), len(catalogue.capacities))
    histories = HISTORIES * points // OUTER_POINTS
    played = play(
        vulnerabilities, study.central(), [nothing] * points, nothing, histories=histories, seed=seed, progress=lambda _share: None
    )
    risk = summarise(study, played, "risk")
    bands = risk.expected_annual_loss_eur, risk.cvar95_eur, risk.existential_probability.liquidity
    return np.array([[band.low, band.mid, band.high] for band in bands if band is not None])


if __name__ == "__main__":
    main()
