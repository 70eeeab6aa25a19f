"""``leitplanke plan`` as people type it: objectives, front, budget of nothing, early ends, contradictions."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from leitplanke.__main__ import group
from leitplanke.catalogue import compiled
from leitplanke.reports.words import say

EXAMPLES = Path(__file__).parents[3] / "examples"
WHOLE = EXAMPLES / "marketplace-maker.yaml"
FEW = ("--points", "16")
LEFT = (
    "measure.cyber.emergency-drill",
    "measure.finance.staged-financing",
    "measure.org.decision-delegation",
    "measure.org.model-workshop",
    "measure.org.project-gate",
    "measure.platform.blocked-plan",
    "measure.platform.data-diet",
    "measure.staff.key-person-doc",
)
"""Measures that are not ruled out: those of the plans of the whole firm and some that need others."""


def small(folder: Path) -> Path:
    """Return the study file of a firm that chooses among few measures, so that a proof takes a second."""
    study = yaml.safe_load(WHOLE.read_text(encoding="utf-8"))
    ids = {one.id for one in compiled.read().measures}
    assert ids > set(LEFT)
    study["decided"] = [{"measure": one, "decision": "out", "reason": "Test"} for one in sorted(ids - set(LEFT))]
    file = folder / "firm.yaml"
    file.write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small(tmp_path_factory.mktemp("firm"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(group(), [str(argument) for argument in arguments], env={"COLUMNS": "100"})


def plan_of(target: Path, *arguments: str | Path) -> dict[str, Any]:
    done = run("plan", *arguments, *FEW, "--json", target)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines()[0] == "Lindner Holzspielzeug GmbH"
    tree: dict[str, dict[str, Any]] = json.loads(target.read_text(encoding="utf-8"))
    assert set(tree) == {"study", "company", "plan"}
    return tree["plan"]


@pytest.fixture(scope="module")
def by_objective(tmp_path_factory: pytest.TempPathFactory, firm: Path) -> dict[str, dict[str, Any]]:
    target = tmp_path_factory.mktemp("plans") / "plan.json"
    found = {name: plan_of(target, firm, "--objective", name) for name in ("cvar", "existence", "net-benefit")}
    # A target that can be reached: half way to the lowest chance.
    ends = [chance(found["existence"][side]) for side in ("before", "after")]
    return {**found, "target": plan_of(target, firm, "--objective", "target", "--target", f"{sum(ends) / 2.0:.4f}")}


def chance(risk: dict[str, Any]) -> float:
    return float(risk["existential_probability"]["liquidity"]["mid"])


def test_the_default_is_the_plan_of_analyse_with_front_bound_and_before(
    by_objective: dict[str, dict[str, Any]], firm: Path, tmp_path: Path
) -> None:
    target = tmp_path / "whole.json"
    assert run("analyse", firm, *FEW, "--json", target).exit_code == 0
    whole, plan = json.loads(target.read_text()), by_objective["cvar"]
    mine = {"before", "bound_eur", "bound_missing", "front", "gap_relative", "starts_bound_eur", "starts_gap_relative", "value"}
    assert {key: plan[key] for key in whole["plan"].keys() - mine} == {key: whole["plan"][key] for key in whole["plan"].keys() - mine}
    # The objective is read on a finer grid than the search's, because a bound is set against it.
    assert plan["value"] == pytest.approx(whole["plan"]["value"], rel=1e-3)
    assert plan["before"] == whole["risk"]
    assert whole["plan"]["front"] == []
    assert 0.0 < plan["bound_eur"] <= plan["starts_bound_eur"] <= plan["value"]
    # Of a dozen measures nothing is left open; whole catalogues are proven in tests/verification and benchmarks.
    assert plan["starts_gap_relative"] == 0.0
    assert plan["starts_gap_relative"] == pytest.approx(1.0 - plan["starts_bound_eur"] / plan["value"], abs=1e-9)
    assert (whole["plan"]["starts_bound_eur"], whole["plan"]["starts_gap_relative"]) == (None, None)
    assert plan["gap_relative"] == pytest.approx((plan["value"] - plan["bound_eur"]) / plan["value"])
    only_here = {"bound_eur", "bound_missing", "gap_relative", "starts_bound_eur", "starts_gap_relative", "front", "before"}
    assert plan.keys() == whole["plan"].keys() | only_here


def test_each_objective_is_best_at_its_own(by_objective: dict[str, dict[str, Any]]) -> None:
    def benefit(name: str) -> float:
        (chosen,) = [one for one in by_objective[name]["front"] if one["chosen"]]
        return float(chosen["gain_eur"] - chosen["expected_loss_eur"] - chosen["cost_eur"])

    left = {name: chance(plan["after"]) for name, plan in by_objective.items()}
    before = chance(by_objective["cvar"]["before"])
    # Simulated on the same chances; the search looks at an approximation.
    assert left["existence"] <= min(left["cvar"], left["net-benefit"]) + 0.002
    assert left["existence"] < before
    assert benefit("net-benefit") > max(benefit("cvar"), benefit("existence"))
    assert by_objective["net-benefit"]["gains_counted"]
    assert not by_objective["cvar"]["gains_counted"]
    target = by_objective["target"]
    assert left["existence"] < left["target"] <= target["target"] < before
    assert target["target_met"]
    assert target["cost_eur"]["mid"] < by_objective["existence"]["cost_eur"]["mid"]
    assert target["bound_missing"] == ""
    assert 0.0 < target["bound_eur"] <= target["value"]
    assert target["gap_relative"] == pytest.approx(1.0 - target["bound_eur"] / target["value"])
    assert 0.0 < by_objective["existence"]["gap_relative"] < 1.0
    assert by_objective["existence"]["bound_missing"] == "not-in-euros"


def test_fronts_show_what_more_money_does(by_objective: dict[str, dict[str, Any]]) -> None:
    risks = {"cvar": "cvar95_eur", "existence": "liquidity_probability"}
    for name, risk in risks.items():
        front = by_objective[name]["front"]
        assert 5 <= len(front) <= 15
        assert [one["cost_eur"] for one in front] == sorted({one["cost_eur"] for one in front})
        assert [one[risk] for one in front] == sorted({one[risk] for one in front}, reverse=True)
        assert sum(one["chosen"] for one in front) == 1
        assert front[0]["measures"] == []


def test_a_budget_of_nothing_says_what_the_first_euro_would_buy(firm: Path, tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    done = run("plan", firm, *FEW, "--budget-per-year", "0", "--json", target, "--lang", "de")
    assert "Der erste Euro" in done.stdout
    plan = json.loads(target.read_text())["plan"]
    assert plan["measures"] == []
    assert [one["cost_eur"] for one in plan["front"]] == [0.0]
    bought = plan["first_buy"]
    enough = plan_of(target, firm, "--budget-per-year", str(bought["budget_eur_per_year"] * 1.000001))
    assert enough["measures"]
    assert all(quarter["budget_eur"] <= bought["budget_eur_per_year"] * 1.000001 for quarter in enough["quarters"])


def test_a_target_out_of_reach_is_said(firm: Path, tmp_path: Path) -> None:
    done = run("plan", firm, *FEW, "--objective", "target", "--target", "0.001", "--json", tmp_path / "plan.json", "--lang", "en")
    assert "not reached" in " ".join(done.stdout.split())
    plan = json.loads((tmp_path / "plan.json").read_text())["plan"]
    assert plan["target_met"] is False
    # What no plan goes below: above the target it is out of reach, below it that stays open.
    least = plan["after"]["existential_probability"]["liquidity"]["mid"] * (1.0 - plan["gap_relative"])
    assert 0.0 <= plan["gap_relative"] < 1.0
    said = "No plan within your limits reaches it" if least > 0.001 else "another plan reaches the target is open"
    assert said in " ".join(done.stdout.split())
    met = run("plan", firm, *FEW, "--objective", "target", "--target", "0.5", "--lang", "en")
    assert "reached without any measure" in " ".join(met.stdout.split())
    # Nothing is missing then: neither money nor time.
    assert "pays off" not in " ".join(met.stdout.split())
    assert "\n\n\n" not in met.stdout


def test_nothing_starts_after_the_last_start(firm: Path, tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "plan.json", firm, "--objective", "net-benefit", "--last-start", "2027-Q2")
    assert {one["start_quarter"] for one in plan["measures"]} <= {"2027-Q1", "2027-Q2"}
    assert {one["start_quarter"] for each in plan["front"] for one in each["measures"]} <= {"2027-Q1", "2027-Q2"}
    assert plan["last_start"] == "2027-Q2"
    for wrong, said in (("2040-Q1", "2031-Q4"), ("soon", "soon")):
        done = run("plan", firm, *FEW, "--last-start", wrong)
        assert done.exit_code == 2
        assert said in done.stderr


def test_the_time_limit_ends_the_search_with_a_plan_that_holds(firm: Path, tmp_path: Path) -> None:
    plan = plan_of(tmp_path / "plan.json", firm, "--time-limit", "0.001")
    assert plan["ended"] == "stopped"
    assert all(quarter["cost_eur"] <= quarter["budget_eur"] + 1e-6 for quarter in plan["quarters"])


def test_ctrl_c_gives_the_best_so_far(tmp_path: Path) -> None:
    target, (watched, shown) = tmp_path / "plan.json", pty.openpty()
    firm = EXAMPLES / "machine-builder.yaml"
    command = [sys.executable, "-m", "leitplanke", "plan", str(firm), *FEW, "--json", str(target), "--lang", "en"]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=shown, text=True, env={**os.environ, "COLUMNS": "100"})
    os.close(shown)
    said = ""
    # As a person would: once the bar says that measures are looked for.
    while say("en", "cli.stage.plan") not in said:
        said += os.read(watched, 10_000).decode(errors="ignore")
    started.send_signal(signal.SIGINT)
    while here := rest(watched):
        said += here
    out, _ = started.communicate(timeout=60)
    assert started.returncode == 0, said
    assert "best plan so far" in said
    assert json.loads(target.read_text())["plan"]["ended"] == "stopped"
    assert "ended early" in " ".join(out.split())


def test_an_interrupt_before_the_calculation_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    target, pipe = tmp_path / "plan.json", tmp_path / "firm.yaml"
    # A file that nobody writes to keeps the command waiting before it can begin.
    os.mkfifo(pipe)
    # A shell that starts the tests in the background tells them, and what they start, to ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "-m", "leitplanke", "plan", str(pipe), "--json", str(target), "--lang", "de"]
    environment = {**os.environ, "LANG": "en_GB"}
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    # Opens only once the command waits to read.
    with pipe.open("w"):
        started.send_signal(signal.SIGINT)
        out, said = started.communicate(timeout=60)
    assert (started.returncode, out, said.strip()) == (130, "", say("de", "cli.interrupted"))
    assert not target.exists()


def rest(terminal: int) -> str:
    """Return what comes next on a terminal, nothing when nobody writes to it any more."""
    try:
        return os.read(terminal, 10_000).decode(errors="ignore")
    except OSError:
        return ""


def test_what_cannot_hold_together_is_refused_by_its_parts(tmp_path: Path) -> None:
    study = yaml.safe_load(WHOLE.read_text(encoding="utf-8"))
    needy = "measure.platform.customer-contact"
    study["decided"] = [{"measure": needy, "decision": "in", "reason": "bestellt", "quarter": study["start"]}]
    study["limits"]["budget_eur_per_year"] = 0
    file = tmp_path / "firm.yaml"
    file.write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    for language, word in (("de", "Budget"), ("en", "budget")):
        done = run("plan", file, *FEW, "--lang", language)
        assert done.exit_code == 2
        titles = next(one.title for one in compiled.read().measures if one.id == needy)
        assert (titles.de if language == "de" else titles.en) in done.stderr
        assert needy not in done.stderr
        assert word in done.stderr


@pytest.mark.parametrize("option", ["--budget-per-year", "--target", "--time-limit"])
def test_what_is_no_number_is_refused(firm: Path, option: str) -> None:
    done = run("plan", firm, *FEW, option, "nan")
    assert done.exit_code == 2
    assert option in done.stderr
