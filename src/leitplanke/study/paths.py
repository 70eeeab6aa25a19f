"""How one loss leads to another: the expected loss split into what comes by itself and what comes along chains of Unseens.

Every euro is booked once: to the Unseen that came by itself, to a chain of two (what the second loses when the first sets it off), or
to a chain of three (what the third loses, and all that follows from it). So all of it adds up to the expected loss.
"""

import itertools
from collections.abc import Sequence

import numpy as np

from leitplanke.primitives.interval import Floats
from leitplanke.primitives.trace import TraceNode
from leitplanke.risk.cascade import progeny
from leitplanke.risk.expectation import loss_of_one
from leitplanke.risk.model import Ints, RiskModel
from leitplanke.study.compile import CompiledStudy
from leitplanke.study.result import ChainPart, Path
from leitplanke.study.summary import DRAWS

SHOWN = 10
OWN, NAMED, OTHERS = "paths/own", "paths/named", "paths/others"


def split(study: CompiledStudy, models: Sequence[RiskModel], total: str) -> tuple[tuple[Path, ...], ChainPart, ChainPart]:
    """Return the heaviest chains, what comes without a chain, and all other chains; the mean of `models`, EUR a year; writes the trace.

    Parameters
    ----------
    models
        One for each parameter point, without measures.
    total
        Trace id of the expected annual loss, which the parts add up to.
    """
    pairs = follow_ups(models[0].link_from, models[0].link_to)
    means = sum((_parts(model, pairs) for model in models), start=np.zeros(1 + study.layout.constants.link_from.size + len(pairs)))
    eur = np.asarray(means) / len(models) / study.years
    ids = [unseen.id for unseen in study.catalogue.unseens]
    chains = _chains(models[0].link_from, models[0].link_to, pairs)
    found = [
        (places, float(value)) for places, value in zip(chains, eur[1:], strict=True) if value > 0.0 and len(set(places)) == len(places)
    ]
    found.sort(key=lambda chain: (-chain[1], chain[0]))
    shown = tuple(_path(study, tuple(ids[place] for place in places), value) for places, value in found[:SHOWN])
    own = _node(study, OWN, float(eur[0]), "own-loss", (DRAWS,))
    named = _node(
        study,
        NAMED,
        own.expected_annual_loss_eur + sum(path.expected_annual_loss_eur for path in shown),
        "sum",
        (own.trace, *(p.trace for p in shown)),
    )
    rest = float(eur.sum()) - named.expected_annual_loss_eur
    return shown, own, _node(study, OTHERS, rest, "difference", (total, named.trace))


def follow_ups(link_from: Ints, link_to: Ints) -> tuple[tuple[int, int], ...]:
    """Return all pairs of links of which the second starts where the first ends.

    Examples
    --------
    >>> follow_ups(np.array([0, 1, 1]), np.array([1, 2, 0]))
    ((0, 1), (0, 2), (2, 0))
    """
    return tuple((first, second) for first, end in enumerate(link_to.tolist()) for second in np.flatnonzero(link_from == end).tolist())


def _chains(link_from: Ints, link_to: Ints, pairs: tuple[tuple[int, int], ...]) -> list[tuple[int, ...]]:
    twos = [(int(cause), int(effect)) for cause, effect in zip(link_from, link_to, strict=True)]
    return [*twos, *((*twos[first], twos[second][1]) for first, second in pairs)]


def _parts(model: RiskModel, pairs: tuple[tuple[int, int], ...]) -> Floats:
    """Return the loss of the horizon without chain, along each link alone, and along each pair of links and on, EUR."""
    cost = loss_of_one(model)
    first, second = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    onward = np.einsum("tjk,tk->tj", progeny(model), cost)[:, model.link_to]
    arriving = model.rate[:, model.link_from] * model.link_probability
    twos = (arriving * cost[:, model.link_to]).sum(axis=0)
    threes = (arriving[:, first] * (model.link_probability * onward)[:, second]).sum(axis=0)
    return np.concatenate([[float((model.rate * cost).sum())], twos, threes])


def _path(study: CompiledStudy, unseens: tuple[str, ...], eur: float) -> Path:
    name = "--".join(one.removeprefix("unseen.") for one in unseens)
    part = _node(study, f"paths/{name}", eur, "path-loss", (DRAWS, *unseens_rates(unseens)))
    return Path(unseens=unseens, expected_annual_loss_eur=eur, trace=part.trace)


def unseens_rates(unseens: tuple[str, ...]) -> tuple[str, ...]:
    """Return the trace ids of what a chain is made of: the rate of its first Unseen, and its links."""
    names = [one.removeprefix("unseen.") for one in unseens]
    links = (f"link.{cause}--{effect}/probability" for cause, effect in itertools.pairwise(names))
    return (f"{unseens[0]}/loss-rate", *links)


def _node(study: CompiledStudy, name: str, eur: float, operation: str, inputs: tuple[str, ...]) -> ChainPart:
    node = TraceNode(id=name, value=eur, unit="EUR/year", operation=operation, inputs=inputs)
    return ChainPart(expected_annual_loss_eur=eur, trace=study.trace.add(node))
