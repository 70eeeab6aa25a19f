"""Install Debian's packages that the tests drive (a browser, a database, curl); as another user than root, say the exact command.

With ``--long`` also those that only the long tests cannot do without: there nothing may be left out for want of a C compiler.
"""

import glob
import os
import shutil
import subprocess
import sys

NEEDED = {
    "curl": lambda: shutil.which("curl"),
    "chromium-headless-shell": lambda: shutil.which("chromium-headless-shell") or shutil.which("chromium"),
    "fonts-dejavu-core": lambda: glob.glob("/usr/share/fonts/truetype/dejavu/*.ttf"),  # noqa: PTH207 - one look
    "poppler-utils": lambda: shutil.which("pdftotext"),
    "postgresql": lambda: shutil.which("pg_ctl") or glob.glob("/usr/lib/postgresql/*/bin/pg_ctl"),  # noqa: PTH207
}

LONG = {
    "gcc": lambda: shutil.which("cc"),
    "libc6-dev": lambda: glob.glob("/usr/include/stdlib.h"),  # noqa: PTH207 - one look
}


def main() -> None:
    """Install what is missing, or end with the command that does."""
    wanted = NEEDED | LONG if "--long" in sys.argv[1:] else NEEDED
    missing = [package for package, found in wanted.items() if not found()]
    if not missing:
        return
    command = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        sys.exit(f"System packages are missing: sudo sh -c '{command}'")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=False)  # noqa: S603, S607 - fixed words
    if done.returncode:
        sys.exit(f"{done.stdout[-2000:]}{done.stderr[-2000:]}\nThis failed: {command}")


if __name__ == "__main__":
    main()
