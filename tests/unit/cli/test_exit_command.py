"""``leitplanke exit``, run as people run it."""

import json
from pathlib import Path

import pytest
import typed

STUDY = """
company: {name: Muster GmbH, sector: Metallbau, staff: 38, turnover_eur: 5200000}
start: 2027-Q1
dependence:
  data_objects:
    - {id: drawings, name: Zeichnungen, classed: strictly-confidential, volume_gb: 400}
  services:
    - id: erp-online
      name: Warenwirtschaft
      provider: ERP Cloud GmbH
      model: saas
      contract: {ends: 2028-01-11, notice_months: 3}
      spend_eur_per_year: 12000
      holds: [drawings]
      switching:
        egress_eur_per_gb: {low: 0.05, mode: 0.1, high: 0.2}
        penalty_share: 0.5
    - {id: mail, name: Post, provider: Mail Ltd, model: saas}
"""


@pytest.fixture(name="study")
def _study(tmp_path: Path) -> Path:
    file = tmp_path / "firm.yaml"
    file.write_text(STUDY, encoding="utf-8")
    return file


def run(*arguments: str | Path) -> typed.Done:
    return typed.run("exit", *arguments)


def test_the_law_switches_between_two_days(study: Path) -> None:
    found = [json.loads(run(study, "--service", "erp-online", "--date", day, "--json", "-").stdout) for day in ("2027-01-11", "2027-01-12")]
    egress = [next(part for part in one["parts"] if part["item"] == "egress") for one in found]
    assert (egress[0]["low"], egress[0]["mode"], egress[0]["high"]) == (pytest.approx(20.0), pytest.approx(40.0), pytest.approx(80.0))
    assert (egress[1]["low"], egress[1]["mode"], egress[1]["high"]) == (0.0, 0.0, 0.0)
    assert [one["granted"]["charges"] for one in found] == ["cost", "none"]
    # Half of 365 days at 12,000 EUR a year of 365.25 days.
    penalty = next(part for part in found[0]["parts"] if part["item"] == "remaining-term")
    assert penalty["mode"] == pytest.approx(0.5 * 12_000 * 365 / 365.25)
    for one in found:
        for name in ("low", "mode", "high"):
            assert one[name] == pytest.approx(sum(part[name] for part in one["parts"]))


def test_folder_and_table(study: Path, tmp_path: Path) -> None:
    done = typed.start("exit", study, "--service", "erp-online", "--date", "2027-06-30", "--report", tmp_path / "exit.pdf", "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "Fees for the remaining term" in done.stdout
    assert "The export was never tested" in done.stdout
    assert (tmp_path / "exit.pdf").read_bytes().startswith(b"%PDF-")


def test_a_service_without_contract_dates_is_refused_and_nothing_written(study: Path, tmp_path: Path) -> None:
    done = run(study, "--service", "mail", "--report", tmp_path / "exit.pdf")
    assert done.returncode == 2
    line = 1 + next(place for place, text in enumerate(STUDY.splitlines()) if "id: mail" in text)
    assert f"Zeile {line}, dependence.services[1].contract" in done.stderr
    assert "fehlen die Vertragsdaten" in done.stderr
    assert not (tmp_path / "exit.pdf").exists()


def test_what_is_not_there_is_refused(study: Path, tmp_path: Path) -> None:
    done = run(study, "--service", "erp-onlin")
    assert done.returncode == 2
    assert "Meinten Sie „erp-online“?" in done.stderr
    assert run(study, "--service", "erp-online", "--date", "2027-02-30").returncode == 2
    assert run(study, "--service", "erp-online", "--report", tmp_path / "exit.docx").returncode == 2
    assert run(tmp_path / "none.yaml", "--service", "x").returncode == 2
    assert run(study).returncode == 2


def test_data_that_may_not_lie_there_are_named_with_the_rule(study: Path) -> None:
    text = " ".join(run(study, "--service", "erp-online", "--date", "2027-06-30").stdout.split())
    assert "Der Bestand Zeichnungen darf hier nicht liegen" in text
    assert "„Ort nicht bekannt“; die Regel zu „Streng vertraulich“ erlaubt das dort nicht: Erst klären, wo die Daten liegen" in text
    assert "Kein anderer eingetragener Dienst darf ihn aufnehmen" in text
    english = " ".join(run(study, "--service", "erp-online", "--lang", "en").stdout.split())
    assert "The data object Zeichnungen may not lie here" in english
    (data,) = json.loads(run(study, "--service", "erp-online", "--json", "-").stdout)["data"]
    assert (data["name"], data["verdict"]) == ("Zeichnungen", "forbidden")
    assert [(ground["of"], ground["verdict"]) for ground in data["grounds"]] == [("strictly-confidential", "forbidden")]
    assert data["grounds"][0]["reason"]["en"].startswith("First find out where the data lie")


def test_a_place_where_misplaced_data_may_lie_is_named(study: Path) -> None:
    text = study.read_text(encoding="utf-8").replace(
        "    - {id: mail", "    - {id: house, name: Server im Haus, provider: Wir, model: own-server, suits: [drawings]}\n    - {id: mail"
    )
    study.write_text(text, encoding="utf-8")
    assert "Liegen darf er bei: Server im Haus." in run(study, "--service", "erp-online").stdout
