"""The expected loss split along chains: a firm whose answer is worked by hand, and the sum over the shipped firms."""

import numpy as np
import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.risk.expectation import expected_loss
from leitplanke.risk.vulnerability import Adjustment, assemble, together
from leitplanke.study.compile import compile_study
from leitplanke.study.paths import split
from leitplanke.study.worst import worst

CATALOGUE = compiled.read()


@pytest.mark.parametrize("name", examples.names())
def test_own_named_and_other_chains_add_up(name: str) -> None:
    study = compile_study(CATALOGUE, examples.read(name, CATALOGUE))
    neutral = Adjustment.neutral(study.years, len(CATALOGUE.unseens), len(CATALOGUE.capacities))
    points = study.vulnerabilities(study.space.draw(16, 1).values)
    models = [assemble(one, neutral) for one in points]
    total = float(np.mean([expected_loss(model).sum() for model in models])) / study.years
    paths, own, others = split(study, assemble(together(points), neutral), worst(models[0]), "total")
    named = own.expected_annual_loss_eur + sum(path.expected_annual_loss_eur for path in paths)
    assert named + others.expected_annual_loss_eur == pytest.approx(total, rel=1e-12)
    assert own.expected_annual_loss_eur > 0.5 * total
    assert others.expected_annual_loss_eur > 0.0
    assert all(len(set(path.unseens)) == len(path.unseens) for path in paths)
    shares = [own.cvar95_share, others.cvar95_share, *(path.cvar95_share for path in paths)]
    assert sum(share for share in shares if share is not None) == pytest.approx(1.0, rel=1e-9)
    eur = [path.expected_annual_loss_eur for path in paths]
    assert eur == sorted(eur, reverse=True)


def parts(*links: str) -> tuple[dict[tuple[str, ...], float], float, float]:
    """Return chains, own loss and total at the centre if only these links were there."""
    study = compile_study(CATALOGUE, examples.read("precision-parts", CATALOGUE))
    centre = study.space.centre()
    for place, parameter in enumerate(study.space.parameters):
        if parameter.id.endswith("/probability") and parameter.id.removesuffix("/probability") not in links:
            centre[place] = 0.0
    neutral = Adjustment.neutral(study.years, len(CATALOGUE.unseens), len(CATALOGUE.capacities))
    firm = study.layout.at(centre)
    model = assemble(firm, neutral)
    paths, own, others = split(study, assemble(together([firm]), neutral), worst(model), "total")
    assert others.expected_annual_loss_eur == pytest.approx(0.0, abs=1e-9)
    total = float(expected_loss(model).sum()) / study.years
    return {path.unseens: path.expected_annual_loss_eur for path in paths}, own.expected_annual_loss_eur, total


def test_chains_are_what_their_links_add_to_the_loss() -> None:
    """A chain of two is what one link alone adds; a chain of three is what two links together add beyond each alone."""
    first, second = "link.staff.vacancy--org.project-failure", "link.org.project-failure--finance.gap"
    chain = ("unseen.staff.vacancy", "unseen.org.project-failure", "unseen.finance.gap")
    none, (one, own, with_first), (two, _, with_second) = parts(), parts(first), parts(second)
    both, own_too, total = parts(first, second)
    assert none[0] == {}
    assert own == own_too == pytest.approx(none[2], rel=1e-12)
    assert one == {chain[:2]: pytest.approx(with_first - none[2], rel=1e-9)}
    assert two == {chain[1:]: pytest.approx(with_second - none[2], rel=1e-9)}
    assert both[chain[:2]] == pytest.approx(one[chain[:2]], rel=1e-12)
    assert both[chain] == pytest.approx(total - with_first - with_second + none[2], rel=1e-6)
    assert both[chain] > 0.0
