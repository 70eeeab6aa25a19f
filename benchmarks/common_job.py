"""The common job side by side: CVaR95 of the published firm (24 threats, five years) with every tool that installs, in one run.

Each tool starts anew each round; times are without start-up and reading, memory is the process's peak. Ratios are of the best times, which
a busy machine disturbs least. Errors are held against one_firm_check.py. Tools other than Leitplanke and numpy need ``.venv/bench`` (see
``make bench``).
"""

import json
import statistics
import sys
from pathlib import Path

from processes import Run, in_turns

sys.path.insert(0, str(Path(__file__).parent / "peers"))
import job

PEERS = Path(__file__).parent / "peers"
ROUNDS = 7
OWN = "Leitplanke, spectral"


def commands(python: str, bench: Path) -> dict[str, list[str]]:
    """Return what to run by name of the row."""

    def run(interpreter: str, script: str, *arguments: str) -> list[str]:
        return [interpreter, "-W", "ignore", str(PEERS / f"with_{script}.py"), *arguments]

    found = {
        OWN: run(python, "leitplanke", "spectral"),
        "Leitplanke, simulation": run(python, "leitplanke", "simulation"),
        "plain numpy": run(python, "numpy"),
        "plain numpy, year by year": run(python, "numpy_by_year"),
    }
    if bench.exists():
        other = str(bench)
        found |= {
            "pyfair 0.1a13": run(other, "pyfair"),
            "pyfair, as documented (other distributions)": run(other, "pyfair_as_documented"),
            "pycrq 1.1.0": run(other, "pycrq"),
            "open-riskpy 0.6.0": run(other, "riskpy"),
            "aggregate 0.30.1, 2^16 points": run(other, "aggregate", "16", "1000"),
            "aggregate 0.30.1, 2^18 points": run(other, "aggregate", "18", "500"),
        }
    return found


def row(name: str, runs: list[Run], own: float) -> str:
    """Return a line of the table."""
    exact, answers = job.exact(), [json.loads(run.output) for run in runs]
    seconds = sorted(1000.0 * answer["seconds"] for answer in answers)
    off = [
        "" if answers[0]["comparable"] is False else f"{answers[0][figure] / getattr(exact, figure) - 1.0:+.3%}"
        for figure in ("mean_eur", "var95_eur", "cvar95_eur")
    ]
    megabytes = max(run.megabytes for run in runs)
    return (
        f"| {name} | {statistics.median(seconds):.0f} | {seconds[0]:.0f} | {seconds[0] / own:.1f} | {megabytes:.0f} | {' | '.join(off)} |"
    )


def main() -> None:
    """Print the table."""
    found = in_turns(commands(sys.executable, Path(sys.prefix) / "bench/bin/python"), ROUNDS)
    own = min(1000.0 * json.loads(run.output)["seconds"] for run in found[OWN])
    print("| tool | median ms | best ms | times our best | peak MB | mean | VaR95 | CVaR95 |\n|---|---|---|---|---|---|---|---|")
    for name, runs in found.items():
        print(row(name, runs, own))


if __name__ == "__main__":
    main()
