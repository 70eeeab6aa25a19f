"""``leitplanke import datev`` as a user runs it: figures, faults, codes instead of names, and what becomes a study."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from leitplanke.__main__ import group
from leitplanke.company.dependence.ledger import Ledger
from leitplanke.primitives.document import parse
from leitplanke.primitives.shape import shaped

HEAD = (
    '"EXTF";700;21;"Buchungsstapel";13;20260105093000123;;"RE";"";"";1001;42;20250101;4;20250101;20251231;'
    '"2025";"";1;0;0;"EUR";;"";;;"03";;;"";""'
)
COLUMNS = (
    "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Kurs;Basis-Umsatz;WKZ Basis-Umsatz;Konto;"
    "Gegenkonto (ohne BU-Schlüssel);BU-Schlüssel;Belegdatum;Belegfeld 1;Belegfeld 2;Skonto;Buchungstext"
)
ROWS = (
    '714000,00;"S";"EUR";;;;10000;8400;;0503;"RE-1";"";;"Nord AG"',
    '238000,00;"H";"EUR";;;;8400;10001;;0603;"RE-2";"";;"Süd GmbH"',
    '238000,00;"S";"EUR";;;;10002;8400;;0703;"RE-3";"";;"Ost KG"',
    '59500,00;"S";"EUR";;;;1200;10000;;0803;"RE-4";"";;"Zahlung"',
    '119000,00;"H";"EUR";;;;70000;3400;;0903;"ER-1";"";;"Stahl AG"',
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "EXTF.csv"
    path.write_bytes("\r\n".join((HEAD, COLUMNS, *ROWS, "")).encode("cp1252"))
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(group(), ["import", "datev", *map(str, words)])


def test_the_json_has_the_promised_shape(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert run(file, "--json", target).exit_code == 0
    assert json.loads(target.read_text(encoding="utf-8")) == {
        "customers": [
            {"account": "10000", "name": "Nord AG", "net_eur": 600_000.0, "share": 0.6},
            {"account": "10001", "name": "Süd GmbH", "net_eur": 200_000.0, "share": 0.2},
            {"account": "10002", "name": "Ost KG", "net_eur": 200_000.0, "share": 0.2},
        ],
        "customers_hhi": 4400.0,
        "suppliers": [{"account": "70000", "name": "Stahl AG", "net_eur": 100_000.0, "share": 1.0}],
        "suppliers_hhi": 10_000.0,
        "period": {"from": "2025-01-01", "to": "2025-12-31"},
        "faults": [],
    }


def test_groups_count_as_one_in_the_index(file: Path, tmp_path: Path) -> None:
    groups = tmp_path / "groups.csv"
    groups.write_text("account;parent\n10001;Süd Holding\n10002;Süd Holding\n", encoding="utf-8")
    found = json.loads(run(file, "--group-parents", groups, "--json", "-").stdout)
    assert (found["customers_hhi"], found["customers_hhi_by_partner"]) == (5200.0, 4400.0)
    assert [one.get("parent") for one in found["customers"]] == [None, "Süd Holding", "Süd Holding"]


@pytest.mark.parametrize(("language", "said"), [("de", "Das größte (Nord AG) trägt 60\xa0%"), ("en", "The largest (Nord AG) carries 60%")])
def test_without_options_it_says_the_result(file: Path, language: str, said: str) -> None:
    shown = run(file, "--lang", language)
    assert shown.exit_code == 0
    assert said in " ".join(shown.stdout.split(" ")).replace("\n", " ")


def test_faults_end_with_two_and_are_in_the_json_too(file: Path, tmp_path: Path) -> None:
    target, study = tmp_path / "out.json", tmp_path / "out.yaml"
    file.write_bytes(file.read_bytes().replace(b"238000,00;", b"238.000.00;"))
    shown = run(file, "--json", target, "--ledger", study, "--lang", "en")
    assert shown.exit_code == 2
    assert "Line 4, EXTF.csv, Umsatz: " in shown.stderr
    found = json.loads(target.read_text(encoding="utf-8"))
    assert [(one["row"], one["field"]) for one in found["faults"]] == [(4, "Umsatz"), (5, "Umsatz")]
    assert (found["customers"], found["suppliers"], found["period"]) == ([], [], None)
    assert not study.exists()


def test_the_same_file_twice_counts_once(file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.csv"
    again.write_bytes(file.read_bytes())
    found = json.loads(run(file, again, "--json", "-").stdout)
    assert [one["net_eur"] for one in found["customers"]] == [600_000.0, 200_000.0, 200_000.0]
    assert [(one["file"], one["code"], one["refuses"]) for one in found["faults"]] == [("again.csv", "datev-twice", False)]


def test_codes_stay_the_same_from_import_to_import(file: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    first = json.loads(run(file, "--pseudonymise", key, "--json", "-").stdout)
    assert key.stat().st_mode & 0o077 == 0
    assert len(key.read_bytes()) == 32
    again = json.loads(run(file, "--pseudonymise", key, "--json", "-").stdout)
    other = json.loads(run(file, "--pseudonymise", tmp_path / "key2", "--json", "-").stdout)
    codes = [{one["account"] for one in found["customers"]} for found in (first, again, other)]
    assert codes[0] == codes[1]
    assert codes[0].isdisjoint(codes[2])
    assert not any(word in json.dumps(first, ensure_ascii=False) for word in ('"10000"', "Nord", "Süd", "Stahl"))
    assert first["customers_hhi"] == 4400.0


def test_a_key_that_is_too_short_is_refused(file: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_bytes(b"secret")
    assert run(file, "--pseudonymise", key).exit_code == 2


def test_the_ledger_reads_back_as_part_of_a_study(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "dependence.yaml"
    assert run(file, "--ledger", target).exit_code == 0
    tree = yaml.safe_load(target.read_text(encoding="utf-8"))
    assert list(tree) == ["dependence"]
    document = parse(yaml.safe_dump(tree["dependence"]["ledger"]), "ledger.yaml")
    ledger = shaped(Ledger, document)
    assert [one.net_eur for one in ledger.customers] == [600_000.0, 200_000.0, 200_000.0]


def test_a_study_says_how_long_the_money_lasts(file: Path, tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    assert CliRunner().invoke(group(), ["new", str(study)]).exit_code == 0
    tree = yaml.safe_load(study.read_text(encoding="utf-8"))
    tree["company"] |= {"turnover_eur": 1_000_000, "value_added_eur": 500_000, "liquidity_eur": 100_000, "free_cash_flow_eur_per_year": 0}
    tree["company"] = {key: value for key, value in tree["company"].items() if key not in {"largest_buyer_eur", "platform_revenue_eur"}}
    study.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    shown = run(file, "--study", study, "--lang", "en")
    # 600,000 a year x 0.5 / 12 = 25,000 a month are missing: 100,000 last four months; the two others twelve each.
    assert "If Nord AG leaves, the money lasts about 4.0 months." in shown.stdout.replace("\n", " "), shown.output
    assert "If Süd GmbH leaves, the money lasts about 12.0 months." in shown.stdout.replace("\n", " ")


def test_outputs_never_destroy_what_is_read(file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    assert run(file, "--json", file).exit_code == 2
    assert run(tmp_path / "missing.csv", "--json", tmp_path / "x.json").exit_code == 2
    assert file.read_bytes() == before
    assert not (tmp_path / "x.json").exists()


def test_three_years_of_files_give_the_trend_and_the_months_of_a_calculation_by_hand(tmp_path: Path) -> None:
    """Net thousands of A, B and C, B and C being one group: 2023 600 / 400 / 0, 2024 700 / 200 / 100, 2025 600 / 240 / 120.

    By group A has 60, 70, 62.5 %, and the index is 5,200, 5,800 and 5,312.5. 40 % of sales are contribution; 300,000 lie there and
    5,000 are kept a month. A gone costs 20,000 a month, so 15,000 are short and the money lasts 20 months; the group gone costs 12,000,
    7,000 short, 42.86 months.
    """
    sold = {2023: (600, 400, 0), 2024: (700, 200, 100), 2025: (600, 240, 120)}
    files = []
    for year, thousands in sold.items():
        rows = [
            f'{net * 1190},00;"S";"EUR";;;;{10000 + place};8400;;0503;"RE-{year}-{place}";"";;"{name}"'
            for place, (net, name) in enumerate(zip(thousands, "ABC", strict=True))
            if net
        ]
        path = tmp_path / f"{year}.csv"
        path.write_bytes("\r\n".join((HEAD.replace("2025", str(year)), COLUMNS, *rows, "")).encode("cp1252"))
        files.append(path)
    groups, study, ledger, target = (tmp_path / name for name in ("groups.csv", "firm.yaml", "ledger.yaml", "out.json"))
    groups.write_text("account;parent\n10001;BC Holding\n10002;BC Holding\n", encoding="utf-8")
    company = {"name": "F", "sector": "s", "staff": 20, "turnover_eur": 1_000_000, "value_added_eur": 400_000}
    tree = {"company": company | {"liquidity_eur": 300_000, "free_cash_flow_eur_per_year": 60_000}, "start": "2027-Q1"}
    study.write_text(yaml.safe_dump(tree), encoding="utf-8")
    shown = " ".join(run(*files, "--group-parents", groups, "--study", study, "--lang", "en").stdout.split())
    assert "Customers, largest share and HHI over the years: 2023: 60%, 5,200; 2024: 70%, 5,400; 2025: 62%, 4,688." in shown  # by partner
    assert "Customers of the business year 2025: 3 accounts with €960,000 net together. The largest (A) carries 62%" in shown
    assert "By groups: the largest carries 62%, HHI 5,312." in shown
    assert "If A leaves, the money lasts about 20.0 months. If BC Holding leaves, the money lasts about 42.9 months." in shown
    assert run(*files, "--group-parents", groups, "--ledger", ledger).exit_code == 0
    study.write_text(study.read_text(encoding="utf-8") + ledger.read_text(encoding="utf-8"), encoding="utf-8")
    assert CliRunner().invoke(group(), ["dependence", str(study), "--json", str(target)]).exit_code == 0
    found = json.loads(target.read_text(encoding="utf-8"))["concentration"]
    assert found["customers"]["trend"] == [
        {"year": 2023, "whole": True, "hhi_by_group": 5200.0, "top1": 0.6},
        {"year": 2024, "whole": True, "hhi_by_group": 5800.0, "top1": 0.7},
        {"year": 2025, "whole": True, "hhi_by_group": 5312.5, "top1": 0.625},
    ]
    assert [(one["name"], round(one["months"], 2)) for one in found["if_one_leaves"]] == [("A", 20.0), ("BC Holding", 42.86)]
    assert [one["lost_eur_per_month"] for one in found["if_one_leaves"]] == pytest.approx([20_000.0, 12_000.0])


def test_a_long_tax_key_is_refused_until_its_rate_is_said(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b";10002;8400;;", b";10002;8200;101;"))
    refused = run(file, "--lang", "en")
    assert refused.exit_code == 2
    assert "Line 5, EXTF.csv, BU-Schlüssel: The tax key “101” has three or four digits" in " ".join(refused.stderr.split())
    assert "--tax-key: “101” is no tax key" in " ".join(run(file, "--tax-key", "101", "--lang", "en").stderr.split())
    found = json.loads(run(file, "--tax-key", "101=19", "--json", "-").stdout)
    assert [one["net_eur"] for one in found["customers"]] == [600_000.0, 200_000.0, 200_000.0]
