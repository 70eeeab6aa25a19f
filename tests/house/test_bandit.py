"""Bandit finds nothing of medium or high severity but what is excepted where it stands (`nosec`, beside ruff's `noqa` with the reason)."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def findings(*places: Path) -> list[str]:
    command = [sys.executable, "-m", "bandit", "-q", "-r", "-ll", "-f", "json", *map(str, places)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    assert told["errors"] == []
    assert told["metrics"]["_totals"]["loc"] > 0
    return [f"{one['filename']}:{one['line_number']} {one['test_id']} {one['issue_text']}" for one in told["results"]]


def test_nothing_is_found() -> None:
    assert findings(ROOT / "src", ROOT / "tools") == []


def test_something_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("import subprocess\nsubprocess.call(input(), shell=True)\n", encoding="utf-8")
    (found,) = findings(tmp_path)
    assert "B602" in found
