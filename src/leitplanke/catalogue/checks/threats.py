"""Do Unseens, links and shocks fit together, and does every cascade die out."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from leitplanke.catalogue.checks.finding import doubled, found
from leitplanke.catalogue.entries import Catalogue
from leitplanke.primitives.faults import Fault

Floats = npt.NDArray[np.float64]
_ROUNDING = 1e-9


def check(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield faults between Unseens, links and shocks."""
    yield from _durations(catalogue)
    yield from _links(catalogue)
    yield from _shocks(catalogue)
    yield from _cascade(catalogue)


def _durations(catalogue: Catalogue) -> Iterator[Fault]:
    for unseen in catalogue.unseens:
        if unseen.kind == "onset" and unseen.duration is None:
            yield found(unseen, ("duration",), "onset-no-duration")
        if unseen.kind == "event" and unseen.duration is not None:
            yield found(unseen, ("duration",), "event-duration")


def _links(catalogue: Catalogue) -> Iterator[Fault]:
    for link in catalogue.links:
        expected = f"link.{link.cause.removeprefix('unseen.')}--{link.effect.removeprefix('unseen.')}"
        if link.id != expected:
            yield found(link, ("id",), "wrong-link-id", given=link.id, expected=expected)
        if link.cause == link.effect:
            yield found(link, ("effect",), "links-itself", given=link.effect)


def _shocks(catalogue: Catalogue) -> Iterator[Fault]:
    groups: dict[str, str] = {}
    for shock in catalogue.shocks:
        for twice in doubled(shock.members):
            yield found(shock, ("members",), "named-twice", given=twice)
        for place, member in enumerate(shock.members):
            other = groups.setdefault(member, shock.id)
            if other != shock.id:
                yield found(shock, ("members", place), "shock-twice", given=member, other=other)


def _cascade(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield the loop that grows without end if every link has its high figure and exposure and sensitivity are 1."""
    place = {unseen.id: index for index, unseen in enumerate(catalogue.unseens)}
    links = [link for link in catalogue.links if link.cause in place and link.effect in place and link.cause != link.effect]
    matrix = np.zeros((len(place), len(place)))
    for link in links:
        matrix[place[link.cause], place[link.effect]] = min(1.0, link.probability.high)
    if not links:
        return
    values, vectors = np.linalg.eig(matrix)
    if np.abs(values).max() < 1.0 - _ROUNDING:
        return
    loop = _loop(matrix, np.abs(vectors[:, np.abs(values).argmax()]), [unseen.id for unseen in catalogue.unseens])
    first = next(link for link in links if (link.cause, link.effect) == (loop[0], loop[1]))
    yield found(first, ("probability", "high"), "cascade-loop", given=" > ".join(loop), limit=1)


def _loop(matrix: Floats, strength: Floats, ids: list[str]) -> list[str]:
    """Return the strongest loop as ids, its alphabetically first at both ends."""
    path = [int(strength.argmax())]
    while path.count(path[-1]) == 1:
        path.append(int((matrix[path[-1]] * strength).argmax()))
    loop = [ids[index] for index in path[path.index(path[-1]) : -1]]
    start = loop.index(min(loop))
    return [*loop[start:], *loop[: start + 1]]
