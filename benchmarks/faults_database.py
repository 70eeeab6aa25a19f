"""A PostgreSQL that can be stopped in every way."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil


class Cluster:
    """A PostgreSQL of our own that can be stopped in every way."""

    def __init__(self, folder: Path, port: int) -> None:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not programs:
            sys.exit("PostgreSQL is missing: apt-get install -y postgresql")
        self.programs = programs[-1]
        self.data, self.port = folder / "data", port
        self.runner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.runner:
            shutil.chown(folder, "postgres")
        made = [
            *self.runner,
            self.programs / "initdb",
            "-D",
            self.data,
            "-U",
            "leitplanke",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        subprocess.run([*made, "--locale=C.UTF-8"], check=True, capture_output=True)  # noqa: S603 - ours
        self.start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"postgresql://leitplanke@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.data.parent}"
        self._control("-o", options, "-l", str(self.data.parent / "log"), "start")

    def stop(self, how: str) -> None:
        """Stop it: ``fast`` as at an update, ``immediate`` as at a crash, ``kill`` as when memory runs out."""
        if how != "kill":
            self._control("-m", how, "stop")
            return
        main = psutil.Process(int((self.data / "postmaster.pid").read_text(encoding="ascii").split()[0]))
        victims = [main, *main.children(recursive=True)]
        for one in victims:
            one.kill()
        psutil.wait_procs(victims, timeout=10)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _control(self, *words: str) -> None:
        call = [*self.runner, self.programs / "pg_ctl", "-D", self.data, "-w", *words]
        subprocess.run(call, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
