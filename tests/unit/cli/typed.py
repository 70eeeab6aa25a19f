"""Runs ``leitplanke`` as it is typed: in this process, which takes a tenth of the time, or in one of its own."""

import os
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from leitplanke.__main__ import group


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str | Path, lang: str = "de_DE.UTF-8", folder: Path | None = None) -> Done:
    """Run a command in this process, in a folder; what it did not foresee is no answer and raises."""
    with chdir(folder or Path.cwd()):
        found = CliRunner().invoke(group(), [str(one) for one in arguments], env={"LC_ALL": lang, "COLUMNS": "80"}, catch_exceptions=False)
    return Done(found.exit_code, found.stdout, found.stderr)


def start(*arguments: str | Path, lang: str = "de_DE.UTF-8", folder: Path | None = None) -> Done:
    """Run a command in a process of its own, as people do."""
    command = [sys.executable, "-m", "leitplanke", *map(str, arguments)]
    environment = {**os.environ, "LC_ALL": lang, "PYTHONUTF8": "1", "COLUMNS": "80"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment, cwd=folder)
    return Done(done.returncode, done.stdout, done.stderr)
