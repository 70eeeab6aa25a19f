"""No acknowledged answer is lost, whatever fails: the short form of ``benchmarks/faults.py``, against the real server."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "faults.py"
ALL = bool(os.environ.get("LEITPLANKE_TEST_LONG"))
EACH = 300
"""Answers for each kind of fault."""
NEEDS_COMPILER = {"full", "read-only", "clock", "power"}
FAULTS = [
    "web",
    *(
        ["full", "all", "analysing", "importing", "backing-up", "read-only", "database", "database-analysing", "clock", "power"]
        if ALL
        else []
    ),
]
TOTAL = re.compile(r"^(\d+) acknowledged, (\d+) lost;", re.MULTILINE)


def test_nothing_that_was_acknowledged_is_lost(examples: Path) -> None:
    names = [name for name in FAULTS if shutil.which("cc") or name not in NEEDS_COMPILER]
    call = [sys.executable, str(SCRIPT), "--answers", str(EACH * len(names)), "--only", ",".join(names), "--examples", str(examples)]
    done = subprocess.run(call, capture_output=True, text=True, check=False, timeout=1200)
    found = TOTAL.search(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert found is not None
    assert int(found[1]) >= EACH * len(names)
    assert int(found[2]) == 0


@pytest.mark.skipif(not ALL, reason="make test-long runs all faults")
def test_every_fault_is_part_of_the_long_test() -> None:
    sys.path.insert(0, str(SCRIPT.parent))
    try:
        from faults_cases import CASES  # noqa: PLC0415 - a script's module
    finally:
        sys.path.remove(str(SCRIPT.parent))
    assert set(FAULTS) == set(CASES)
