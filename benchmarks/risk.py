"""The risk engine's own figures: a thousand portfolios, cascades, what-ifs on a warm model, ten million trials; each in a process.

``python benchmarks/risk.py`` runs every job in turns and prints a table; ``python benchmarks/risk.py JOB`` runs one.
Seconds are without start-up and reading (processor seconds: of all threads), memory is the process's peak until the work was done,
errors are found afterwards.
"""

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

# As the command line does: threads of our own are enough.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples, modelfile
from leitplanke.planning.effects import adjust
from leitplanke.planning.measures import MeasureSet
from leitplanke.planning.pricing import compile_measures
from leitplanke.planning.schedule import PlannedMeasure
from leitplanke.risk.batch import evaluate_portfolios
from leitplanke.risk.model import RiskModel
from leitplanke.risk.portfolio import Measures, Portfolios, model_of
from leitplanke.risk.simulation import simulate_trials
from leitplanke.risk.spectral import Evaluation, evaluate
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble
from leitplanke.risk.warm import WarmModel
from leitplanke.study.compile import compile_study
from processes import in_turns

FIRM = Path(__file__).parents[1] / "tests/verification/one-firm.json"
ROUNDS = 5
MANY, LINKED, DRAWN = 1_000, 200, 5
HISTORIES, TRIALS = 100_000, 10_000_000
FINE = 2**14
EXAMPLE = "machine-builder"

Found = dict[str, float]
T = TypeVar("T")


def drawn(measures: int, count: int) -> tuple[tuple[int, ...], ...]:
    """Return portfolios of every size, drawn at random."""
    rng = np.random.default_rng(20261122)
    rows = rng.random((count, measures)) < rng.uniform(0.05, 0.8, (count, 1))
    return tuple(tuple(np.flatnonzero(row).tolist()) for row in rows)


def one_firm() -> Portfolios:
    """Return the published firm, 24 threats and 40 measures, with 1,000 portfolios."""
    firm = json.loads(FIRM.read_text(encoding="utf-8"))
    return modelfile.read(json.dumps({**firm, "portfolios": drawn(len(firm["measures"]), MANY)}), FIRM.name).portfolios


def worked_firm() -> tuple[Vulnerability, MeasureSet]:
    """Return a worked firm with all Unseens and links of the catalogue, every figure at its centre, and its measures."""
    catalogue = compiled.read()
    study = compile_study(catalogue, examples.read(EXAMPLE, catalogue))
    company = study.inputs.company
    return study.central(), compile_measures(catalogue, company.staff, company.turnover_eur, study.bases, ())


def with_measure(vulnerability: Vulnerability, measures: MeasureSet, number: int) -> RiskModel:
    """Return the worked firm with one measure from the start."""
    planned = PlannedMeasure(measure=number, start_quarter=0)
    return assemble(vulnerability, adjust(measures, (planned,), vulnerability.free_cash_flow_eur.size))


def neutral(vulnerability: Vulnerability, measures: MeasureSet) -> RiskModel:
    """Return the worked firm without measures."""
    return assemble(vulnerability, Adjustment.neutral(vulnerability.free_cash_flow_eur.size, measures.unseens, measures.capacities))


def linked_firm() -> Portfolios:
    """Return the worked firm as a risk model file could hold it: each measure with its factors of the last year."""
    vulnerability, measures = worked_firm()
    base = neutral(vulnerability, measures)
    models = [with_measure(vulnerability, measures, number) for number in range(measures.count)]

    def ratios(field: str) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
        before = getattr(base, field)[-1]
        after = np.array([getattr(model, field)[-1] for model in models])
        return np.divide(after, before, out=np.ones_like(after), where=before > 0.0)

    factors = Measures(
        start_year=np.arange(measures.count) % 3,
        cost_eur=np.zeros(measures.count),
        frequency_factor=ratios("rate"),
        severity_factor=ratios("scale"),
        duration_factor=ratios("duration"),
    )
    return Portfolios(model=base, measures=factors, portfolios=drawn(measures.count, LINKED))


def timed(work: Callable[[], T]) -> tuple[T, Found]:
    """Return what comes out, with seconds, processor seconds and peak megabytes so far."""
    start, used = time.perf_counter(), time.process_time()
    out = work()
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    return out, {"seconds": seconds, "processor": processor, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0}


def deviation(portfolios: Portfolios, found: tuple[Evaluation, ...], step: int) -> Found:
    """Return the largest error of CVaR95 against single portfolios on a fine grid, and the largest stated bound."""
    off = [
        abs(found[number].cvar95_eur / evaluate(model_of(portfolios, number), points=FINE).cvar95_eur - 1.0)
        for number in range(0, len(found), step)
    ]
    return {"error": max(off), "bound": max(one.error_bound_relative for one in found)}


def portfolios() -> Found:
    """Evaluate 1,000 portfolios of the published firm."""
    firm = one_firm()
    found, figures = timed(lambda: evaluate_portfolios(firm))
    return figures | deviation(firm, found, 25)


def simulated_anew() -> Found:
    """Simulate some of the same portfolios in plain numpy, and say how long 1,000 would take."""
    firm = one_firm()

    def work() -> None:
        for number in range(DRAWN):
            model, rng, total = model_of(firm, number), np.random.default_rng(1), np.zeros(HISTORIES)
            for year in range(model.years):
                for threat in range(model.threats):
                    count = rng.poisson(model.rate[year, threat], HISTORIES)
                    size = np.exp(model.sigma[threat] * rng.standard_normal(count.sum()))
                    loss = model.median_eur[threat] * model.scale[year, threat] * size
                    total += np.bincount(np.repeat(np.arange(HISTORIES), count), weights=loss, minlength=HISTORIES)
            np.sort(total)

    _, figures = timed(work)
    return figures | {key: figures[key] * MANY / DRAWN for key in ("seconds", "processor")}


def linked() -> Found:
    """Evaluate portfolios of the worked firm with its cascades; seconds of one portfolio."""
    firm = linked_firm()
    found, figures = timed(lambda: evaluate_portfolios(firm))
    return figures | {key: figures[key] / LINKED for key in ("seconds", "processor")} | deviation(firm, found, 20)


def what_if() -> Found:
    """Add each measure of the catalogue alone to a warm model of the worked firm; median seconds of one."""
    vulnerability, measures = worked_firm()
    warm = WarmModel.of(neutral(vulnerability, measures))
    changed = [with_measure(vulnerability, measures, number) for number in range(measures.count)]
    found = [timed(lambda model=model: warm.evaluate(model)) for model in changed]
    off = [
        abs(one.cvar95_eur / evaluate(model, points=FINE).cvar95_eur - 1.0)
        for (one, _), model in list(zip(found, changed, strict=True))[::7]
    ]
    return {
        **{key: statistics.median(figures[key] for _, figures in found) for key in ("seconds", "processor")},
        "megabytes": found[-1][1]["megabytes"],
        "error": max(off),
        "bound": max(one.error_bound_relative for one, _ in found),
    }


def trials() -> Found:
    """Simulate ten million trials of the published firm."""
    model = model_of(one_firm(), 0)
    found, figures = timed(lambda: simulate_trials(model, trials=TRIALS, seed=1).cvar())
    exact = evaluate(model, points=FINE).cvar95_eur
    return figures | {"error": abs(found.value / exact - 1.0), "bound": 2.0 * found.error / exact}


JOBS: dict[str, tuple[str, Callable[[], Found]]] = {
    "portfolios": ("1,000 portfolios, 24 threats", portfolios),
    "simulated": (f"the same by plain numpy, 100,000 histories each ({DRAWN} done)", simulated_anew),
    "linked": ("one portfolio, 31 Unseens and 45 links", linked),
    "what-if": ("one changed measure on a warm model of these", what_if),
    "trials": ("10,000,000 trials, 24 threats", trials),
}


def main() -> None:
    """Run one job, or all and print the table."""
    if len(sys.argv) > 1:
        print(json.dumps(JOBS[sys.argv[1]][1]()))
        return
    runs = in_turns({name: [sys.executable, __file__, name] for name in JOBS}, ROUNDS)
    print("| job | median ms | best ms | processor ms | peak MB | largest error of CVaR95 | stated |\n|---|---|---|---|---|---|---|")
    for name, done in runs.items():
        found = [json.loads(run.output) for run in done]
        seconds = [1000.0 * one["seconds"] for one in found]
        processor = 1000.0 * statistics.median(one["processor"] for one in found)
        times = f"{statistics.median(seconds):,.1f} | {min(seconds):,.1f} | {processor:,.1f}"
        accuracy = [f"{max(one[key] for one in found):.1e}" if key in found[0] else "" for key in ("error", "bound")]
        print(f"| {JOBS[name][0]} | {times} | {max(one['megabytes'] for one in found):.0f} | {' | '.join(accuracy)} |")


if __name__ == "__main__":
    main()
