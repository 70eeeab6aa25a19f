"""``leitplanke import inventory``, run as people run it; what it writes is a study file that `place` reads."""

import json
from pathlib import Path

import pytest
import typed
import yaml

DATA = "Datenbestand;Schutzklasse;Umfang GB\nKundenkartei;vertraulich;5\n"
SERVICES = "Dienst;Anbieter;Betrieb;Daten\nKeller;Wir;eigener server;Kundenkartei\nMail;M GmbH;saas;\n"
STUDY = """
company: {name: Muster GmbH, sector: Metallbau, staff: 38, turnover_eur: 5200000}
start: 2027-Q1
dependence:
  services:
    - {id: mail, name: Mail, provider: Alt, model: saas, owner: IT}
"""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    (tmp_path / "data.csv").write_text(DATA, encoding="cp1252")
    (tmp_path / "services.csv").write_text(SERVICES, encoding="utf-8")
    (tmp_path / "firm.yaml").write_text(STUDY, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> typed.Done:
    return typed.run(*arguments, folder=folder)


def listing(*more: str) -> list[str]:
    lists = ("--data", "data.csv", "--services", "services.csv", "--map", "model=Betrieb")
    return ["import", "inventory", *lists, *more]


def test_two_lists_become_a_study_file(folder: Path) -> None:
    done = typed.start(*listing("--study", "firm.yaml", "--out", "out.yaml"), folder=folder)
    assert done.returncode == 0, done.stderr
    assert "Neu: 1 (Keller)" in done.stdout
    assert "Ergänzt oder geändert: 1 (Mail)" in done.stdout
    assert "Zeile 3" in done.stdout
    assert "fehlen das Ende des Vertrags und die Frist" in " ".join(done.stdout.split())
    tree = yaml.safe_load((folder / "out.yaml").read_text(encoding="utf-8"))
    mail, cellar = tree["dependence"]["services"]
    assert (mail["provider"], mail["owner"], cellar["holds"]) == ("M GmbH", "IT", ["kundenkartei"])
    study = yaml.safe_load(STUDY) | tree
    (folder / "new.yaml").write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    placed = run(folder, "place", "new.yaml")
    assert placed.returncode == 0, placed.stderr
    assert "Kundenkartei: Keller" in placed.stdout


def test_faults_of_both_lists_come_at_once_and_nothing_is_written(folder: Path) -> None:
    (folder / "data.csv").write_text(DATA + "Lohn;geheimnisvoll;1\n", encoding="utf-8")
    (folder / "services.csv").write_text(SERVICES + "Keller;;saas;\n", encoding="utf-8")
    done = run(folder, *listing("--out", "out.yaml", "--json", "out.json"))
    assert done.returncode == 2
    assert "Zeile 3, data.csv, Schutzklasse: „geheimnisvoll“" in done.stderr
    assert "Zeile 4, services.csv" in done.stderr
    assert "Kundenkartei" not in done.stderr
    assert not (folder / "out.yaml").exists()
    tree = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    assert (tree["services"], {fault["row"] for fault in tree["faults"] if fault["refuses"]}) == ([], {3, 4})


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "mindestens eine Liste"),
        (("--data", "data.csv", "--map", "colour=Umfang GB"), "„colour=Umfang GB“ ist keine Zuordnung"),
        (("--data", "data.csv", "--map", "note=Wetter"), "Eine Spalte „Wetter“ hat die Liste nicht"),
        (("--data", "missing.csv"), "missing.csv"),
        (("--services", "services.csv"), "keine Spalte gewählt: model"),
        (("--data", "data.csv", "--out", "data.csv"), "data.csv"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: tuple[str, ...], told: str, folder: Path) -> None:
    done = run(folder, "import", "inventory", *arguments)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.split()), done.stderr
