"""Times whole processes in turns, so that the machine's mood strikes all alike, with their peak memory."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """Medians over all rounds."""

    seconds: float
    megabytes: float


def once(command: Sequence[str]) -> tuple[float, float]:
    """Run one command; return seconds and peak resident megabytes (of it and its children)."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own commands
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        sys.exit(f"failed: {' '.join(command)}")
    return seconds, usage.ru_maxrss / 1024.0


def in_turns(commands: dict[str, Sequence[str]], rounds: int) -> dict[str, Measured]:
    """Run every command once a round."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(once(command))
    return {
        name: Measured(statistics.median(seconds for seconds, _ in runs), max(megabytes for _, megabytes in runs))
        for name, runs in found.items()
    }


def table(measured: dict[str, Measured], yardstick: str) -> str:
    """Return a Markdown table with ratios to the yardstick."""
    lines = ["| job | median s | peak MB | ratio to yardstick |", "|---|---|---|---|"]
    base = measured[yardstick].seconds
    lines += [f"| {name} | {one.seconds:.2f} | {one.megabytes:.0f} | {one.seconds / base:.2f} |" for name, one in measured.items()]
    return "\n".join(lines)
