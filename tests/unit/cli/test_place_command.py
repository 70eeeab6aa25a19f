"""``leitplanke place``, run as people run it."""

import json
from pathlib import Path

import pytest
import typed

STUDY = """
company: {name: Muster GmbH, sector: Metallbau, staff: 38, turnover_eur: 5200000}
start: 2027-Q1
dependence:
  data_objects:
    - {id: drawings, name: Zeichnungen, classed: strictly-confidential, volume_gb: 400, availability: high, trade_secret: true}
  services:
    - {id: house, name: Server im Haus, provider: Wir, model: own-server, suits: [drawings], offer: {eur_per_year: 2400}}
    - {id: far, name: Fern, provider: F, model: iaas, region: US, seat: US, holds: [drawings], spend_eur_per_year: 9000}
"""


@pytest.fixture(name="study")
def _study(tmp_path: Path) -> Path:
    file = tmp_path / "firm.yaml"
    file.write_text(STUDY, encoding="utf-8")
    return file


def run(*arguments: str | Path) -> typed.Done:
    return typed.run("place", *arguments)


def test_says_what_is_forbidden_why_and_where_to_instead(study: Path) -> None:
    done = typed.start("place", study, "--date", "2026-12-01")
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stdout.replace("\N{NO-BREAK SPACE}", " ").split())
    assert "- Fern: Nicht erlaubt. " in text
    assert "- Server im Haus: Nur unter einer Bedingung. Nur in einem eigenen, verschlüsselten Bereich" in text
    assert "Zeichnungen: Fern (nicht erlaubt)" in text
    assert "Am billigsten: Das Aufbewahren kostet 2.400 € im Jahr" in text
    # Two providers are wanted for what must be there, and there is one alone that may hold it.
    assert "Zwei Anbieter für Wichtiges: Für das gibt es keine zwei Anbieter, die es aufnehmen dürfen: Zeichnungen" in text
    assert "Ohne Bedingungen: Ohne Bedingung darf das an keinem eingetragenen Ort liegen: Zeichnungen." in text
    assert "Wenn ein Anbieter wegfällt" in text


def test_the_file_for_programs(study: Path, tmp_path: Path) -> None:
    target = tmp_path / "places.json"
    assert run(study, "--json", target, "--lang", "en").returncode == 0
    tree = json.loads(target.read_text(encoding="utf-8"))
    assert {(one["service"], one["verdict"]) for one in tree["rulings"]} == {("house", "conditional"), ("far", "forbidden")}
    ways = {one["id"]: one for one in tree["options"]}
    assert [one["service"] for one in ways["cheapest"]["places"]] == ["house"]
    assert ways["cheapest"]["eur_per_year"] == pytest.approx(2_400.0)
    assert [one["provider"] for one in tree["without"]] == ["F"]


def test_a_study_without_data_or_services_is_refused(study: Path) -> None:
    for gone in ("data_objects", "services"):
        text = STUDY.replace("holds: [drawings], ", "").replace("suits: [drawings], ", "")
        lines = text.splitlines()
        start = next(number for number, line in enumerate(lines) if line.strip() == f"{gone}:")
        end = next((number for number in range(start + 1, len(lines)) if not lines[number].startswith("    ")), len(lines))
        study.write_text("\n".join([*lines[:start], *lines[end:]]) + "\n", encoding="utf-8")
        done = run(study)
        assert done.returncode == 2
        assert "keine Datenbestände oder keine Dienste" in done.stderr, (gone, done.stderr)
