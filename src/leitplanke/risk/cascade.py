"""How losses cause losses within a year: expected counts, the limit beyond which they never end, and their transforms.

Source: multi-type branching processes; expected progeny (I - Q)^-1 (Harris, The Theory of Branching Processes, chapter II).
"""

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from leitplanke.risk.model import Floats, Ints, RiskModel

TOLERANCE = 1e-13
MOST_SWEEPS = 20_000


class SupercriticalCascadeError(Exception):
    """Losses that cause each other without end: the spectral radius of a year's cascade matrix is 1 or more.

    Attributes
    ----------
    year
        First such year, from 0.
    radius
        The spectral radius found.
    loop
        Threats in the strongest loop, in order.
    """

    def __init__(self, year: int, radius: float, loop: tuple[int, ...]) -> None:
        self.year, self.radius, self.loop = year, radius, loop
        super().__init__(f"year {year}: spectral radius {radius:.3f} of loop {loop}")


class UnsettledCascadeError(Exception):
    """Losses cause each other so nearly without end that their transforms cannot be computed in reasonable time."""


def matrix(model: RiskModel) -> Floats:
    """Return Q: expected losses of k caused directly by one loss of j in year t, shape (T, J, J)."""
    found = np.zeros((model.threats, model.threats, model.years))
    np.add.at(found, (model.link_from, model.link_to), model.link_probability.T)
    return np.ascontiguousarray(np.moveaxis(found, 2, 0))


def check(model: RiskModel) -> None:
    """Refuse a model whose cascades never end.

    Raises
    ------
    SupercriticalCascadeError
        If the spectral radius of Q is 1 or more in any year.
    """
    subcritical(model)


def subcritical(model: RiskModel) -> Floats:
    """Return Q as `matrix` does, once it is sure that cascades end.

    Raises
    ------
    SupercriticalCascadeError
        If the spectral radius of Q is 1 or more in any year.
    """
    direct = matrix(model)
    # No row of Q sums to 1 or more: the radius is below 1 without asking for eigenvalues, as in nearly every firm.
    if direct.sum(axis=2).max(initial=0.0) < 1.0:
        return direct
    radii = np.abs(np.linalg.eigvals(direct)).max(axis=1)
    year = int(radii.argmax())
    if radii[year] >= 1.0:
        raise SupercriticalCascadeError(year, float(radii[year]), _loop(direct[year]))
    return direct


def _loop(direct: Floats) -> tuple[int, ...]:
    """Return the threats of the strongest loop: walk along the heaviest links of the leading eigenvector until one comes again."""
    values, vectors = np.linalg.eig(direct)
    weight = np.abs(vectors[:, np.abs(values).argmax()])
    walk = [int(weight.argmax())]
    while True:
        following = int((direct[walk[-1]] * weight).argmax())
        if following in walk:
            return tuple(walk[walk.index(following) :])
        walk.append(following)


def progeny(model: RiskModel) -> Floats:
    """Return (I - Q)^-1: expected losses of k, itself included, from one primary loss of j in year t, shape (T, J, J)."""
    return np.asarray(np.linalg.inv(np.eye(model.threats) - subcritical(model)))


def order(threats: int, link_from: Ints, link_to: Ints) -> tuple[tuple[int, ...], ...]:
    """Return the threats in parts, each after all that it causes; threats that cause each other in loops form one part.

    Source: Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing 1 (1972).
    """
    caused: list[list[int]] = [[] for _ in range(threats)]
    for source, target in zip(link_from.tolist(), link_to.tolist(), strict=True):
        caused[source].append(target)
    number: dict[int, int] = {}
    lowest: dict[int, int] = {}
    open_: list[int] = []
    parts: list[tuple[int, ...]] = []

    def visit(threat: int) -> None:
        number[threat] = lowest[threat] = len(number)
        open_.append(threat)
        for target in caused[threat]:
            if target not in number:
                visit(target)
            if target in open_:
                lowest[threat] = min(lowest[threat], lowest[target])
        if lowest[threat] == number[threat]:
            start = open_.index(threat)
            # Last found first: within a loop too, what is caused comes before its cause as far as it can.
            parts.append(tuple(reversed(open_[start:])))
            del open_[start:]

    for threat in range(threats):
        if threat not in number:
            visit(threat)
    return tuple(parts)


Transforms = npt.NDArray[np.complex128]


def transforms(link_from: Ints, link_to: Ints, probability: Floats, own: Transforms) -> Transforms:
    """Return the transform of a loss with everything it causes: G_j = own_j x prod_k (1 - q_jk + q_jk G_k).

    Parameters
    ----------
    link_from, link_to
        Shape (L,).
    probability
        Shape (T, L), subcritical (see `check`); several models may be stacked along T.
    own
        Shape (J, T, K): transform of the loss itself at K frequencies. It is overwritten: these are the largest arrays there are.

    Returns
    -------
    Transforms
        Shape (J, T, K), loops solved to 1e-13.

    Raises
    ------
    UnsettledCascadeError
        As `settle`.
    """
    # A loss is read once, before its chain takes its place; only those in loops are read again.
    looped = {threat for part in order(len(own), link_from, link_to) if len(part) > 1 for threat in part}
    looped |= set(link_from[link_from == link_to].tolist())
    alone = [each.copy() if threat in looped else each for threat, each in enumerate(own)]
    settle(link_from, link_to, probability, alone, list(own))
    return own


def causes_of(link_from: Ints, link_to: Ints, changed: Collection[int]) -> set[int]:
    """Return the threats whose chains contain one of those `changed`, these included.

    Examples
    --------
    >>> sorted(causes_of(np.array([0, 1, 3]), np.array([1, 2, 4]), [2]))
    [0, 1, 2]
    """
    found = set(changed)
    pairs = list(zip(link_from.tolist(), link_to.tolist(), strict=True))
    while more := {source for source, target in pairs if target in found and source not in found}:
        found |= more
    return found


def settle(
    link_from: Ints,
    link_to: Ints,
    probability: Floats,
    own: Sequence[Transforms],
    found: list[Transforms],
    only: Collection[int] | None = None,
) -> None:
    """Solve the transforms of losses with everything they cause, in place.

    Parameters
    ----------
    link_from, link_to, probability
        As for `transforms`.
    own
        J arrays of shape (T, K).
    found
        J arrays of shape (T, K) to start from, of which those of `only` are written (default: of all); the others must be right.

    Raises
    ------
    UnsettledCascadeError
        If the spectral radius is so close to 1 that they do not settle.
    """
    used = [link for link in range(link_to.size) if probability[:, link].any()]
    outgoing: list[list[int]] = [[] for _ in own]
    for link in used:
        outgoing[int(link_from[link])].append(link)
    value, buffer = np.empty_like(own[0]), np.empty_like(own[0])
    for part in order(len(own), link_from[used], link_to[used]):
        inside = [threat for threat in part if only is None or threat in only]
        looped = any(int(link_to[link]) in part for threat in part for link in outgoing[threat])
        for _ in range(MOST_SWEEPS if looped else 1):
            change = 0.0
            for threat in inside:
                np.copyto(value, own[threat])
                for link in outgoing[threat]:
                    _multiply(value, found[int(link_to[link])], probability[:, link, None], buffer)
                if looped:
                    np.subtract(value, found[threat], out=buffer)
                    change = max(change, float(np.abs(buffer.view(np.float64)).max()))
                found[threat][...] = value
            if change <= TOLERANCE:
                break
        else:
            raise UnsettledCascadeError


def _multiply(value: Transforms, caused: Transforms, probability: Floats, buffer: Transforms) -> None:
    """Multiply `value` by 1 + q (G - 1), with real arithmetic on real and imaginary parts: complex products cost four times as much."""
    np.multiply(caused.view(np.float64), probability, out=buffer.view(np.float64))
    buffer.real += 1.0 - probability
    np.multiply(value, buffer, out=value)
