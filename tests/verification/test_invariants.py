"""What must hold whatever the figures: the invariants of method.md section 3."""

from dataclasses import replace

import check_firms as firms
import numpy as np
import pytest
from check_firms import MIDDLING
from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.risk.expectation import expected_loss, expected_loss_by_cause
from leitplanke.risk.predictive import predict
from leitplanke.risk.spectral import evaluate
from leitplanke.risk.vulnerability import Adjustment, Vulnerability, assemble

FIRM = firms.study("a").central()
NEUTRAL = Adjustment.neutral(FIRM.years, FIRM.exposure.size, FIRM.capacity.size)


def dynamic(vulnerability: Vulnerability) -> float:
    return float(expected_loss(assemble(vulnerability, NEUTRAL)).sum())


def test_without_coping_and_adaptation_dynamic_equals_static() -> None:
    bare = replace(FIRM, coping_max=np.zeros_like(FIRM.coping_max), adaptation=0.0)
    static = assemble(FIRM, NEUTRAL, coping=False, adaptation=False)
    assert dynamic(bare) == pytest.approx(float(expected_loss(static).sum()), rel=1e-12)


fields = st.sampled_from(["exposure", "sensitivity", "contact_rate"])


@settings(max_examples=40, deadline=None, derandomize=True)
@given(field=fields, place=st.integers(0, FIRM.exposure.size - 1), factor=st.floats(1.0, 2.0))
def test_loss_rises_weakly_in_exposure_sensitivity_and_rate(field: str, place: int, factor: float) -> None:
    raised = getattr(FIRM, field).copy()
    raised[place] = min(1.0, raised[place] * factor) if field != "contact_rate" else raised[place] * factor
    more = replace(FIRM, **{field: raised})
    assert dynamic(more) >= dynamic(FIRM) * (1 - 1e-12)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(place=st.integers(0, FIRM.capacity.size - 1), capacity=st.floats(0.0, 1.0))
def test_loss_falls_weakly_in_capacity(place: int, capacity: float) -> None:
    lower, higher = sorted((capacity, float(FIRM.capacity[place])))

    def at(value: float) -> float:
        changed = FIRM.capacity.copy()
        changed[place] = value
        return dynamic(replace(FIRM, capacity=changed))

    assert at(higher) <= at(lower) * (1 + 1e-12)


def test_a_side_effect_drawn_below_one_takes_no_more_exposure_than_there_is() -> None:
    """A 90 % interval from 1 to 1.08 is below 1 in 5 % of draws; on the floor of 0.25 that is more than an exposure of 0.001."""
    hardly = replace(FIRM, exposure=np.full_like(FIRM.exposure, 0.001))
    model = assemble(hardly, replace(NEUTRAL, exposure_adverse=np.full_like(NEUTRAL.exposure_adverse, 0.97)))
    assert model.rate.min() >= 0.0
    assert model.link_probability.min() >= 0.0


def test_cvar_rises_with_each_rate() -> None:
    base = evaluate(assemble(FIRM, NEUTRAL), points=2**12).cvar95_eur
    for place in range(0, FIRM.exposure.size, 5):
        rate = FIRM.contact_rate.copy()
        rate[place] *= 1.5
        assert evaluate(assemble(replace(FIRM, contact_rate=rate), NEUTRAL), points=2**12).cvar95_eur >= base * (1 - 2e-4)


def test_order_of_unseens_does_not_matter() -> None:
    turn = np.random.default_rng(1).permutation(FIRM.exposure.size)
    back = np.argsort(turn)
    by_unseen = ("onset", "contact_rate", "exposure", "sensitivity", "base_eur", "median_share", "sigma", "cap_share")
    more = ("duration_years", "running", "coping_max", "coping_weight", "group")
    turned = replace(
        FIRM,
        **{name: getattr(FIRM, name)[turn] for name in by_unseen + more},
        link_from=back[FIRM.link_from],
        link_to=back[FIRM.link_to],
    )
    model, other = assemble(FIRM, NEUTRAL), assemble(turned, NEUTRAL)
    assert expected_loss(other) == pytest.approx(expected_loss(model)[turn], rel=1e-10)
    assert evaluate(other).cvar95_eur == pytest.approx(evaluate(model).cvar95_eur, rel=1e-9)


@pytest.mark.parametrize("scale", [0.001, 37.0])
def test_all_euros_scale_together(scale: float) -> None:
    larger = replace(FIRM, base_eur=FIRM.base_eur * scale)
    first, second = evaluate(assemble(FIRM, NEUTRAL)), evaluate(assemble(larger, NEUTRAL))
    assert second.distribution.mean_eur == pytest.approx(first.distribution.mean_eur * scale, rel=1e-9)
    assert second.cvar95_eur == pytest.approx(first.cvar95_eur * scale, rel=1e-6)


def test_both_views_add_up_to_the_same_total() -> None:
    model = assemble(FIRM, NEUTRAL)
    assert expected_loss(model).sum() == pytest.approx(expected_loss_by_cause(model).sum(), rel=1e-12)


def test_the_result_does_not_depend_on_the_number_of_threads() -> None:
    models = firms.models(firms.drawn("a", MIDDLING, 32, 1))
    one, four = (predict(models, models[0], threads=threads) for threads in (1, 4))
    assert np.array_equal(one.cvar95_eur, four.cvar95_eur)
    assert np.array_equal(one.mixed.mass, four.mixed.mass)
