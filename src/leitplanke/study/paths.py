"""How one loss leads to another: the chains of Unseens over which most expected loss runs."""

import numpy as np

from leitplanke.risk.cascade import matrix, progeny
from leitplanke.risk.expectation import loss_of_one
from leitplanke.risk.vulnerability import Adjustment, assemble
from leitplanke.study.compile import CompiledStudy
from leitplanke.study.result import Path

SHOWN = 10


def strongest_paths(study: CompiledStudy) -> tuple[Path, ...]:
    """Return chains of two or three Unseens by the expected loss a year that their last link brings, heaviest first.

    At the centre, without measures. The euros of a chain are those of all losses that come after its last link, started by a
    primary loss of its first Unseen; longer chains are part of their beginnings, so the euros of different chains do not add up.
    """
    adjustment = Adjustment.neutral(study.years, len(study.catalogue.unseens), len(study.catalogue.capacities))
    model = assemble(study.central(), adjustment)
    direct = matrix(model)
    following = np.einsum("tjk,tk->tj", progeny(model), loss_of_one(model))
    pairs = np.einsum("tj,tjk,tk->jk", model.rate, direct, following) / study.years
    triples = np.einsum("tj,tjk,tkl,tl->jkl", model.rate, direct, direct, following) / study.years
    chains: list[tuple[tuple[int, ...], float]] = [((j, k), pairs[j, k]) for j, k in np.argwhere(pairs > 0.0).tolist()]
    chains += [((j, k, last), triples[j, k, last]) for j, k, last in np.argwhere(triples > 0.0).tolist() if len({j, k, last}) > 2]  # noqa: PLR2004 - three different ones
    chains.sort(key=lambda chain: (-chain[1], chain[0]))
    ids = [unseen.id for unseen in study.catalogue.unseens]
    return tuple(Path(unseens=tuple(ids[place] for place in places), expected_annual_loss_eur=float(eur)) for places, eur in chains[:SHOWN])
