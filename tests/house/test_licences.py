"""What ships is listed with its licence and check sums, and nothing of it is under the GPL or AGPL."""

import importlib.metadata
import json
import re
import tomllib
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def test_bill_and_table_are_what_the_lock_files_say(sbom: ModuleType) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    found = sbom.parts()
    told = "run: .venv/bin/python tools/sbom.py"
    assert sbom.BILL.read_text(encoding="utf-8") == sbom.bill(found, version), told
    assert sbom.TABLE.read_text(encoding="utf-8") == sbom.table(found), told


def test_every_pinned_package_is_in_the_bill_with_all_its_hashes(sbom: ModuleType) -> None:
    bill = json.loads(sbom.BILL.read_text(encoding="utf-8"))
    there = {(one["name"], one["version"]): {row["content"] for row in one.get("hashes", ())} for one in bill["components"]}
    for lock in ("run", "postgres"):
        for block in (ROOT / f"requirements/{lock}.txt").read_text(encoding="utf-8").split("\n    # via")[:-1]:
            name = re.search(r"^([a-z0-9._-]+)(?:\[.*?\])?==(\S+)", block, flags=re.MULTILINE)
            assert name, block[:80]
            assert there[name[1], name[2]] == set(re.findall(r"sha256:([0-9a-f]{64})", block)), name[0]


def test_nothing_is_under_gpl_or_agpl(sbom: ModuleType) -> None:
    for part in sbom.parts():
        words = set(re.split(r" (?:AND|OR) ", part.licence))
        assert words <= sbom.TAKEN, part
        assert not any(re.match(r"A?GPL", word) for word in words), part
        assert part.licence != "LGPL-3.0-only" or part.when.startswith("with PostgreSQL"), part


def test_no_installed_package_calls_itself_gpl(sbom: ModuleType) -> None:
    """Asked of the packages themselves, past the table of this project."""
    for part in sbom.parts():
        if part.kind != "pypi":
            continue
        try:
            told = importlib.metadata.metadata(part.name)
        except importlib.metadata.PackageNotFoundError:
            # Two are for Windows only.
            assert "win32" in part.when
            continue
        # The whole text of a licence may name others that are bundled; what counts is what the package says it is.
        said = " ".join([told.get("License-Expression") or "", (told.get("License") or "")[:60], *(told.get_all("Classifier") or [])])
        assert not re.search(r"(?<!L)GPL|Affero|GNU General", said), (part.name, said)


def test_every_vendored_file_has_its_licence_beside_it() -> None:
    vendor = ROOT / "src/leitplanke/web/static/vendor"
    for folder in [path for path in vendor.iterdir() if path.is_dir()]:
        assert (folder / "LICENSE.txt").is_file()
        assert f"`{folder.name}/`" in (vendor / "README.md").read_text(encoding="utf-8")
    for fonts in ("src/leitplanke/web/static/fonts", "src/leitplanke/reports/fonts"):
        assert (ROOT / fonts / "OFL.txt").is_file()
