"""What-if answers in one process: time to prepare a firm, time of one answer, and memory, for each worked firm."""

import gc
import statistics
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.study.result import PlannedStart
from leitplanke.study.run import analyse
from leitplanke.study.whatif import ExposureChange, Workbench

ROUNDS = 15


def main() -> None:
    """Print one line for each worked firm."""
    catalogue = compiled.read()
    print("firm, prepare, one measure out, first one moved, exposure moved (processor ms), memory (MB)")
    for name in examples.names():
        inputs = examples.read(name, catalogue)
        result = analyse(catalogue, inputs, seed=1)
        plan = [PlannedStart(id=one.id, start_quarter=one.start_quarter) for one in result.plan.measures]
        gc.collect()
        tracemalloc.start()
        bench = Workbench.of(catalogue, inputs, result)
        _times(bench, [_without(plan, place) for place in range(len(plan))])
        gc.collect()
        held = tracemalloc.get_traced_memory()[0] / 1e6
        tracemalloc.stop()
        started = time.process_time()
        bench = Workbench.of(catalogue, inputs, result)
        prepared = time.process_time() - started
        bench.evaluate(plan)
        out = _times(bench, [_without(plan, number % len(plan)) for number in range(ROUNDS)])
        moved = _times(bench, [[replace(plan[0], start_quarter=str(bench.start.plus(number))), *plan[1:]] for number in range(ROUNDS)])
        exposed = _times(bench, [plan] * ROUNDS, [1.0 + number / 100 for number in range(1, ROUNDS + 1)])
        print(f"{name}, {1000 * prepared:.0f}, {out:.0f}, {moved:.0f}, {exposed:.0f}, {held:.0f}")


def _without(plan: Sequence[PlannedStart], place: int) -> list[PlannedStart]:
    return [*plan[:place], *plan[place + 1 :]]


def _times(bench: Workbench, plans: Sequence[Sequence[PlannedStart]], factors: Sequence[float] = ()) -> float:
    """Return the median time of an answer, ms."""
    times = []
    for number, plan in enumerate(plans):
        exposure = [ExposureChange(component=bench.components[0], factor=factors[number])] if factors else []
        started = time.process_time()
        bench.evaluate(plan, exposure=exposure)
        times.append(time.process_time() - started)
    return 1000.0 * statistics.median(times)


if __name__ == "__main__":
    main()
