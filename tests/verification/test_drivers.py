"""What to find out next, held against fixing the figures in the model itself and running it again."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy.special import ndtri

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.planning.losses import expected_losses
from leitplanke.risk.vulnerability import Adjustment, assemble, together
from leitplanke.study.compile import CompiledStudy, compile_study
from leitplanke.study.drivers import drivers, groups
from leitplanke.study.grounds import gradient, shares_of
from leitplanke.study.inputs import NotRelevant
from leitplanke.study.parameters import ParameterSpace
from leitplanke.study.result import Drivers
from leitplanke.study.run import analyse

CATALOGUE = compiled.read()
POINTS = 512
FIXINGS = 6


@cache
def firm() -> CompiledStudy:
    return compile_study(CATALOGUE, examples.read("precision-parts", CATALOGUE))


def losses(values: np.ndarray) -> np.ndarray:
    study = firm()
    neutral = Adjustment.neutral(study.years, len(CATALOGUE.unseens), len(CATALOGUE.capacities))
    firms = study.vulnerabilities(values)
    parts = (together(firms[start : start + 64]) for start in range(0, len(firms), 64))
    return np.concatenate([expected_losses(assemble(part, neutral)).sum(axis=1) for part in parts])


@cache
def found() -> Drivers:
    study = firm()
    draws = study.space.draw(POINTS, 3)
    return drivers(study, gradient(study), draws, [("loss", losses(draws.values))], 3)[0]


@pytest.mark.parametrize("place", [0, 2, 5])
def test_narrowing_is_what_fixing_the_figure_does(place: int) -> None:
    """The standard deviation of the logarithm of the loss, with the figure fixed at the middles of six equal parts of its range."""
    study, row = firm(), found().rows[place]
    values = study.space.draw(POINTS // 2, 4).values
    (column,) = study.space.index(row.figures)
    quantiles = np.tile(ndtri((np.arange(FIXINGS) + 0.5) / FIXINGS)[:, None], len(study.space.parameters))
    ratios = []
    for fixed_at in study.space.at(quantiles)[:, column]:
        fixed = values.copy()
        fixed[:, column] = fixed_at
        ratios.append(np.log(losses(fixed)).std())
    left = np.mean(ratios) / np.log(losses(values)).std()
    assert row.narrowing.mid == pytest.approx(1.0 - left, abs=(row.narrowing.high - row.narrowing.low))
    assert row.narrowing.mid > 0.025


def test_the_common_leaning_is_what_drawing_without_it_takes_away() -> None:
    independent = np.log(losses(firm().space.draw(POINTS, 5, leaning=0.0).values)).var()
    leaning = np.log(losses(firm().space.draw(POINTS, 5).values)).var()
    # Without leaning every figure keeps its whole error to itself; with it, 0.8 of that is its own.
    study = firm()
    slopes = gradient(study)
    sides = (study.space.side @ slopes) ** 2
    whole = (slopes**2 * (1.0 - study.space.side**2)).sum() + sides
    own = whole / (whole - 0.2 * (slopes**2 * (study.space.sign != 0)).sum())
    assert found().common.mid == pytest.approx(1.0 - independent / own / leaning, abs=0.04)
    shares = shares_of(study, slopes)
    assert shares.common == pytest.approx(found().common.mid, abs=0.03)
    assert shares.own.sum() + shares.common + shares.sides == pytest.approx(1.0, rel=1e-12)


def test_which_side_is_right_is_what_drawing_without_it_takes_away() -> None:
    """The same firm with answers of the same spread that have nothing in common."""
    study, one = firm(), found()
    alone = ParameterSpace(tuple(replace(parameter, side=0.0) for parameter in study.space.parameters))
    assert (study.space.side != 0.0).sum() > 10
    slopes = gradient(study)
    shares = shares_of(study, slopes)
    # What sides have in common is, to first order, the square of the sum in the place of the sum of squares.
    common = (study.space.side @ slopes) ** 2 / (study.space.side**2 @ slopes**2)
    together, apart = (np.log(losses(space.draw(2048, 5).values)).var() for space in (study.space, alone))
    assert common > 3.0
    assert 1.0 - apart / together == pytest.approx(shares.sides * (1.0 - 1.0 / common), abs=0.01)
    assert one.sides is not None
    assert one.sides.mid == pytest.approx(shares.sides, abs=0.02)
    assert one.sides.low > 0.0


def test_shares_add_up_and_ranks_follow_narrowing() -> None:
    one = found()
    parts = [row.share.mid for row in one.rows]
    assert one.sides is not None
    assert sum(parts) + one.common.mid + one.sides.mid + one.others.mid == pytest.approx(one.explained, rel=1e-9)
    assert one.explained > 0.93
    assert [row.rank for row in one.rows] == sorted(row.rank for row in one.rows)
    assert one.rows[0].rank == 1
    for row in one.rows:
        assert 0.0 <= row.narrowing.low <= row.narrowing.mid <= row.narrowing.high <= 1.0


def test_every_figure_is_in_one_group() -> None:
    study = firm()
    by_group: dict[tuple[str, str], list[str]] = {}
    for parameter, group in zip(study.space.parameters, groups(study), strict=True):
        by_group.setdefault(group, []).append(parameter.id)
    assert by_group["frequency", "unseen.cyber.incident"] == ["unseen.cyber.incident/rate"]
    assert by_group["size", "unseen.cyber.incident"] == ["unseen.cyber.incident/severity-factor"]
    assert all(name.startswith("link.") for name in by_group["cascade", "unseen.staff.vacancy"])
    assert "indicator.network.price-claims" in by_group["exposure", "unseen.network.price-pressure"]
    assert "unseen.network.replaceable/exposure/rest" in by_group["exposure", "unseen.network.replaceable"]
    assert "capacity.slack/index/rest" in by_group["coping", "capacity.slack"] or not any(
        "capacity.slack" in p.id for p in study.space.parameters
    )
    assert not any(kind == "firm" for kind, _ in by_group)


def test_an_unknown_balance_drives_the_existential_chance_alone() -> None:
    inputs = examples.read("precision-parts", CATALOGUE)
    unknown = replace(inputs, company=replace(inputs.company, liquidity_eur=None, free_cash_flow_eur_per_year=None))
    result = analyse(CATALOGUE, unknown, seed=1, outer_points=128, histories=4096)
    by_figure = {one.figure: {(row.kind, row.subject): row for row in one.rows} for one in result.drivers}
    kept = ("firm", "company.free_cash_flow_eur_per_year")
    assert by_figure["existential_liquidity"][kept].narrowing.low > 0.01
    assert by_figure["expected_annual_loss_eur"][kept].share.mid < 0.005


def test_a_firm_without_loss_has_nothing_to_find_out() -> None:
    inputs = examples.read("precision-parts", CATALOGUE)
    nothing = tuple(NotRelevant(unseen=unseen.id, reason="a test") for unseen in CATALOGUE.unseens)
    result = analyse(CATALOGUE, replace(inputs, running=(), not_relevant=nothing), seed=1, outer_points=64, histories=1024)
    assert result.drivers == ()
    assert result.paths == ()
    assert result.own_loss is not None
    assert result.own_loss.expected_annual_loss_eur == 0.0
    assert {one.cvar95_share for one in result.risk.unseens} == {None}
    assert all(one.value_eur is not None and one.value_eur.high == 0.0 for one in result.capacities)


def test_the_same_seed_gives_the_same_answer() -> None:
    study = firm()
    draws = study.space.draw(64, 9)
    output = [("loss", losses(draws.values))]
    assert drivers(study, gradient(study), draws, output, 9) == drivers(study, gradient(study), draws, output, 9)
