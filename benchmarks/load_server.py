"""A PostgreSQL for one run, and how long server and database have worked."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
SETTLED = 0.1
"""Processor seconds within two seconds; less is nothing."""


@contextlib.contextmanager
def postgres() -> Iterator[tuple[str, int]]:
    """Start Debian's PostgreSQL as it comes, on a temporary folder, and give its address and process."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        sys.exit("PostgreSQL is missing: apt-get install -y postgresql")
    folder = Path(tempfile.mkdtemp(prefix="leitplanke-pg-", dir="/tmp"))
    runner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if runner:
        shutil.chown(folder, "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    made = [*runner, programs[-1] / "initdb", "-D", data, "-U", "leitplanke", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(made, check=True, capture_output=True)  # noqa: S603 - our own command
    control = [*runner, programs[-1] / "pg_ctl", "-D", data, "-w"]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    subprocess.run([*control, "-o", options, "-l", folder / "log", "start"], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - as above
    try:
        process = int((data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        yield f"postgresql://leitplanke@127.0.0.1:{port}/postgres", process
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - as above
        shutil.rmtree(folder)


@dataclass(frozen=True, slots=True)
class Work:
    """Processor time of the web server, which this process has started, and of the database server if there is one."""

    database: int | None

    def seconds(self) -> tuple[float, float]:
        """Return processor seconds so far: of the web server, and of the database server."""
        return sum(_used(one) for one in self._ours() if "granian" in _command(one)), self._of_database()

    def settle(self) -> None:
        """Wait until what a start brings with it is done: examples that are evaluated, code that is loaded."""
        before = -1.0
        while (now := sum(map(_used, self._ours()))) - before > SETTLED:
            before = now
            time.sleep(2.0)

    def _ours(self) -> list[int]:
        return [one for one in _under(os.getpid()) if one != os.getpid()]

    def _of_database(self) -> float:
        return sum(map(_used, _under(self.database))) if self.database else 0.0


def _fields(process: int) -> list[str]:
    """Return what Linux says of a process, from its state on; nothing once it has ended (proc(5))."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(") ")[2].split()
    except OSError:
        return []


def _used(process: int) -> float:
    """Return processor seconds of a process and of its children that have ended."""
    return sum(int(one) for one in _fields(process)[11:15]) / TICKS


def _command(process: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8", errors="replace")
    return ""


def _under(process: int) -> list[int]:
    """Return a process and all its descendants."""
    parents = {int(one.name): int((_fields(int(one.name)) or [0, 0])[1]) for one in Path("/proc").iterdir() if one.name.isdigit()}
    found = [process]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found
