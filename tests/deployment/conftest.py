"""The product as people install it: a wheel, in an environment of its own, with an empty home."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from databases import ADDRESS, address_of, is_postgres

ROOT = Path(__file__).parents[2]
UV = ROOT / ".venv/bin/uv"
PACKED = ("src", "pyproject.toml", "README.md", "LICENSE", "NOTICE")
LOCK = "postgres.txt" if is_postgres() else "run.txt"
PATIENCE = 120.0
Serving = Callable[..., AbstractContextManager[int]]


def run(*call: object, **options: str) -> str:
    done = subprocess.run([str(part) for part in call], capture_output=True, text=True, timeout=PATIENCE, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def wheel(once_a_run: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """Return the wheel of this tree, built from a copy: what an earlier build has left must not get in."""
    return next(once_a_run("wheel", build).glob("*.whl"))


def build(folder: Path) -> None:
    for name in PACKED:
        source, target = ROOT / name, folder / "tree" / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(source, target)
    run(UV, "build", "-q", "--wheel", "--no-build-isolation", "--python", sys.executable, "-o", folder, folder / "tree")


@pytest.fixture(scope="session")
def installed(wheel: Path, once_a_run: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """Return the folder of an environment with the wheel and what is locked, and nothing else."""
    return once_a_run("installed", lambda folder: install(folder / "leitplanke", wheel)) / "leitplanke"


def install(folder: Path, wheel: Path) -> None:
    run(UV, "venv", "-q", "--python", sys.executable, folder)
    python = folder / "bin/python"
    run(UV, "pip", "install", "-q", "--python", python, "--require-hashes", "--only-binary", ":all:", "-r", ROOT / "requirements" / LOCK)
    run(UV, "pip", "install", "-q", "--python", python, "--no-deps", wheel)
    take_over_compiled(folder)
    run(python, "-m", "compileall", "-q", next(folder.glob("lib/python*/site-packages/leitplanke")))


def take_over_compiled(folder: Path) -> None:
    """Copy what Python has compiled of the very same files: else all processes of the first server compile it, each for itself.

    Python compares time and size of the source; what does not fit it compiles anew.
    """
    here, there = Path(sysconfig.get_path("purelib")), next(folder.glob("lib/python*/site-packages"))
    for compiled in here.rglob("__pycache__"):
        place = there / compiled.relative_to(here)
        if place.parent.is_dir() and not place.exists():
            shutil.copytree(compiled, place)


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """Return the surroundings of somebody who has just installed it: an empty home and no setting, but no reviews unasked."""
    home = tmp_path / "home"
    home.mkdir()
    fixed = {"HOME": str(home), "LANG": "C.UTF-8", "LEITPLANKE_REVIEWS": "ask"}
    return fixed | {"PATH": os.environ["PATH"], "LEITPLANKE_VAR": str(tmp_path / "var"), ADDRESS: address_of(tmp_path / "var")}


@pytest.fixture
def serving(installed: Path, bare: dict[str, str], tmp_path: Path) -> Serving:
    """Return what runs the installed server for a while and gives its port; its log is the file ``log``."""

    @contextlib.contextmanager
    def serve(options: str = "", **variables: str) -> Iterator[int]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        call = [installed / "bin/leitplanke", "serve", "--port", str(port), *options.split()]
        with (tmp_path / "log").open("w") as log:
            process = subprocess.Popen(call, env=bare | variables, cwd=tmp_path, stdout=log, stderr=log)
        try:
            # Pages may be there a moment before the server says so, with the link that creates the administrator.
            wait(lambda: process.poll() is not None or ("Leitplanke: http" in (tmp_path / "log").read_text() and is_well(port)))
            assert process.poll() is None, (tmp_path / "log").read_text()
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)

    return serve


def is_well(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/gesund", timeout=PATIENCE).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


def wait(condition: Callable[[], bool]) -> None:
    last = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < last
        time.sleep(0.1)
