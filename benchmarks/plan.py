"""The search for a plan: time until the plan stands, and until the front of plans does."""

import statistics
import time

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.planning.front import explore
from leitplanke.planning.objectives import Objective
from leitplanke.study.compile import compile_study
from leitplanke.study.planned import Planner

ROUNDS = 5
POINTS = 256


def main() -> None:
    """Print one line for each worked firm."""
    print("firm, measures, quarters, chosen, plan processor s, plan wall s, plan and front processor s, wall s")
    for name in examples.names():
        planner = _planner(name)
        rounds = [_round(planner) for _ in range(ROUNDS)]
        times = [f"{statistics.median(column):.2f}" for column in zip(*(one[1:] for one in rounds), strict=True)]
        print(", ".join((name, str(planner.measures.count), str(planner.limits.quarters), str(rounds[0][0]), *times)))


def _planner(name: str) -> Planner:
    catalogue = compiled.read()
    study = compile_study(catalogue, examples.read(name, catalogue))
    draws = study.space.draw(POINTS, 1)
    return Planner.of(study, study.vulnerabilities(draws.values), draws.common, 1)


def _round(planner: Planner) -> tuple[int, float, float, float, float]:
    """Return how many measures were chosen, and processor and wall seconds until the plan and until the front."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = planner.search(Objective(), lambda _: None)
    plan = time.process_time() - cpu, time.perf_counter() - wall
    explore(found)
    return len(found.schedule), *plan, time.process_time() - cpu, time.perf_counter() - wall


if __name__ == "__main__":
    main()
