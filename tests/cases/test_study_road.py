"""One study on different roads: ratings or moments, memory or file, library or command line."""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples, resultfile, studyfile
from leitplanke.study.result import StudyResult
from leitplanke.study.run import analyse

ROOT = Path(__file__).parents[2]
Results = Callable[[str], StudyResult]
BAND = {"low", "mid", "high"}


@pytest.mark.parametrize("name", examples.names())
def test_the_file_without_persons_gives_the_identical_result(name: str, result_of: Results) -> None:
    catalogue = compiled.read()
    inputs = examples.read(name, catalogue)
    text = studyfile.write(studyfile.pooled(inputs, catalogue))
    assert all(f"rater: {rater.id}" not in text for rater in inputs.raters)
    again = analyse(catalogue, studyfile.read(text, "moments.yaml", catalogue), seed=1, outer_points=16, histories=2**12)
    assert resultfile.dump(again) == resultfile.dump(result_of(name))


@pytest.mark.parametrize("name", examples.names())
def test_a_result_comes_back_from_its_file_unchanged(name: str, result_of: Results) -> None:
    result = result_of(name)
    assert resultfile.load(resultfile.dump(result)) == result


def test_the_order_of_answers_does_not_matter(result_of: Results) -> None:
    catalogue = compiled.read()
    inputs = examples.read("marketplace-maker", catalogue)
    turned = dataclasses.replace(inputs, answers=inputs.answers[::-1], raters=inputs.raters[::-1])
    again = analyse(catalogue, turned, seed=1, outer_points=16, histories=2**12)
    assert resultfile.dump(again) == resultfile.dump(result_of("marketplace-maker"))


def test_the_json_has_the_promised_keys(result_of: Results) -> None:
    tree: dict[str, Any] = json.loads(resultfile.dump(result_of("precision-parts")))
    assert {"input_hash", "catalogue_version", "engine_version", "seed"} <= set(tree["study"])
    assert set(tree["company"]["sme_status"]) == {"eu", "ifm", "source"}
    for risk in (tree["risk"], tree["plan"]["after"]):
        for name in ("expected_annual_loss_eur", "cvar95_eur", "static_risk_eur", "dynamic_vulnerability_eur"):
            assert set(risk[name]) >= BAND
        assert set(risk["adaptive_capacity_value_eur"]) >= BAND
        assert set(risk["resilience"]) >= BAND
        assert set(risk["existential_probability"]["liquidity"]) >= BAND
        assert set(risk["existential_probability"]["equity"]) >= BAND
        assert 0 <= risk["assumed_share"] <= 1
        assert all({"id", "expected_annual_loss_eur"} <= set(row) for row in [*risk["components"], *risk["unseens"]])
        assert [len(pair) for pair in risk["exceedance"]] == [2] * len(risk["exceedance_range"])
    for measure in tree["plan"]["measures"]:
        assert {"id", "start_quarter", "cost_eur", "avoided_loss_eur", "gain_eur"} <= set(measure)
    assert tree["assumptions"]
    assert isinstance(tree["missing"], list)


def test_the_command_line_prints_the_same_json_and_nothing_else() -> None:
    file = ROOT / "examples" / "marketplace-maker.yaml"
    command = [sys.executable, "-m", "leitplanke", "analyse", str(file), "--points", "16", "--seed", "7", "--json", "-"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    catalogue = compiled.read()
    expected = analyse(catalogue, examples.read("marketplace-maker", catalogue), seed=7, outer_points=16)
    assert done.stdout == resultfile.dump(expected)
    assert done.stderr == ""


@pytest.mark.parametrize(("lang", "words"), [("de", ("Erwarteter Schaden im Jahr", "Beginn")), ("en", ("Expected loss a year", "Start"))])
def test_the_terminal_tells_the_result_and_the_report_is_written(tmp_path: Path, lang: str, words: tuple[str, ...]) -> None:
    file, report, out = ROOT / "examples" / "precision-parts.yaml", tmp_path / "report.html", tmp_path / "result.json"
    command = [sys.executable, "-m", "leitplanke", "analyse", str(file), "--points", "16", "--lang", lang]
    command += ["--report", str(report), "--json", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, env={**os.environ, "COLUMNS": "100"})
    assert "Hartwig Präzisionsteile GmbH" in done.stdout
    assert all(word in done.stdout for word in words)
    assert max(len(line) for line in done.stdout.splitlines()) <= 100
    assert f'lang="{lang}"' in report.read_text(encoding="utf-8")
    assert resultfile.load(out.read_text(encoding="utf-8")).study.seed == 1


def test_plan_shows_the_roadmap_alone(tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    command = [
        sys.executable,
        "-m",
        "leitplanke",
        "plan",
        str(ROOT / "examples" / "precision-parts.yaml"),
        "--points",
        "16",
        "--json",
        str(out),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, env={**os.environ, "LC_ALL": "de_DE.UTF-8"})
    tree = json.loads(out.read_text(encoding="utf-8"))
    assert set(tree) == {"study", "company", "plan"}
    names = {entry.id: entry.title.de for entry in compiled.read().measures}
    assert tree["plan"]["measures"]
    assert all(names[measure["id"]] in done.stdout for measure in tree["plan"]["measures"])
