"""How one loss leads to another: the expected loss and the worst 5 % split into what comes by itself and what comes along chains.

The parts are those of `risk.chains` and add up. The expected loss is that over all parameter points; the worst 5 % is split with every
figure at its centre.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leitplanke.planning.losses import chain_costs, losses_per_year
from leitplanke.primitives.interval import Floats
from leitplanke.primitives.trace import TraceNode
from leitplanke.risk.chains import by_chain, chains
from leitplanke.risk.decomposition import TailContributions
from leitplanke.risk.expectation import loss_of_one
from leitplanke.risk.model import RiskModel
from leitplanke.study.compile import CompiledStudy
from leitplanke.study.courses import LinkLoss
from leitplanke.study.result import ChainPart, Path
from leitplanke.study.summary import DRAWS

SHOWN = 10
OWN, NAMED, OTHERS = "paths/own", "paths/named", "paths/others"


def split(
    study: CompiledStudy, models: RiskModel, worst_5: TailContributions | None, total: str
) -> tuple[tuple[Path, ...], ChainPart, ChainPart]:
    """Return the heaviest chains, what comes without a chain, and all other chains, EUR a year; writes the trace.

    Parameters
    ----------
    models
        At all parameter points, stacked (`risk.vulnerability.together`), without measures.
    worst_5
        The worst 5 % without measures with every figure at its centre (`study.worst`).
    total
        Trace id of the expected annual loss, which the parts add up to.
    """
    writing = _Writing(study, None if worst_5 is None else np.asarray(worst_5.by_chain_eur / worst_5.cvar_eur))
    eur = np.mean(by_chain(models, chain_costs(models)), axis=0) / study.years
    ids = [unseen.id for unseen in study.catalogue.unseens]
    found = [
        (tuple(ids[place] for place in places), number)
        for number, places in enumerate(chains(models.link_from, models.link_to), start=1)
        if eur[number] > 0.0 and len(set(places)) == len(places)
    ]
    found.sort(key=lambda chain: (-eur[chain[1]], chain[0]))
    shown = tuple(writing.path(unseens, float(eur[number]), number) for unseens, number in found[:SHOWN])
    own = writing.part(OWN, float(eur[0]), "own-loss", (DRAWS,), [0])
    listed = [0, *(number for _, number in found[:SHOWN])]
    named = writing.part(NAMED, float(eur[listed].sum()), "sum", (own.trace, *(path.trace for path in shown)), listed)
    rest = float(eur.sum()) - named.expected_annual_loss_eur
    others = [number for number in range(eur.size) if number not in listed]
    return shown, own, writing.part(OTHERS, rest, "difference", (total, named.trace), others)


def links(study: CompiledStudy, models: RiskModel) -> tuple[LinkLoss, ...]:
    """Return what each Unseen loses because another one set it off directly, EUR a year, heaviest first; writes the trace.

    Parameters
    ----------
    models
        As for `split`.
    """
    cost = np.broadcast_to(loss_of_one(models), models.rate.shape)
    arriving = losses_per_year(models)[..., models.link_from] * models.link_probability
    eur = (arriving * cost[..., models.link_to]).sum(axis=-2).mean(axis=0) / study.years
    ids = [unseen.id for unseen in study.catalogue.unseens]
    ends = ((ids[cause], ids[effect]) for cause, effect in zip(models.link_from, models.link_to, strict=True))
    found = [_link(study, cause, effect, float(loss)) for (cause, effect), loss in zip(ends, eur, strict=True) if loss > 0.0]
    return tuple(sorted(found, key=lambda one: (-one.expected_annual_loss_eur, one.cause, one.effect)))


def _link(study: CompiledStudy, cause: str, effect: str, eur: float) -> LinkLoss:
    name = f"link.{cause.removeprefix('unseen.')}--{effect.removeprefix('unseen.')}"
    inputs = (DRAWS, f"{cause}/loss-rate", f"{name}/probability")
    node = TraceNode(id=f"links/{name.removeprefix('link.')}", value=eur, unit="EUR/year", operation="link-loss", inputs=inputs)
    return LinkLoss(cause=cause, effect=effect, expected_annual_loss_eur=eur, trace=study.trace.add(node))


def _share_inputs(unseens: tuple[str, ...]) -> tuple[str, ...]:
    """Return the trace ids of what a chain is made of: the rate of its first Unseen, and its links."""
    names = [one.removeprefix("unseen.") for one in unseens]
    links = (f"link.{cause}--{effect}/probability" for cause, effect in itertools.pairwise(names))
    return (f"{unseens[0]}/loss-rate", *links)


@dataclass(frozen=True, slots=True)
class _Writing:
    """Writes parts with their share of the worst 5 % into the trace of a study."""

    study: CompiledStudy
    shares: Floats | None

    def path(self, unseens: tuple[str, ...], eur: float, number: int) -> Path:
        name = "--".join(one.removeprefix("unseen.") for one in unseens)
        part = self.part(f"paths/{name}", eur, "path-loss", (DRAWS, *_share_inputs(unseens)), [number])
        return Path(unseens=unseens, expected_annual_loss_eur=eur, trace=part.trace, cvar95_share=part.cvar95_share)

    def part(self, name: str, eur: float, operation: str, inputs: tuple[str, ...], numbers: Sequence[int]) -> ChainPart:
        trace = self.study.trace.add(TraceNode(id=name, value=eur, unit="EUR/year", operation=operation, inputs=inputs))
        share = None if self.shares is None else float(self.shares[list(numbers)].sum())
        if share is not None:
            node = TraceNode(id=f"{name}/cvar95-share", value=share, unit="1", operation="chain-tail-share", inputs=(trace,))
            self.study.trace.add(node)
        return ChainPart(expected_annual_loss_eur=eur, trace=trace, cvar95_share=share)
