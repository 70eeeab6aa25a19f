"""A model keeps of the losses of the model above it what it would have had itself."""

from dataclasses import replace

import numpy as np
import pytest

from leitplanke.risk.model import Balance, RiskModel
from leitplanke.risk.trials import generations, lay_out
from leitplanke.risk.variants import SAME, above, alive, variant


def firm(rate: list[float], probability: float) -> RiskModel:
    return RiskModel(
        onset=np.array([False, False]),
        rate=np.array([rate]),
        median_eur=np.ones(2),
        sigma=np.ones(2),
        cap_eur=np.full(2, np.inf),
        scale=np.ones((1, 2)),
        duration=np.zeros((1, 2)),
        link_from=np.array([0]),
        link_to=np.array([1]),
        link_probability=np.array([[probability]]),
        group=np.full(2, -1),
        group_variance=np.zeros(0),
        discount_rate=0.0,
        balance=Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(1)),
    )


FIRST, SECOND = firm([2.0, 0.0], 0.1), firm([1.0, 0.5], 0.6)


def test_the_model_above_has_the_most_of_each() -> None:
    found = above([FIRST, SECOND])
    assert found.rate.tolist() == [[2.0, 0.5]]
    assert found.link_probability.tolist() == [[0.6]]


@pytest.mark.parametrize(("model", "primary", "chance"), [(FIRST, [2.0, 0.0], 0.1), (SECOND, [1.0, 0.5], 0.6)])
def test_what_is_kept_has_the_models_own_rates_and_probabilities(model: RiskModel, primary: list[float], chance: float) -> None:
    layout = lay_out(above([FIRST, SECOND]), 100_000)
    kept = variant(model, layout)
    first, second = generations(layout, np.random.Generator(np.random.SFC64(1)), marked=True)
    has = alive(kept, first, None)
    threat = np.repeat(layout.threat, first.count)
    for place, rate in enumerate(primary):
        expected = rate * layout.histories
        assert abs(int(has[threat == place].sum()) - expected) <= 4 * expected**0.5
    caused = alive(kept, second, has)
    causes = int(has[threat == 0].sum())
    assert abs(int(caused.sum()) - chance * causes) < 4 * (chance * causes) ** 0.5
    # What is caused needs a cause that is there.
    assert second.parent is not None
    assert has[second.parent[caused]].all()


def test_a_threat_that_no_model_has_is_no_division_by_nothing() -> None:
    none = firm([0.0, 0.0], 0.0)
    assert np.isfinite(variant(none, lay_out(above([none, none]), 1_000)).keep).all()


@pytest.mark.parametrize("name", SAME)
def test_models_of_other_firms_are_refused(name: str) -> None:
    own = getattr(FIRST, name)
    other = np.append(own, own[:1]) if own.size else np.ones(1)
    with pytest.raises(ValueError, match="same threats"):
        above([FIRST, replace(FIRST, **{name: other})])
