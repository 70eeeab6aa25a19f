"""One study on different roads: library or command line, memory or file, answers in one order or another."""

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from leitplanke.__main__ import group
from leitplanke.catalogue import compiled
from leitplanke.cli.summary import roadmap, summary
from leitplanke.exchange import examples, resultfile
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.result import StudyResult
from leitplanke.study.run import analyse

NAME = "marketplace-maker"
FILE = Path(__file__).parents[2] / "examples" / f"{NAME}.yaml"
CATALOGUE = compiled.read()
SEED = 7
POINTS = 16
BAND = {"low", "mid", "high"}


@pytest.fixture(scope="module")
def result() -> StudyResult:
    return analyse(CATALOGUE, examples.read(NAME, CATALOGUE), seed=SEED, outer_points=POINTS)


def test_the_json_has_the_promised_keys(result: StudyResult) -> None:
    tree: dict[str, Any] = json.loads(resultfile.dump(result))
    assert {"input_hash", "catalogue_version", "engine_version", "seed"} <= set(tree["study"])
    assert set(tree["company"]["sme_status"]) == {"eu", "ifm", "source", "reasons", "missing"}
    for risk in (tree["risk"], tree["plan"]["after"]):
        bands = ("expected_annual_loss_eur", "cvar95_eur", "static_risk_eur", "dynamic_vulnerability_eur", "adaptive_capacity_value_eur")
        for name in (*bands, "resilience"):
            assert set(risk[name]) >= BAND
        assert set(risk["existential_probability"]["liquidity"]) >= BAND
        assert set(risk["existential_probability"]["equity"]) >= BAND
        assert 0 <= risk["assumed_share"] <= 1
        assert all({"id", "expected_annual_loss_eur"} <= set(row) for row in [*risk["components"], *risk["unseens"]])
        assert len(risk["exceedance"]) == len(risk["exceedance_range"]) > 10
        assert all(len(pair) == 2 for pair in risk["exceedance"])
    for measure in tree["plan"]["measures"]:
        assert {"id", "start_quarter", "cost_eur", "avoided_loss_eur", "gain_eur"} <= set(measure)
    assert tree["assumptions"]
    assert isinstance(tree["missing"], list)


def test_the_order_of_answers_does_not_matter(analysed: Callable[[str], StudyResult]) -> None:
    inputs = examples.read(NAME, CATALOGUE)
    turned = dataclasses.replace(inputs, answers=inputs.answers[::-1], raters=inputs.raters[::-1])
    assert analyse(CATALOGUE, turned, seed=4, outer_points=16, histories=4096) == analysed(NAME)


def test_the_command_line_prints_the_same_json_and_nothing_else(result: StudyResult) -> None:
    line = [sys.executable, "-m", "leitplanke", "analyse", str(FILE), "--points", str(POINTS), "--seed", str(SEED), "--json", "-"]
    environment = {**os.environ, "LC_ALL": "de_DE.UTF-8", "COLUMNS": "100"}
    done = subprocess.run(line, capture_output=True, text=True, timeout=180, check=True, env=environment)
    assert done.stdout == resultfile.dump(result)
    assert done.stderr == ""


def test_the_terminal_tells_the_result_and_files_are_written(tmp_path: Path, result: StudyResult) -> None:
    report, out = tmp_path / "report.html", tmp_path / "result.json"
    line = ["analyse", str(FILE), "--points", str(POINTS), "--seed", str(SEED), "--report", str(report), "--json", str(out)]
    done = CliRunner().invoke(group(), line, env={"LC_ALL": "en_GB.UTF-8", "COLUMNS": "100"}, catch_exceptions=False)
    assert done.exit_code == 0
    assert done.stdout.startswith("Lindner Holzspielzeug GmbH\n")
    assert 'lang="en"' in report.read_text(encoding="utf-8")
    assert resultfile.load(out.read_text(encoding="utf-8")) == result
    assert done.stderr.splitlines() == [f"Written: {out}", f"Written: {report}"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "result.json"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_name_every_measure_and_fit_the_terminal(
    result: StudyResult, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    for text in (summary(result, CATALOGUE, language), roadmap(result, CATALOGUE, language)):
        assert max(len(line) for line in text.splitlines()) <= 100
        titles = {entry.id: getattr(entry.title, language) for entry in CATALOGUE.measures}
        assert all(titles[measure.id] in text for measure in result.plan.measures)
        assert "{" not in text
        assert "unseen." not in text
        assert "measure." not in text
