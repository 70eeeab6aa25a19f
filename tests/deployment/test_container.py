"""The Containerfile, as far as it can be held without an engine: what it names is there, and what it promises stands in it."""

import os
import re
import shlex
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deployment/container"


def instructions() -> list[tuple[str, str]]:
    text = (FOLDER / "Containerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n\s*", "", "\n".join(line for line in text.splitlines() if not line.startswith("#"))).splitlines()
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines if line.strip()]


def last(name: str) -> str:
    return [rest for kind, rest in instructions() if kind == name][-1]


def stages() -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for one in instructions():
        if one[0] == "FROM":
            found.append([])
        if found:
            found[-1].append(one)
    return found


def test_each_instruction_is_one() -> None:
    known = {
        "ARG",
        "FROM",
        "WORKDIR",
        "COPY",
        "RUN",
        "LABEL",
        "ENV",
        "USER",
        "VOLUME",
        "EXPOSE",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
    }
    assert {kind for kind, _ in instructions()} <= known
    assert len(stages()) == 2


def test_what_is_copied_is_there_and_not_ignored() -> None:
    ignored = [line for line in (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    copied = [name for kind, rest in stages()[0] if kind == "COPY" for name in shlex.split(rest)[:-1]]
    assert set(copied) >= {"requirements", "src", "pyproject.toml"}
    for name in copied:
        assert (ROOT / name).exists(), name
        assert not any(fnmatch(name, pattern) for pattern in ignored), name


def test_only_locked_wheels_get_in_and_the_last_stage_installs_nothing() -> None:
    installs = [rest for kind, rest in stages()[0] if kind == "RUN" and "pip install" in rest]
    assert any("--require-hashes" in rest and "--only-binary :all:" in rest for rest in installs)
    own = next(rest for rest in installs if rest.split("&&")[0].rstrip().endswith("."))
    assert "--no-deps" in own
    assert "--no-build-isolation" in own
    assert "setuptools==" in (ROOT / "requirements/postgres.txt").read_text(encoding="utf-8"), "what builds it is in the lock"
    assert not [rest for kind, rest in stages()[1] if kind == "RUN" and ("pip" in rest or "apt" in rest or "curl" in rest)]


def test_it_runs_as_nobody_in_particular_and_says_how_it_is() -> None:
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", last("USER"))
    assert last("VOLUME") == "/data"
    assert "LEITPLANKE_VAR=/data" in last("ENV")
    assert "/bereit" in last("HEALTHCHECK")
    assert last("ENTRYPOINT") == '["leitplanke"]'
    assert "serve" in last("CMD")


def test_no_digest_is_made_up() -> None:
    text = (FOLDER / "Containerfile").read_text(encoding="utf-8")
    assert not re.search(r"sha256:[0-9a-f]{64}", text)


@pytest.mark.parametrize("option", ["--read-only", "--cap-drop ALL", "no-new-privileges", "127.0.0.1:8000:8000", ":/data"])
def test_it_is_run_as_it_is_meant_to(option: str) -> None:
    assert option in (FOLDER / "run.sh").read_text(encoding="utf-8")


def test_settings_of_the_shell_go_along_and_no_secret_stands_in_the_command(tmp_path: Path) -> None:
    engine = tmp_path / "engine"
    engine.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    engine.chmod(0o755)
    given = {"ENGINE": str(engine), "PATH": os.environ["PATH"], "LEITPLANKE_VAR": "/elsewhere", "LEITPLANKE_ORIGIN": "https://l.example"}
    secret = {"LEITPLANKE_METRICS_TOKEN": "with blank; $(touch x)", "LEITPLANKE_PROXIES": "10.88.0.1"}
    call = ["sh", str(FOLDER / "run.sh")]
    done = subprocess.run(call, env=given | secret, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True)
    words = done.stdout.splitlines()
    assert {words[at + 1] for at, one in enumerate(words) if one == "--env"} == {"LEITPLANKE_ORIGIN", *secret}
    assert words[-1] == "leitplanke"
    assert "blank" not in done.stdout
    del given["LEITPLANKE_ORIGIN"]
    assert subprocess.run(call, env=given, capture_output=True, timeout=30, check=False).returncode != 0
