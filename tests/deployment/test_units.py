"""The systemd units: whole for systemd, shut to the world, and of one mind with the documents beside them."""

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deployment/systemd"
UNITS = sorted(FOLDER.glob("*.service"))
WORST = 1.5
"""By systemd's own scale from 0, shut, to 10, open; below 2 it says OK."""
DEMANDED = {
    "User": "leitplanke",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "MemoryDenyWriteExecute": "yes",
    "RestrictNamespaces": "yes",
    "StateDirectoryMode": "0700",
    "UMask": "0077",
}


def service(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    part = path.read_text(encoding="utf-8").partition("[Service]")[2].partition("[Install]")[0]
    for name, value in re.findall(r"^(\w+)=(.*)$", part, flags=re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_the_units_shut_the_server_in(path: Path) -> None:
    found = service(path)
    assert {name: found[name][-1] for name in DEMANDED} == DEMANDED
    assert "127.0.0.1" in found["ExecStart"][0] or found["ExecStart"][0].endswith(" worker")
    assert "LEITPLANKE_VAR=/var/lib/leitplanke" in found["Environment"][0]


def test_worker_and_server_are_shut_in_alike() -> None:
    server, worker = (service(FOLDER / name) for name in ("leitplanke.service", "leitplanke-worker@.service"))
    assert {name for name in server if server[name] != worker[name]} == {"ExecStart"}


def test_workers_end_and_start_with_the_server() -> None:
    """``PartOf`` alone would leave them stopped after the ``systemctl stop`` and ``start`` of an upgrade."""
    text = (FOLDER / "leitplanke-worker@.service").read_text(encoding="utf-8")
    assert {"PartOf=leitplanke.service", "After=leitplanke.service", "WantedBy=leitplanke.service"} <= {
        f"{name}={one}" for name, value in re.findall(r"^(PartOf|After|WantedBy)=(.*)$", text, flags=re.MULTILINE) for one in value.split()
    }


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="this machine has no systemd")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_reads_them_and_finds_them_shut(path: Path, tmp_path: Path) -> None:
    program = tmp_path / "leitplanke"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / path.name.replace("@", "@2")
    unit.write_text(path.read_text(encoding="utf-8").replace("/opt/leitplanke/bin/leitplanke", str(program)))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if path.stem.split("@")[0] in line]) == (0, [])
    done = subprocess.run(["systemd-analyze", "security", "--offline=yes", unit], capture_output=True, text=True, timeout=60, check=False)
    level = re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert level is not None, done.stderr
    assert float(level[1]) <= WORST


def test_the_settings_file_names_only_settings_that_exist() -> None:
    from leitplanke.web.refusals import known_variables  # noqa: PLC0415 - only here

    named = re.findall(r"^#?(LEITPLANKE_\w+)=", (FOLDER / "leitplanke.env").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert len(named) > 3
    assert set(named) <= known_variables()


def test_the_command_takes_settings_as_systemd_does(tmp_path: Path) -> None:
    """Nothing in a value is run or expanded, comments and empty lines are none, the last line may lack its end."""
    settings = tmp_path / "leitplanke.env"
    settings.write_text("# no setting\n\n;nor this\nLEITPLANKE_MAIL_FROM=a b$(touch x)`touch y`;touch z\nLEITPLANKE_LOG=json")
    (tmp_path / "runuser").write_text('#!/bin/sh\nshift 3\nprintf "%s|" "$@" "$LEITPLANKE_MAIL_FROM" "$LEITPLANKE_LOG" "$LEITPLANKE_VAR"\n')
    (tmp_path / "runuser").chmod(0o755)
    script = tmp_path / "leitplankectl"
    script.write_text((FOLDER / "leitplankectl").read_text(encoding="utf-8").replace("/var/lib/leitplanke", str(tmp_path)))
    call = ["sh", script, "backup", "to day.zip"]
    surroundings = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "LEITPLANKE_SETTINGS": str(settings)}
    done = subprocess.run(call, env=surroundings, capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.split("|")[1:] == ["backup", "to day.zip", "a b$(touch x)`touch y`;touch z", "json", str(tmp_path), ""]
    assert not [name for name in "xyz" if (tmp_path / name).exists()]


def test_the_quadlet_is_read_only_and_reachable_from_this_machine_only() -> None:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[method-assign,assignment]  # names of systemd keep their case
    read.read_string((ROOT / "deployment/container/leitplanke.container").read_text(encoding="utf-8"))
    found = read["Container"]
    assert (found["ReadOnly"], found["NoNewPrivileges"], found["DropCapability"]) == ("true", "true", "all")
    assert found["PublishPort"].startswith("127.0.0.1:")
