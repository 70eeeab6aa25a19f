"""The published check of the default figures with Poisson onsets is reproduced (priors.md section 6, method.md section 3)."""

import check_firms as firms
import numpy as np
import pytest
from check_firms import BAD, GOOD, MIDDLING

from leitplanke.planning.losses import expected_losses
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.predictive import predict
from leitplanke.risk.simulate import simulate
from leitplanke.risk.spectral import evaluate
from leitplanke.risk.vulnerability import Vulnerability

POINTS, SEED = 2048, 20261122
LOSS_TOLERANCE = {"a": 0.03, "b": 0.04, "c": 0.03}
PUBLISHED_LOSS = {
    ("a", MIDDLING): (1.54, 1.97),
    ("a", GOOD): (0.72, None),
    ("a", BAD): (3.12, None),
    ("b", MIDDLING): (2.38, 3.06),
    ("b", GOOD): (1.12, None),
    ("b", BAD): (4.76, None),
    ("c", MIDDLING): (1.15, 1.46),
    ("c", GOOD): (0.54, None),
    ("c", BAD): (2.34, None),
}


def loss_percent(firm: str, points: list[Vulnerability], *, static: bool = False) -> float:
    """Return the expected loss a year in per cent of turnover, all points at once; the first is worked out alone, too."""
    found = expected_losses(firms.model(points, static=static)).sum(axis=1)
    assert found[0] == pytest.approx(expected_loss(firms.models(points[:1], static=static)[0]).sum(), rel=1e-9)
    return float(found.mean()) / points[0].years / firms.FIRMS[firm].turnover_eur * 100


@pytest.mark.parametrize(("firm", "case"), PUBLISHED_LOSS)
def test_expected_loss(firm: str, case: firms.Case) -> None:
    dynamic, static = PUBLISHED_LOSS[firm, case]
    points = firms.drawn(firm, case, POINTS, SEED)
    assert loss_percent(firm, points) == pytest.approx(dynamic, abs=LOSS_TOLERANCE[firm])
    if static is not None:
        # The published static figures carry the same rounding and the same Monte Carlo error, on a larger loss.
        assert loss_percent(firm, points, static=True) == pytest.approx(static, abs=LOSS_TOLERANCE[firm] * static / dynamic)


@pytest.mark.parametrize(("firm", "loss"), [("a", 1.31), ("b", 2.03), ("c", 0.98)])
def test_expected_loss_with_all_figures_at_their_centre(firm: str, loss: float) -> None:
    central = firms.posed(firms.study(firm).central(), MIDDLING)
    assert loss_percent(firm, [central]) == pytest.approx(loss, abs=LOSS_TOLERANCE[firm])


@pytest.mark.parametrize(
    ("firm", "cvar", "liquidity", "equity", "tolerance"),
    [("a", 28.3, 4.0, 1.4, 0.4), ("b", 40.4, 8.8, 7.1, 0.4), ("c", 20.1, 0.4, 0.03, 0.1)],
)
def test_tail_and_failures(firm: str, cvar: float, liquidity: float, equity: float, tolerance: float) -> None:
    study = firms.study(firm)
    models = firms.models(firms.drawn(firm, MIDDLING, 512, SEED))
    central = firms.models([firms.posed(study.central(), MIDDLING)])[0]
    found = predict(models, central)
    assert found.mixed.cvar(0.95) / firms.FIRMS[firm].turnover_eur * 100 == pytest.approx(cvar, rel=0.04)
    first = simulate(models, 128, np.random.default_rng(SEED)).first_shortfall
    assert first.liquidity is not None
    assert first.equity is not None
    assert (first.liquidity < study.years).mean() * 100 == pytest.approx(liquidity, abs=tolerance)
    assert (first.equity < study.years).mean() * 100 == pytest.approx(equity, abs=tolerance)


def test_the_coarse_outer_grid_keeps_cvar_within_one_percent() -> None:
    study = firms.study("a")
    models = firms.models(firms.drawn("a", MIDDLING, 16, SEED))
    central = firms.models([firms.posed(study.central(), MIDDLING)])[0]
    fine = [evaluate(model).cvar95_eur for model in models]
    assert predict(models, central).cvar95_eur == pytest.approx(fine, rel=0.01)
