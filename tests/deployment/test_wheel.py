"""The wheel holds everything and runs by itself: pages, words, catalogue, fonts, engine."""

import json
import os
import re
import subprocess
import urllib.request
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_every_file_of_the_source_is_in_the_wheel(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    there = {
        str(path.relative_to(ROOT / "src"))
        for path in (ROOT / "src/leitplanke").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sorted(there - packed) == []
    assert sorted(packed - there) == []
    assert {"LICENSE", "NOTICE"} <= {Path(name).name for name in zipfile.ZipFile(wheel).namelist() if "/licenses/" in name}


def test_nothing_is_packed_that_belongs_to_the_machine_it_was_built_on(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    texts = [archive.read(name) for name in archive.namelist() if name.endswith((".py", ".json", ".yaml", "METADATA", "RECORD"))]
    assert not [text for text in texts if str(ROOT).encode() in text]


def test_it_runs_in_an_empty_home_with_pages_fonts_and_words(serving: Callable[..., AbstractContextManager[int]], tmp_path: Path) -> None:
    with serving(LEITPLANKE_LOCAL="1") as port:

        def get(path: str) -> bytes:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
                return bytes(answer.read())

        page = get("/").decode()
        linked = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
        assert len(linked) > 3
        for path in linked:
            styles = get(path)
            for font in re.findall(rb"url\([\"']?(/static/[^)\"']+\.woff2)", styles):
                assert get(font.decode())[:4] == b"wOF2"
        assert not re.search(r'(?:href|src)="https?://(?!127\.0\.0\.1)', page), "everything comes from here"
    assert list((tmp_path / "home").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "log", "var"]


def test_the_engine_runs_and_writes_its_papers(installed: Path, bare: dict[str, str], tmp_path: Path) -> None:
    study = ROOT / "examples/precision-parts.yaml"
    call = [installed / "bin/leitplanke", "analyse", study, "--points", "16", "--report", tmp_path / "report.pdf"]
    done = subprocess.run(call, env=bare, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "report.pdf").read_bytes()[:5] == b"%PDF-"


def test_the_doctor_knows_a_damaged_installation(installed: Path, bare: dict[str, str]) -> None:
    def told() -> dict[str, dict[str, str]]:
        call = [installed / "bin/leitplanke", "doctor", "--json", "--lang", "en"]
        done = subprocess.run(call, env=bare, capture_output=True, text=True, timeout=120, check=False)
        return {one["check"]: one for one in json.loads(done.stdout)}

    whole = told()
    assert (whole["files"]["state"], whole["packages"]["state"], whole["papers"]["state"]) == ("ok", "ok", "ok")
    assert whole["files"]["code"] == "ok", "a wheel is compared, a checkout is not"
    font = next(installed.rglob("SourceSans3-It.ttf"))
    kept = font.read_bytes()
    font.unlink()
    try:
        broken = told()
    finally:
        font.write_bytes(kept)
    assert broken["files"]["code"] == "changed"
    assert "SourceSans3-It.ttf" in broken["files"]["said"]
    assert broken["papers"]["code"] == "no-font"


def test_uv_installs_it_as_a_tool_in_the_locked_versions(wheel: Path, bare: dict[str, str], tmp_path: Path) -> None:
    places = {"UV_TOOL_DIR": str(tmp_path / "tools"), "UV_TOOL_BIN_DIR": str(tmp_path / "bin")}
    lock = ROOT / "requirements/postgres.txt"
    call = [ROOT / ".venv/bin/uv", "tool", "install", "-q", "-c", lock, f"{wheel}[postgres]"]
    subprocess.run(call, env={**os.environ, **places}, check=True, timeout=240)
    said = subprocess.run([tmp_path / "bin/leitplanke", "doctor", "--json"], env=bare, capture_output=True, text=True, check=False)
    assert {one["check"]: one["state"] for one in json.loads(said.stdout)}["packages"] == "ok"
    asked = [
        tmp_path / "tools/leitplanke/bin/python",
        "-c",
        "from importlib.metadata import version; print(version('psycopg'), version('django'))",
    ]
    found = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    assert found == [re.search(rf"^{name}==([\d.]+)", lock.read_text(), flags=re.MULTILINE)[1] for name in ("psycopg", "django")]  # type: ignore[index]


@pytest.mark.parametrize("command", ["worker", "backup b.zip", "doctor --lang en"])
def test_a_postgresql_without_its_driver_is_told_with_what_to_install(
    command: str, installed: Path, bare: dict[str, str], tmp_path: Path
) -> None:
    call = [installed / "bin/leitplanke", *command.split()]
    named = bare | {"LEITPLANKE_DATABASE_URL": "postgresql://anna:Zebra@127.0.0.1:1/firm"}
    done = subprocess.run(call, env=named, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    told = done.stdout + done.stderr
    assert done.returncode == 1
    assert "psycopg" in told
    assert "postgres.txt" in told
    assert not [part for part in ("Traceback", "Zebra") if part in told], told
    assert command.startswith("doctor") or told.count("\n") == 1


@pytest.mark.parametrize("name", ["run", "postgres"])
def test_the_wheel_allows_what_is_locked(name: str, wheel: Path) -> None:
    """Who installs without the locks gets versions in the same bounds."""
    archive = zipfile.ZipFile(wheel)
    metadata = archive.read(next(one for one in archive.namelist() if one.endswith("/METADATA"))).decode()
    needed = {re.match(r"[\w.-]+", line)[0].lower() for line in re.findall(r"^Requires-Dist: (.*)$", metadata, flags=re.MULTILINE)}  # type: ignore[index]
    locked = set(
        re.findall(r"^([a-z0-9.-]+)(?:\[[^\]]*\])?==", (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    assert needed - locked == (set() if name == "postgres" else {"psycopg"})
