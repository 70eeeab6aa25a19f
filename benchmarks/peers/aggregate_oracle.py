"""Compound distributions by aggregate (finer grids than it takes by default), for tests/verification/test_aggregate.py.

``.venv/bench/bin/python benchmarks/peers/aggregate_oracle.py > tests/verification/aggregate.json``
"""

import json
import math

from aggregate import Underwriter

LOG2 = 18
LEVELS = (0.5, 0.9, 0.95, 0.99, 0.995)
CASES = {
    "few lognormal losses": {"bucket": 100.0, "lines": [{"count": 0.8, "median": 50_000.0, "sigma": 0.9}]},
    "many lognormal losses": {"bucket": 25.0, "lines": [{"count": 40.0, "median": 5_000.0, "sigma": 1.1}]},
    "capped losses": {"bucket": 50.0, "lines": [{"count": 6.0, "median": 20_000.0, "sigma": 1.4, "cap": 100_000.0}]},
    "gamma shock": {"bucket": 50.0, "lines": [{"count": 3.0, "median": 10_000.0, "sigma": 0.8, "shock": 0.9}]},
    "gamma shock and cap": {"bucket": 50.0, "lines": [{"count": 8.0, "median": 10_000.0, "sigma": 1.2, "cap": 60_000.0, "shock": 2.0}]},
    "three lines": {
        "bucket": 100.0,
        "lines": [
            {"count": 0.1, "median": 200_000.0, "sigma": 1.0},
            {"count": 2.0, "median": 8_000.0, "sigma": 1.2, "cap": 150_000.0},
            {"count": 1.5, "median": 15_000.0, "sigma": 0.7, "shock": 0.5},
        ],
    },
}
"""Counts of the year; `shock` is the variance of the gamma factor on the count."""


def program(lines: list[dict[str, float]]) -> str:
    """Return the case in aggregate's language."""
    found = []
    for number, line in enumerate(lines):
        layer = f"{line['cap']} xs 0 " if "cap" in line else ""
        frequency = f"mixed gamma {math.sqrt(line['shock'])}" if "shock" in line else "poisson"
        found.append(f"\tagg L{number} {line['count']} claims {layer}sev {line['median']} * lognorm {line['sigma']} {frequency}")
    return "port Case\n" + "\n".join(found)


def main() -> None:
    """Print every case with its answers."""
    out = []
    for name, case in CASES.items():
        found = Underwriter(update=False).build(program(case["lines"]))
        found.update(log2=LOG2, bs=case["bucket"], add_exa=False, remove_fuzz=True)
        answers = {
            "mean": float(found.est_m),
            "deviation": float(found.est_sd),
            "levels": list(LEVELS),
            "var": [float(found.q(level)) for level in LEVELS],
            "cvar": [float(found.tvar(level)) for level in LEVELS],
        }
        out.append({"name": name, "lines": case["lines"], "bucket": case["bucket"], "aggregate": answers})
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
