"""Proving the plans of the worked firms: with 14, 20 and all measures at given starts, and all at any starts.

Of 14 and 20 measures those of the plan come first. Columns say how far the bound is below the plan, and whether all was ruled out.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

# As the command line does: threads of our own are enough.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from leitplanke.catalogue.loader import DATA, load
from leitplanke.exchange import studyfile
from leitplanke.planning.constraints import violations
from leitplanke.planning.objectives import Objective
from leitplanke.planning.prove import Carrier, Proof, given_starts, prove, prove_any
from leitplanke.planning.schedule import Schedule
from leitplanke.planning.search import carried
from leitplanke.study.compile import compile_study
from leitplanke.study.planned import Planner

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = ("precision-parts", "marketplace-maker", "machine-builder")
SIZES = (14, 20, 10_000)


def main() -> None:
    """Print a table; the first argument is the time limit of each proof in seconds."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    print("| firm | starts | measures | plan | no choice below | gap | sets looked at | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    for name in NAMES:
        carrier, plan = searched(name)
        starts = given_starts(carrier.measures, carrier.constraints, plan)
        for size in SIZES:
            some = restricted(carrier, starts, plan, size)
            known = [
                one
                for one in (tuple(each for each in plan if each in some), ())
                if not violations(carrier.measures, one, carrier.constraints)
            ]
            timed(f"{name} | given | {len(some)}", seconds, partial(prove_within, carrier, some, known))
        timed(f"{name} | any | {len(starts)}", seconds, lambda stop, carrier=carrier, plan=plan: prove_any(carrier, plan, stop=stop))


def searched(name: str) -> tuple[Carrier, Schedule]:
    """Return a worked firm and its plan."""
    catalogue, file = load(DATA), EXAMPLES / f"{name}.yaml"
    study = compile_study(catalogue, studyfile.read(file.read_bytes(), file.name, catalogue))
    central = study.central()
    planner = Planner.of(study, (central, central), np.zeros(2), seed=1)
    plan = planner.search(Objective(), lambda _share: None).schedule
    return Carrier(firm=central, measures=planner.measures, constraints=carried(planner.measures, planner.limits)), plan


def restricted(carrier: Carrier, starts: Schedule, plan: Schedule, size: int) -> Schedule:
    """Return so many of the starts: those of the plan, then others by their ids."""
    rest = sorted((one for one in starts if one not in plan), key=lambda one: carrier.measures.ids[one.measure])
    kept = {*plan[:size], *rest[: max(0, size - len(plan))]}
    return tuple(one for one in starts if one in kept)


def prove_within(carrier: Carrier, starts: Schedule, known: Sequence[Schedule], stop: Callable[[], bool]) -> Proof:
    """Return the proof over given starts."""
    return prove(carrier, starts, known, stop=stop)


def timed(label: str, seconds: float, proving: Callable[[Callable[[], bool]], Proof]) -> None:
    """Print one row."""
    start = time.perf_counter()
    found = proving(lambda: time.perf_counter() - start > seconds)
    taken = time.perf_counter() - start
    print(f"| {label} | {found.value:,.0f} | {found.bound:,.0f} | {found.gap:.2%} | {found.nodes} | {taken:.1f} |", flush=True)


if __name__ == "__main__":
    main()
