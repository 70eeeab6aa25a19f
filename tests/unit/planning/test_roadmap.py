"""The roadmap by hand."""

import numpy as np
import pytest
from small_firms import Spec, limits, measures

from leitplanke.planning.constraints import load
from leitplanke.planning.roadmap import lay_out
from leitplanke.planning.schedule import PlannedMeasure

TWO = measures(
    Spec(once=1_000.0, yearly=400.0, lead=4.0, ramp=6.0, days_once=(8.0, 0.0, 0.0, 0.0), days_yearly=(0.0, 4.0, 0.0, 0.0)),
    Spec(once=(100.0, 200.0, 900.0), days_once=(0.0, 0.0, 2.0, 0.0)),
)
PLAN = (PlannedMeasure(0, 1), PlannedMeasure(1, 4))


def test_quarter_by_quarter() -> None:
    found = lay_out(TWO, PLAN, limits(2, budget_eur=2_000.0, days=5.0))
    assert found.cost_eur.tolist() == [0.0, 1_100.0, 100.0, 100.0, 400.0, 100.0, 100.0, 100.0]
    assert found.budget_eur.tolist() == [2_000.0, 2_000.0, 900.0, 800.0, 2_000.0, 1_600.0, 1_500.0, 1_400.0]
    assert found.days[:, 0].tolist() == [0, 2, 2, 2, 2, 0, 0, 0]
    assert found.days[:, 1].tolist() == [0, 1, 1, 1, 1, 1, 1, 1]
    assert found.days[:, 2].tolist() == [0, 0, 0, 0, 2, 0, 0, 0]
    assert found.days_limit.tolist() == np.full((8, 4), 5.0).tolist()


def test_when_measures_work() -> None:
    found = lay_out(TWO, PLAN, limits(2))
    assert found.effective_quarter.tolist() == [3, 4]
    assert found.full_quarter.tolist() == [5, 4]


def test_quarters_add_up_to_years() -> None:
    found, asked = lay_out(TWO, PLAN, limits(2)), load(TWO, PLAN, limits(2))
    assert found.cost_eur.reshape(2, 4).sum(axis=1) == pytest.approx(asked.cost_eur)


def test_nothing_planned_asks_for_nothing() -> None:
    found = lay_out(TWO, (), limits(2))
    assert (found.cost_eur.sum(), found.days.sum(), found.effective_quarter.size) == (0.0, 0.0, 0)
