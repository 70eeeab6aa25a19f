"""The yardstick: a plain numpy simulation of the published one-firm job, 100,000 histories, as anybody would write it."""

import json
from pathlib import Path

import numpy as np

HISTORIES = 100_000


def main() -> None:
    """Print mean and CVaR95 of the five-year loss."""
    firm = json.loads((Path(__file__).parents[1] / "tests/verification/one-firm.json").read_text(encoding="utf-8"))
    rng = np.random.default_rng(1)
    total = np.zeros(HISTORIES)
    for threat in firm["threats"]:
        sigma = np.log(threat["severity_q95_eur"] / threat["severity_median_eur"]) / 1.6448536269514722
        for _ in range(firm["horizon_years"]):
            count = rng.poisson(threat["rate_per_year"], HISTORIES)
            loss = threat["severity_median_eur"] * np.exp(sigma * rng.standard_normal(count.sum()))
            total += np.bincount(np.repeat(np.arange(HISTORIES), count), weights=loss, minlength=HISTORIES)
    worst = np.sort(total)[int(0.95 * HISTORIES) :]
    print(json.dumps({"mean_eur": total.mean(), "cvar95_eur": worst.mean()}))


if __name__ == "__main__":
    main()
