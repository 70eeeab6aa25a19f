"""What gets installed is pinned and hashed, and no file names where it comes from."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["run", "postgres", "dev", "bench", "uv"])
def test_requirements_are_pinned_and_hashed(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9][^\n]*\\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+", text, flags=re.MULTILINE)
    listed = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert listed
    assert len(pinned) == len(listed)
    assert all("==" in line for line in listed)


def test_no_registry_is_named() -> None:
    files = subprocess.run(
        ["git", "ls-files", "requirements", "pyproject.toml", "Makefile", ".ci"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in files.stdout.split():
        assert not re.search(r"https?://|(?<!emit-)index-url|file:///", (ROOT / name).read_text(encoding="utf-8")), name
