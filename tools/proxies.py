"""Fetch Debian's nginx, Caddy, Apache for `make test-long` into .venv/proxies: unpacked beside the system, not installed, nothing runs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / ".venv" / "proxies"
PACKAGES = (
    "nginx",
    "nginx-common",
    "caddy",
    "apache2-bin",
    "libapr1",
    "libaprutil1",
    "liblua5.3-0",
    "libnghttp2-14",
    "libjansson4",
    "libpcre2-8-0",
)
PROGRAMS = ("usr/sbin/nginx", "usr/bin/caddy", "usr/sbin/apache2")


def main() -> None:
    """Fetch what is missing, or end with the reason."""
    if all((TARGET / name).exists() for name in PROGRAMS):
        return
    fetched = TARGET / "packages"
    fetched.mkdir(parents=True, exist_ok=True)
    for attempt in range(2):
        done = subprocess.run(["apt-get", "download", *PACKAGES], cwd=fetched, capture_output=True, text=True, check=False)  # noqa: S603, S607 - fixed words
        if done.returncode == 0:
            break
        if attempt or os.geteuid() != 0:
            sys.exit(f"{done.stderr[-1000:]}\nDebian's packages could not be fetched: sudo apt-get update")
        subprocess.run(["apt-get", "update", "-qq"], check=False)  # noqa: S607 - as above
    for package in sorted(fetched.glob("*.deb")):
        subprocess.run(["dpkg", "-x", package, TARGET], check=True)  # noqa: S603, S607 - as above
    shutil.rmtree(fetched)


if __name__ == "__main__":
    main()
