"""Batches of portfolios on the published bench firms: against the exact answers, and against each portfolio alone on a finer grid."""

from dataclasses import replace

import bench_model as bench
import numpy as np
import pytest

from leitplanke.risk.batch import evaluate_portfolios
from leitplanke.risk.portfolio import Measures, Portfolios, model_of
from leitplanke.risk.spectral import evaluate


def portfolios(firm: dict[str, object], chosen: tuple[tuple[int, ...], ...]) -> Portfolios:
    listed = firm["measures"]
    assert isinstance(listed, list)
    columns = ("frequency_factor", "severity_factor", "duration_factor")
    ones = [1.0] * len(listed[0]["frequency_factor"])
    frequency, severity, duration = (np.array([measure.get(name, ones) for measure in listed]) for name in columns)
    measures = Measures(
        start_year=np.array([measure["start_year"] for measure in listed]),
        cost_eur=np.array([measure["cost_eur"] for measure in listed]),
        frequency_factor=frequency,
        severity_factor=severity,
        duration_factor=duration,
    )
    return Portfolios(model=bench.build(firm, []), measures=measures, portfolios=chosen)


def test_full_firm_portfolios_are_exact_in_a_batch() -> None:
    firm = bench.read("full-firm")
    found = evaluate_portfolios(portfolios(firm, tuple(tuple(each["portfolio"]) for each in firm["exact"])))
    for one, exact in zip(found, firm["exact"], strict=True):
        assert one.distribution.mean_eur == pytest.approx(exact["mean"], rel=1e-9)
        assert one.cvar95_eur == pytest.approx(exact["cvar95"], rel=1e-4)
        assert one.var95_eur == pytest.approx(exact["var95"], rel=2e-4)
        assert abs(one.cvar95_eur / exact["cvar95"] - 1.0) <= one.error_bound_relative + 1e-5


def test_a_thousand_portfolios_are_within_a_thousandth() -> None:
    rng = np.random.default_rng(20261122)
    drawn = rng.random((1_000, 40)) < rng.uniform(0.05, 0.8, (1_000, 1))
    many = portfolios(bench.read("one-firm"), tuple(tuple(np.flatnonzero(row).tolist()) for row in drawn))
    found = evaluate_portfolios(many)
    assert max(one.error_bound_relative for one in found) < 1e-3
    # A grid four times as fine takes four times as long: every fourth is compared.
    finer = evaluate_portfolios(replace(many, portfolios=many.portfolios[::4]), points=2**13)
    for one, fine in zip(found[::4], finer, strict=True):
        assert abs(one.cvar95_eur / fine.cvar95_eur - 1.0) <= one.error_bound_relative
    for number in range(0, 1_000, 67):
        one, alone = found[number], evaluate(model_of(many, number), points=2**13)
        assert one.cvar95_eur == pytest.approx(alone.cvar95_eur, rel=2e-4)
        assert abs(one.cvar95_eur / alone.cvar95_eur - 1.0) <= one.error_bound_relative
        assert abs(one.var95_eur / alone.var95_eur - 1.0) <= one.var95_error_bound_relative + alone.var95_error_bound_relative
