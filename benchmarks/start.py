"""How long the installed server takes from its start to the first page, with the wheel in an environment of its own.

    .venv/bin/python benchmarks/start.py [--starts N]

First: an empty data folder, whose tables are created. Again: the start after that one. Ends with 1 if a median of theirs is above the aim.
Uncompiled: first, but nothing of Python's compiled code is there, as where it was installed with `uv` and without `--compile-bytecode`.
"""

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
UV = ROOT / ".venv/bin/uv"
AIM = 5.0
"""Seconds (issue 9)."""


def install(folder: Path) -> Path:
    """Build the wheel, install it from the lock into `folder`, and return the command."""
    subprocess.run(["make", "-s", "wheel"], cwd=ROOT, check=True)  # noqa: S607 - as people call it
    wheel = max((ROOT / "dist").glob("*.whl"), key=lambda path: path.stat().st_mtime)
    locked = ["--require-hashes", "--only-binary", ":all:", "-r", ROOT / "requirements/run.txt"]
    subprocess.run([UV, "venv", "-q", "--python", sys.executable, folder], check=True)  # noqa: S603 - our own command
    for wanted in (locked, ["--no-deps", wheel]):
        subprocess.run([UV, "pip", "install", "-q", "--compile-bytecode", "--python", folder / "bin/python", *wanted], check=True)  # noqa: S603 - as above
    return folder / "bin/leitplanke"


def start(command: Path, var: Path) -> float:
    """Return the seconds from the start of the command to the whole first page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    # Python keeps its compiled code unless told not to, as a developer's machine may be.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "PYTHON"))}
    begun = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - as above
        [command, "serve", "--port", str(port)], env=kept | {"LEITPLANKE_VAR": str(var)}, stdout=subprocess.DEVNULL, cwd=var.parent
    )
    try:
        while not has_page(f"http://127.0.0.1:{port}/"):
            time.sleep(0.02)
        return time.perf_counter() - begun
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def has_page(address: str) -> bool:
    """Say whether the first page comes."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - http on this machine
            return b"</html>" in answer.read()
    except (urllib.error.URLError, OSError):
        return False


def forget_compiled(folder: Path) -> None:
    """Delete Python's compiled code."""
    for path in list(folder.rglob("__pycache__")):
        shutil.rmtree(path, ignore_errors=True)


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser()
    options.add_argument("--starts", type=int, default=5)
    wanted = options.parse_args().starts
    uncompiled, first, again = [], [], []
    with tempfile.TemporaryDirectory(prefix="leitplanke-start-") as folder:
        command = install(Path(folder) / "environment")
        for number in range(wanted):
            var = Path(folder) / f"var-{number}"
            first.append(start(command, var))
            again.append(start(command, var))
        for number in range(wanted):
            forget_compiled(Path(folder) / "environment")
            uncompiled.append(start(command, Path(folder) / f"var-uncompiled-{number}"))
    load = os.getloadavg()[0]
    for name, seconds in (("first", first), ("again", again), ("uncompiled", uncompiled)):
        print(f"{name:<12} median {statistics.median(seconds):5.2f} s   best {min(seconds):5.2f} s   worst {max(seconds):5.2f} s")
    print(f"aim {AIM:.0f} s; {wanted} starts, load {load:.1f}")
    sys.exit(statistics.median(first) > AIM or statistics.median(again) > AIM)


if __name__ == "__main__":
    main()
