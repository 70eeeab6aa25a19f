"""``leitplanke risk choose`` as people and programs use it."""

import json
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from leitplanke.__main__ import group
from leitplanke.cli import choose

ROOT = Path(__file__).parents[3]
FULL, ONE = ROOT / "tests/verification/full-firm.json", ROOT / "tests/verification/one-firm.json"
KEYS = {"portfolio", "cost_eur", "cvar95_eur", "bound_eur", "gap_relative", "seconds"}


def run(*arguments: str | Path, command: str = "choose") -> Result:
    found = CliRunner().invoke(group(), ["risk", command, *map(str, arguments)], env={"COLUMNS": "100", "LC_ALL": "de_DE.UTF-8"})
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def chosen(*arguments: str | Path) -> dict[str, Any]:
    done = run(*arguments, "--json", "-")
    assert (done.exit_code, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_the_choice_is_proven_and_evaluate_agrees(tmp_path: Path) -> None:
    found = chosen(FULL, "--budget", "100000")
    assert set(found) >= KEYS
    assert found["gap_relative"] == 0.0
    assert found["bound_eur"] == found["cvar95_eur"]
    file = json.loads(FULL.read_text(encoding="utf-8"))
    assert found["cost_eur"] == sum(file["measures"][one]["cost_eur"] for one in found["portfolio"]) <= 100_000
    file["portfolios"] = [found["portfolio"], []]
    path = tmp_path / "chosen.json"
    path.write_text(json.dumps(file), encoding="utf-8")
    after, before = json.loads(run(path, "--json", "-", command="evaluate").stdout)["results"]
    assert found["cvar95_eur"] == pytest.approx(after["cvar95_eur"], rel=1e-5)
    assert found["before"]["cvar95_eur"] == pytest.approx(before["cvar95_eur"], rel=1e-5)


def test_a_short_time_gives_the_best_so_far_with_a_gap() -> None:
    start = time.monotonic()
    found = chosen(ONE, "--budget", "137250", "--time-limit", "0.5")
    assert time.monotonic() - start < 8.0
    assert found["cost_eur"] <= 137_250
    assert 0.0 < found["bound_eur"] < found["cvar95_eur"] < found["before"]["cvar95_eur"]
    assert found["gap_relative"] == pytest.approx(1.0 - found["bound_eur"] / found["cvar95_eur"])


def test_the_lines_in_both_languages() -> None:
    german, english = (run(FULL, "--budget", "100000", "--lang", language).stdout for language in ("de", "en"))
    assert "10 Maßnahmen, Budget 100.000\u00a0€" in german
    assert "Keine andere Auswahl im Budget hat ein kleineres CVaR95." in german
    assert "No other choice within the budget has a lower CVaR95." in english
    assert "More money:" in english
    assert "(no measure)" in run(FULL, "--budget", "0", "--lang", "en").stdout
    assert "it could be better by" in run(ONE, "--budget", "137250", "--time-limit", "0.5", "--lang", "en").stdout


def test_a_file_without_measures_has_nothing_to_choose(tmp_path: Path) -> None:
    threat = {"rate_per_year": 0.3, "severity_median_eur": 1000, "severity_q95_eur": 5000}
    path = tmp_path / "plain.json"
    path.write_text(json.dumps({"horizon_years": 2, "threats": [threat]}), encoding="utf-8")
    found = chosen(path, "--budget", "1000")
    assert (found["portfolio"], found["cost_eur"], found["gap_relative"], found["next"]) == ([], 0.0, 0.0, None)


@pytest.mark.parametrize("budget", ["-1", "nan", "inf"])
def test_a_budget_that_is_none_is_refused(budget: str) -> None:
    done = run(FULL, "--budget", budget, "--lang", "en")
    assert done.exit_code == 2
    assert "is no budget. Give an amount in euros" in done.stderr


def test_bad_files_and_options_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    bad = json.loads(FULL.read_text(encoding="utf-8"))
    bad["measures"][0]["cost_eur"] = -1
    bad["threats"][0]["rate_per_year"] = True
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(bad), encoding="utf-8")
    done = run(path, "--budget", "5", "--json", tmp_path / "out.json", "--lang", "en")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "measures[0].cost_eur" in done.stderr
    assert "threats[0].rate_per_year" in done.stderr
    assert not (tmp_path / "out.json").exists()
    assert run(FULL).exit_code == 2
    assert run(FULL, "--budget", "lots").exit_code == 2
    assert run(FULL, "--budget", "5", "--time-limit", "-1").exit_code == 2


def test_amounts_too_far_apart_are_refused_or_answered(tmp_path: Path) -> None:
    threats = [
        {"rate_per_year": 5_000, "severity_median_eur": 0.01, "severity_q95_eur": 0.02},
        {"rate_per_year": 0.4, "severity_median_eur": 1, "severity_q95_eur": 90_000},
    ]
    path = tmp_path / "apart.json"
    path.write_text(json.dumps({"horizon_years": 1, "threats": threats, "measures": [{"frequency_factor": [1, 0.5]}]}), encoding="utf-8")
    done = run(path, "--budget", "5", "--lang", "en", "--json", "-")
    assert done.exit_code in {0, 2}
    if done.exit_code == 0:
        assert json.loads(done.stdout)["portfolio"] == [0]


def test_an_interrupt_ends_the_search_and_a_second_one_the_programme() -> None:
    # A shell that starts the tests in the background tells them to ignore Ctrl-C.
    before = signal.default_int_handler
    signal.signal(signal.SIGINT, before)
    with choose._until(60.0, lambda _stage, _share: None) as stop:
        assert not stop(0.5)
        signal.raise_signal(signal.SIGINT)
        assert stop(0.5)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
