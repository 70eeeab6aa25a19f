"""Times whole processes in turns, so that the machine's mood strikes all alike, with their peak memory."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """One run of a process."""

    seconds: float
    processor: float
    """Seconds of all its threads."""
    megabytes: float
    """Peak resident memory of it and its children."""
    output: str


@dataclass(frozen=True)
class Measured:
    """Medians over all rounds."""

    seconds: float
    processor: float
    megabytes: float


def once(command: Sequence[str]) -> Run:
    """Run one command."""
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)  # noqa: S603 - our own commands
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        if status:
            sys.exit(f"failed: {' '.join(command)}")
        output.seek(0)
        return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024.0, output.read())


def in_turns(commands: dict[str, Sequence[str]], rounds: int) -> dict[str, list[Run]]:
    """Run every command once a round."""
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(once(command))
    return found


def medians(found: dict[str, list[Run]]) -> dict[str, Measured]:
    """Return the median seconds and the largest memory of each command."""
    return {
        name: Measured(
            statistics.median(run.seconds for run in runs),
            statistics.median(run.processor for run in runs),
            max(run.megabytes for run in runs),
        )
        for name, runs in found.items()
    }


def table(measured: dict[str, Measured], yardstick: str) -> str:
    """Return a Markdown table with ratios to the yardstick."""
    lines = ["| job | median s | processor s | peak MB | ratio to yardstick |", "|---|---|---|---|---|"]
    base = measured[yardstick].seconds
    lines += [
        f"| {name} | {one.seconds:.2f} | {one.processor:.2f} | {one.megabytes:.0f} | {one.seconds / base:.2f} |"
        for name, one in measured.items()
    ]
    return "\n".join(lines)
