"""``leitplanke dependence`` and ``import settlement`` as a user runs them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from leitplanke.__main__ import group
from leitplanke.catalogue import compiled
from leitplanke.exchange import studyfile
from leitplanke.reports import numbers

STUDY = """
company: {name: Muster GmbH, sector: Metall, staff: 38, turnover_eur: 5200000, liquidity_eur: 450000}
start: 2027-Q1
dependence:
  ledger:
    begins: 2025-01-01
    ends: 2025-12-31
    customers:
      - {account: "10001", name: Alpha AG, parent: Alpha Holding, years: [{year: 2025, net_eur: 1200000}]}
      - {account: "10002", name: Alpha Nord, parent: Alpha Holding, years: [{year: 2025, net_eur: 300000}]}
  relations:
    - {partner: alpha ag, role: customer, their_alternatives: 1, their_switch_weeks: 26, judged_by: Vertrieb, judged_on: 2026-11-20}
  channels:
    - {name: Marktplatz, type: b2c, basis: settlement, year: 2025, revenue_net_eur: 400000, goods_eur: 180000, reroute_days: 45}
"""
TABLE = "Bestellung;Datum;Art;Betrag\nA1;01.01.2025;Verkauf;1.190,00\nA1;31.12.2025;Provision;-100,00\n"


def run(*words: object) -> Result:
    return CliRunner().invoke(group(), list(map(str, words)))


@pytest.fixture
def study(tmp_path: Path) -> Path:
    path = tmp_path / "firm.yaml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def test_the_json_says_all_parts(study: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert run("dependence", study, "--json", target).exit_code == 0
    found = json.loads(target.read_text(encoding="utf-8"))
    assert found["largest_customer"] == {"group": "Alpha Holding", "eur": 1_500_000.0, "basis": "postings", "year": 2025}
    assert found["concentration"]["customers"]["hhi_by_group"] == 10_000.0
    (relation,) = found["relations"]
    assert (relation["volume_eur"], relation["needs_us"]) == (1_200_000.0, 0.5)  # (1/2 + 26/52) / 2
    assert found["account_blocked"][0]["lost_eur_per_month"] == pytest.approx(220_000 / 12)
    assert {one["target"] for one in found["measured"]} >= {"base.main-buyer-revenue", "base.platform-revenue"}
    assert found["measured_margins"][0]["factor"] == pytest.approx(220 / 400 / 0.4)


@pytest.mark.parametrize(("language", "words"), [("de", "Größter Kunde ist Alpha Holding"), ("en", "The largest buyer is Alpha Holding")])
def test_it_is_said_in_both_languages(study: Path, language: str, words: str) -> None:
    found = run("dependence", study, "--lang", language)
    assert found.exit_code == 0
    assert words in found.output


def test_the_letter_names_the_law_of_the_day_and_only_for_consumers(study: Path) -> None:
    assert "2019/1150" in run("dependence", study, "--letter", "-").output
    study.write_text(STUDY.replace("type: b2c", "type: b2b"), encoding="utf-8")
    assert "2019/1150" not in run("dependence", study, "--letter", "-").output


def test_each_operator_gets_a_letter_and_the_law_of_its_day(study: Path) -> None:
    """The rules for platforms bind from 12 July 2020 on, whenever the study begins."""
    second = "    - {name: Klein, type: b2c, revenue_net_eur: 90000}\n    - {name: Nur Firmen, type: b2b, revenue_net_eur: 10000}\n"
    study.write_text(STUDY + second + "    - {name: Laden, type: b2c, own: true, revenue_net_eur: 900000}\n", encoding="utf-8")
    letters = run("dependence", study, "--letter", "-", "--date", "2020-07-12").output.split("-" * 72)
    assert [one.strip().splitlines()[0] for one in letters] == ["An Marktplatz", "An Klein", "An Nur Firmen"]
    assert ["(EU) 2019/1150 für Plattformen und Händler. Danach" in one for one in letters] == [True, True, False]
    before = run("dependence", study, "--letter", "-", "--date", "2020-07-11").output
    assert "Danach müssen Sie" not in before
    assert "11.\u00a0Juli 2020" in before
    assert numbers.day(datetime.now(UTC).astimezone().date(), "de") in run("dependence", study, "--letter", "-").output


def test_a_study_without_anything_says_so(study: Path) -> None:
    study.write_text(STUDY[: STUDY.index("dependence:")], encoding="utf-8")
    found = run("dependence", study)
    assert found.exit_code == 0
    assert "import datev" in " ".join(found.output.split())


def test_a_judgement_without_judge_is_refused(study: Path) -> None:
    study.write_text(STUDY.replace(", judged_by: Vertrieb, judged_on: 2026-11-20", ""), encoding="utf-8")
    found = run("dependence", study)
    assert found.exit_code == 2
    assert "dependence.relations[0].judged_by" in found.output


def test_a_settlement_becomes_a_channel_that_a_study_takes(tmp_path: Path) -> None:
    table, target, output = tmp_path / "table.csv", tmp_path / "channel.yaml", tmp_path / "out.json"
    table.write_text(TABLE, encoding="utf-8")
    found = run("import", "settlement", table, "--name", "Portal", "--goods", 400, "--channel", target, "--json", output)
    assert found.exit_code == 0
    told = json.loads(output.read_text(encoding="utf-8"))
    assert told["left_eur"] == 500.0  # 1,000 less 100 less 400
    tree = yaml.safe_load(STUDY)
    tree["dependence"] = yaml.safe_load(target.read_text(encoding="utf-8"))["dependence"]
    inputs = studyfile.read(json.dumps(tree, default=str), "x.json", compiled.read())
    assert inputs.dependence.channels[0].left_eur == 500.0


def test_a_refused_settlement_writes_its_faults(tmp_path: Path) -> None:
    table, output = tmp_path / "table.csv", tmp_path / "out.json"
    table.write_text(TABLE.replace("1.190,00", "viel"), encoding="utf-8")
    found = run("import", "settlement", table, "--json", output)
    assert found.exit_code == 2
    told = json.loads(output.read_text(encoding="utf-8"))
    assert told["channel"] is None
    assert (told["faults"][0]["row"], told["faults"][0]["code"]) == (2, "settlement-amount")
