"""Compound distributions against the actuarial package aggregate 0.30.1 (benchmarks/peers/aggregate_oracle.py wrote its answers).

It transforms too, but shares no code with us: it rounds losses to buckets of `bucket` EUR, takes no mean in closed form and keeps what its
grid holds. Its VaR is therefore sure to a bucket; the heavy line among three loses 1e-4 of CVaR beyond its grid's end.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_closed_forms import events

from leitplanke.risk.model import RiskModel
from leitplanke.risk.simulation import simulate_trials
from leitplanke.risk.spectral import evaluate

CASES = json.loads((Path(__file__).parent / "aggregate.json").read_text(encoding="utf-8"))


def build(lines: list[dict[str, float]]) -> RiskModel:
    """Return a year of events; each shocked line is a group of its own."""
    shocked = [number for number, line in enumerate(lines) if "shock" in line]
    group = np.full(len(lines), -1, dtype=np.int64)
    group[shocked] = np.arange(len(shocked))
    return events(
        [line["count"] for line in lines],
        [line["median"] for line in lines],
        cap_eur=np.array([line.get("cap", np.inf) for line in lines]),
        group=group,
        group_variance=np.array([lines[number]["shock"] for number in shocked]),
        sigma=np.array([line["sigma"] for line in lines]),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_aggregate_finds_the_same(case: dict[str, Any]) -> None:
    found, other = evaluate(build(case["lines"])).distribution, case["aggregate"]
    assert found.mean_eur == pytest.approx(other["mean"], rel=2e-5)
    for level, var, cvar in zip(other["levels"], other["var"], other["cvar"], strict=True):
        assert found.var(level) == pytest.approx(var, abs=case["bucket"])
        assert found.cvar(level) == pytest.approx(cvar, rel=1e-5 if len(case["lines"]) == 1 else 2.5e-4)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_simulation_finds_what_aggregate_finds(case: dict[str, Any]) -> None:
    found, other = simulate_trials(build(case["lines"]), seed=20261122), case["aggregate"]
    assert abs(found.mean().value - other["mean"]) < 4 * found.mean().error
    for level, cvar in zip(other["levels"], other["cvar"], strict=True):
        assert abs(found.cvar(level).value - cvar) < 4 * found.cvar(level).error
