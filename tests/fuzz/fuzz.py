"""Throws damaged inputs at everything that reads what people bring: ``python tests/fuzz/fuzz.py --inputs 1000000``.

An input fails that raises anything but a refusal, or takes longer than `SLOW` seconds; it is kept in ``corpus/`` under the name
``failed-…``, where `test_replay.py` tries it from then on. Inputs that lead to faults no kept one leads to become seeds of further ones.
The same number gives the same inputs.
"""

import argparse
import faulthandler
import hashlib
import os
import random
import resource
import sys
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import click
import django
from fuzz_damage import damaged
from fuzz_targets import CORPUS, TARGETS, seeds

SLOW = 10.0
"""Seconds for one input of at most some 60 kB, on a machine that does other things too."""
STUCK = 120.0
"""Seconds after which Python itself tells where it hangs and ends."""
MOST_BYTES_OF_MEMORY = 3_000_000_000
MOST_SEEDS = 300
MOST_FAILURES = 20
LARGEST_KEPT = 4_000


@dataclass(slots=True)
class Tally:
    """What came of one target."""

    inputs: int = 0
    read: int = 0
    slowest: float = 0.0
    seconds: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    failures: dict[str, bytes] = field(default_factory=dict)


def fuzz(name: str, inputs: int, seed: int, *, keep: bool) -> Tally:
    """Try so many inputs at one target."""
    target, chance, found = TARGETS[name], random.Random(f"{name} {seed}"), Tally()  # noqa: S311 - the same inputs each time
    pool = seeds(name)
    for data in pool:
        found.outcomes[target.run(data)] += 1
    for _ in range(inputs):
        data = damaged(pool, target.shape, chance)
        outcome = attempt(name, data, found)
        if outcome and outcome not in found.outcomes and len(data) <= LARGEST_KEPT * (8 if target.shape == "zip" else 1):
            if len(pool) < MOST_SEEDS:
                pool.append(data)
            if keep:
                put(name, "new", data)
        found.outcomes[outcome] += 1
        if len(found.failures) >= MOST_FAILURES:
            break
    return found


def attempt(name: str, data: bytes, found: Tally) -> str:
    """Try one input and note what came of it."""
    begun = time.perf_counter()
    faulthandler.dump_traceback_later(STUCK, exit=True)
    try:
        outcome = TARGETS[name].run(data)
    except Exception as fault:  # noqa: BLE001 - this is what we look for
        outcome = ""
        frames = traceback.extract_tb(fault.__traceback__)
        found.failures.setdefault(f"{type(fault).__name__} at {frames[-1].filename}:{frames[-1].lineno}: {str(fault)[:100]}", data)
    taken = time.perf_counter() - begun
    faulthandler.cancel_dump_traceback_later()
    if taken > SLOW:
        found.failures.setdefault(f"{taken:.0f} seconds", data)
    found.inputs, found.seconds, found.slowest = found.inputs + 1, found.seconds + taken, max(found.slowest, taken)
    found.read += outcome.startswith("read")
    return outcome


def put(name: str, why: str, data: bytes) -> Path:
    """Keep an input."""
    path = CORPUS / name / f"{why}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    return path


def main() -> int:
    """Run and tell; 1 if an input failed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=10_000, help="over all targets")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", choices=sorted(TARGETS), action="append")
    parser.add_argument("--keep", action="store_true", help="keep inputs that lead to faults no kept one leads to")
    said = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitplanke.web.settings")
    django.setup()
    # What openpyxl misses in a damaged workbook is no finding.
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES_OF_MEMORY, MOST_BYTES_OF_MEMORY))
    chosen = said.target or list(TARGETS)
    whole = sum(TARGETS[name].share for name in chosen)
    failed, total = 0, 0
    click.echo(f"{'target':<12}{'inputs':>9}{'ways out':>10}{'ms each':>9}{'slowest s':>11}{'failures':>10}")
    for name in chosen:
        found = fuzz(name, max(1, round(said.inputs * TARGETS[name].share / whole)), said.seed, keep=said.keep)
        each = 1000 * found.seconds / found.inputs
        click.echo(f"{name:<12}{found.inputs:>9}{len(found.outcomes):>10}{each:>9.2f}{found.slowest:>11.2f}{len(found.failures):>10}")
        for why, data in found.failures.items():
            click.echo(f"  {why}\n  {put(name, 'failed', data)}")
        failed, total = failed + len(found.failures), total + found.inputs
    click.echo(f"{total} inputs, {failed} failures")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
