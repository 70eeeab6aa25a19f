"""``leitplanke risk evaluate`` as people and programs use it."""

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from leitplanke.__main__ import group

ROOT = Path(__file__).parents[3]
BENCH = ROOT / "tests/verification"
PAGE = ROOT / "docs/reference/risk-model-file.md"
KEYS = {
    "portfolio",
    "mean_eur",
    "var95_eur",
    "cvar95_eur",
    "exceedance",
    "existential",
    "error_bound_relative",
    "existential_method",
    "existential_error",
}


def of_page(language: str, number: int = 0) -> str:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)[number]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Write the example of the reference."""
    path = tmp_path / "model.json"
    path.write_text(of_page("json"), encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    found = CliRunner().invoke(group(), ["risk", "evaluate", *map(str, arguments)], env={"COLUMNS": "100", "LC_ALL": "de_DE.UTF-8"})
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def evaluated(*arguments: str | Path) -> dict[str, Any]:
    done = run(*arguments, "--json", "-")
    assert (done.exit_code, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_the_results_have_the_form_of_the_reference(model: Path) -> None:
    found = evaluated(model)
    assert set(found) == {"results", "engine", "seed", "seconds"}
    assert (found["engine"], found["seed"]) == ("spectral", 1)
    assert [result["portfolio"] for result in found["results"]] == [[], ["backup"], ["backup", "second-supplier"]]
    shown = json.loads(of_page("json", 1))
    assert set(found) == set(shown)
    for result in found["results"]:
        assert set(result) >= KEYS
        assert set(result) <= set(shown["results"][0])
        assert result["existential"]["equity"] is None
        chances = result["existential"]["liquidity"]
        assert len(chances) == 3
        assert 0.0 <= chances[0] <= chances[1] <= chances[2] <= 1.0
        curve = [probability for _, probability in result["exceedance"]]
        assert curve == sorted(curve, reverse=True)
        assert curve[-1] == pytest.approx(0.001, rel=0.05)
        assert result["error_bound_relative"] < 0.001
    means = [result["mean_eur"] for result in found["results"]]
    assert means[0] > means[1]


def test_the_figures_of_the_reference_are_those_of_its_example(model: Path) -> None:
    result, shown = evaluated(model)["results"][1], json.loads(of_page("json", 1))["results"][0]
    for name in ("mean_eur", "var95_eur", "cvar95_eur"):
        assert result[name] == pytest.approx(shown[name], rel=1e-4)
    assert result["exceedance"][0] == pytest.approx(shown["exceedance"][0], rel=1e-4)
    # What recovers is simulated, the rest of these chances is not.
    assert result["existential"]["liquidity"] == pytest.approx(shown["existential"]["liquidity"], abs=4e-4)


def test_the_lines_of_python_in_the_reference_run(model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(model.parent)
    exec(compile(of_page("python"), "reference", "exec"), {})  # noqa: S102 - our own page
    printed = [float(line) for line in capsys.readouterr().out.split()]
    assert printed == [round(result["cvar95_eur"]) for result in evaluated(model)["results"]]


def test_the_bench_firm_comes_out_exactly() -> None:
    exact = json.loads((BENCH / "full-firm.json").read_text(encoding="utf-8"))["exact"]
    for result, answer in zip(evaluated(BENCH / "full-firm.json")["results"], exact, strict=True):
        assert result["portfolio"] == answer["portfolio"]
        assert result["mean_eur"] == pytest.approx(answer["mean"], rel=1e-9)
        assert result["var95_eur"] == pytest.approx(answer["var95"], rel=1e-4)
        assert result["cvar95_eur"] == pytest.approx(answer["cvar95"], rel=1e-5)


def test_simulation_says_its_errors_and_keeps_within_them(model: Path) -> None:
    exact, simulated = (evaluated(model, "--engine", engine, "--trials", "40000") for engine in ("spectral", "simulation"))
    assert simulated["trials"] == 40000
    for one, other in zip(exact["results"], simulated["results"], strict=True):
        errors = other["standard_error"]
        for name in ("mean_eur", "var95_eur", "cvar95_eur"):
            assert 0.0 < errors[name] < 0.05 * one[name]
            assert abs(other[name] - one[name]) < 4 * errors[name]
        assert other["error_bound_relative"] == pytest.approx(2 * errors["cvar95_eur"] / other["cvar95_eur"])
        probability = [point[1] for point in other["exceedance"]]
        assert errors["exceedance"] == pytest.approx([math.sqrt(p * (1 - p) / 40000) for p in probability], rel=0.02)


def test_simulation_says_when_it_cannot_be_relied_on(tmp_path: Path) -> None:
    # A loss of a billion every 200,000 years: hardly any history shows it, yet it is all of the mean.
    threat = {"rate_per_year": 1e-6, "severity_median_eur": 1e9, "severity_q95_eur": 3e9}
    path = tmp_path / "rare.json"
    path.write_text(json.dumps({"horizon_years": 5, "threats": [threat]}), encoding="utf-8")
    # With seed 1 one history does, with seed 4 none.
    assert evaluated(path, "--engine", "simulation", "--seed", "4")["results"][0]["doubts"] == ["too_rare"]
    assert evaluated(path, "--engine", "simulation", "--seed", "1")["results"][0]["doubts"] == ["few_in_tail"]
    shown = run(path, "--engine", "simulation", "--seed", "4", "--lang", "en").stdout
    assert "some threats are so rare" in " ".join(shown.split())
    mean = 5e-6 * 1e9 * math.exp((math.log(3) / 1.644854) ** 2 / 2)
    (result,) = evaluated(path)["results"]
    assert result["mean_eur"] == pytest.approx(mean, rel=1e-5)
    assert result["cvar95_eur"] == pytest.approx(20 * mean, rel=1e-3)


def test_more_losses_than_can_be_simulated(tmp_path: Path) -> None:
    threat = {"rate_per_year": 1e4, "severity_median_eur": 10, "severity_q95_eur": 30}
    path = tmp_path / "often.json"
    path.write_text(json.dumps({"horizon_years": 5, "threats": [threat]}), encoding="utf-8")
    done = run(path, "--engine", "simulation", "--lang", "en")
    assert done.exit_code == 2
    assert "often.json: This model has up to 10000 losses a year" in done.stderr
    (result,) = evaluated(path)["results"]
    # So many losses add up to a normal distribution, mean n m and variance n E[X^2].
    spread = math.log(3) / 1.644854
    mean, deviation = 5e4 * 10 * math.exp(spread**2 / 2), math.sqrt(5e4 * 100 * math.exp(2 * spread**2))
    assert result["var95_eur"] == pytest.approx(mean + 1.644854 * deviation, rel=1e-3)
    assert result["error_bound_relative"] < 0.005


def test_seed_decides_and_threads_do_not(model: Path) -> None:
    def drawn(*options: str) -> list[Any]:
        return [result["cvar95_eur"] for result in evaluated(model, "--engine", "simulation", "--trials", "5000", *options)["results"]]

    assert drawn("--threads", "1") == drawn("--threads", "3")
    assert drawn("--seed", "2") != drawn("--seed", "3")


def test_ruin_in_one_year_by_hand(tmp_path: Path) -> None:
    # Unit losses, 0.3 a year, buffer 1.5: ruin is two losses or more, 1 - 1.3 e^-0.3 = .036936 (method.md section 4).
    threat = {"rate_per_year": 0.3, "severity_median_eur": 1000, "severity_q95_eur": 1000}
    balance = {"liquidity_eur": 1000, "equity_eur": -500, "free_cash_flow_eur_per_year": [500]}
    path = tmp_path / "ruin.yaml"
    path.write_text(json.dumps({"horizon_years": 1, "threats": [threat], "balance": balance}), encoding="utf-8")
    for engine in ("spectral", "simulation"):
        (result,) = evaluated(path, "--engine", engine)["results"]
        error = result["existential_error"]["liquidity"][0]
        assert error < 0.003
        assert result["existential"]["liquidity"][0] == pytest.approx(0.036936, abs=2 * error + 1e-6)
        assert result["existential"]["equity"] == [pytest.approx(1.0 - math.exp(-0.3), abs=0.005)]
        assert result["existential_method"]["liquidity"] == ("exact" if engine == "spectral" else "simulated")
        assert result["mean_eur"] == pytest.approx(300, rel=0.02)


def test_the_cost_of_a_measure_can_exhaust_what_there_is(tmp_path: Path) -> None:
    threat = {"rate_per_year": 0, "severity_median_eur": 1, "severity_q95_eur": 1}
    measures = [{"cost_eur": 10, "start_year": 1}]
    balance = {"liquidity_eur": 5, "equity_eur": 20, "free_cash_flow_eur_per_year": 0}
    file = {"horizon_years": 3, "threats": [threat], "balance": balance, "measures": measures, "portfolios": [[], [0]]}
    path = tmp_path / "cost.json"
    path.write_text(json.dumps(file), encoding="utf-8")
    before, after = (result["existential"] for result in evaluated(path)["results"])
    assert before == {"liquidity": [0.0, 0.0, 0.0], "equity": [0.0, 0.0, 0.0]}
    assert after == {"liquidity": [0.0, 1.0, 1.0], "equity": [0.0, 0.0, 0.0]}


def test_the_table_in_both_languages(model: Path) -> None:
    german, english = (run(model, "--lang", language).stdout for language in ("de", "en"))
    assert "(keine Maßnahme)" in german
    assert re.search(r"backup, second-supplier +[\d.]+\u00a0€ +[\d.]+\u00a0€", german)
    assert re.search(r"backup, second-supplier +€[\d,]+ +€[\d,]+", english)
    # With onsets and money coming in, what recovers is simulated.
    assert "simulated in part (seed 1)" in " ".join(english.split())


def test_the_table_says_how_far_off_published_answers_it_is() -> None:
    shown = run(BENCH / "full-firm.json", "--lang", "en").stdout
    assert "CVaR95 off exact" in shown
    assert re.search(r"0, 3 .* 0\.000\d %\n", shown)


def test_faults_are_listed_and_nothing_is_written(tmp_path: Path) -> None:
    bad = json.loads(of_page("json"))
    bad["threats"][0]["rate_per_year"] = -1
    bad["threats"][1]["severity_q95_eur"] = 1
    bad["cascades"][0]["probability"] = 1.2
    (tmp_path / "bad.json").write_text(json.dumps(bad, indent=1), encoding="utf-8")
    done = run(tmp_path / "bad.json", "--json", tmp_path / "out.json", "--lang", "en")
    assert (done.exit_code, done.stdout) == (2, "")
    assert not (tmp_path / "out.json").exists()
    lines = done.stderr.splitlines()
    assert lines[0].startswith("3 faults")
    assert (
        lines[1] == "  - Line 7, threats[0].rate_per_year: -1 is too small: the value must be >= 0. Please check the number and its unit."
    )
    assert "threats[1].severity_q95_eur: The figure 1, which only 5 in 100 losses exceed" in lines[2]
    assert "cascades[0].probability: 1.2 is too large:" in lines[3]


def test_what_the_engine_cannot_keep_is_refused_with_the_portfolio(model: Path) -> None:
    done = run(model, "--largest-error", "0", "--lang", "en")
    assert done.exit_code == 2
    lines = done.stderr.splitlines()
    assert len(lines) == 4
    assert re.match(
        r"  - model\.json: portfolios\[1\]: The calculation may be off by \S+ % of CVaR95 here, more than the 0 % allowed\.", lines[2]
    )


def test_a_file_that_is_too_large_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "big.json").write_bytes(b" " * 8_000_001)
    assert "8.0 MB" in run(tmp_path / "big.json", "--lang", "en").stderr
    assert run(tmp_path / "none.json").exit_code == 2
    assert run(tmp_path / "big.json", "--engine", "magic").exit_code == 2


def test_the_model_file_is_never_overwritten(model: Path) -> None:
    before = model.read_bytes()
    assert run(model, "--json", model).exit_code == 2
    assert model.read_bytes() == before


def test_futures_are_told_loss_by_loss_and_add_up(model: Path) -> None:
    found = evaluated(model, "--stories", "6", "--trials", "20000")
    without, _, last = found["results"]
    assert [story["kind"] for story in without["stories"]] == [
        "one_in_two",
        "one_in_five",
        "one_in_twenty",
        "one_in_hundred",
        "liquidity_exhausted",
    ]
    for story in [*without["stories"], *last["stories"]]:
        by_year = [sum(loss["paid_eur"][year] for loss in story["losses"]) for year in range(3)]
        assert sum(eur * 1.03 ** -(year + 0.5) for year, eur in enumerate(by_year)) == pytest.approx(story["discounted_eur"], rel=1e-5)
        for loss in story["losses"]:
            cause = None if loss["cause"] is None else story["losses"][loss["cause"]]
            assert cause is None or (cause["threat"], loss["threat"], cause["year"]) == ("outage", "fraud", loss["year"])
    # The chances are those of the exact engine, and the balance is what the file says less losses.
    by_kind = {story["kind"]: story for story in without["stories"]}
    assert by_kind["one_in_twenty"]["discounted_eur"] == pytest.approx(without["var95_eur"], rel=0.05)
    assert by_kind["liquidity_exhausted"]["chance"] == pytest.approx(without["existential"]["liquidity"][-1], abs=0.006)
    story = by_kind["liquidity_exhausted"]
    assert min(story["balance"]["liquidity"]) < 0
    first = sum(loss["paid_eur"][0] for loss in story["losses"])
    assert story["balance"] == {"liquidity": [pytest.approx(140_000 - first), *story["balance"]["liquidity"][1:]], "equity": None}


def test_as_many_futures_are_told_as_asked_for_and_none_by_default(model: Path) -> None:
    two = evaluated(model, "--stories", "2", "--trials", "1000")["results"][0]["stories"]
    assert [story["kind"] for story in two] == ["one_in_twenty", "liquidity_exhausted"]
    assert "stories" not in evaluated(model)["results"][0]
    assert run(model, "--stories", "7").exit_code == 2


@pytest.mark.parametrize(("language", "head"), [("de", "In 1 von 20 Verläufen kostet es"), ("en", "1 in 20 futures costs")])
def test_futures_are_told_to_people(model: Path, language: str, head: str) -> None:
    done = run(model, "--stories", "1", "--lang", language)
    assert done.exit_code == 0
    assert done.stdout.count(head) == 3
    assert re.search(r"^  (Jahr|year) \d  (outage|fraud|lock-in)", done.stdout, flags=re.MULTILINE)


def test_futures_of_ten_portfolios_at_most(model: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.json"
    many.write_text(json.dumps({**json.loads(model.read_text(encoding="utf-8")), "portfolios": [[]] * 12}), encoding="utf-8")
    results = evaluated(many, "--stories", "1", "--trials", "1000")["results"]
    assert ["stories" in result for result in results] == [True] * 10 + [False] * 2
    assert "ersten 10 Portfolios" in run(many, "--stories", "1", "--trials", "1000").stdout
