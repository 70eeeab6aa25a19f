"""Are retired ids really gone, and does each lead to an entry that is there."""

from collections.abc import Iterator

from leitplanke.catalogue.checks.finding import doubled, entries
from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.kinds import KINDS
from leitplanke.catalogue.retired import Retired
from leitplanke.primitives.document import Path, at
from leitplanke.primitives.faults import Fault
from leitplanke.primitives.shape import short

FILE = "retired.yaml"
LEVELS = 5
_KINDS = {prefix for prefix, _ in KINDS.values()}


def check(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield faults of the list of retired ids."""
    live = {entry.id for entry in entries(catalogue)}
    steps = {entry.id: entry.becomes for entry in catalogue.retired}
    for twice in doubled(entry.id for entry in catalogue.retired):
        place = next(place for place, entry in reversed(list(enumerate(catalogue.retired))) if entry.id == twice)
        yield _found(place, ("id",), "named-twice", given=twice)
    for place, entry in enumerate(catalogue.retired):
        yield from _id(place, entry, live)
        yield from _successor(place, entry, live, steps)
        yield from _levels(place, entry)


def _found(place: int, path: Path, code: str, **values: object) -> Fault:
    return Fault(at(FILE, ("retired", place, *path)), code, tuple((name, short(value)) for name, value in values.items()))


def _id(place: int, entry: Retired, live: set[str]) -> Iterator[Fault]:
    kind = entry.id.partition(".")[0]
    if kind not in _KINDS:
        yield _found(place, ("id",), "no-such-id", given=entry.id, kind=", ".join(sorted(_KINDS)))
    if entry.id in live:
        yield _found(place, ("id",), "id-reused", given=entry.id)


def _successor(place: int, entry: Retired, live: set[str], steps: dict[str, str | None]) -> Iterator[Fault]:
    if entry.becomes is None:
        return
    kind = entry.id.partition(".")[0]
    if not entry.becomes.startswith(f"{kind}.") or entry.becomes not in live | steps.keys():
        yield _found(place, ("becomes",), "no-such-id", given=entry.becomes, kind=kind)
        return
    way: list[str | None] = [entry.id]
    while way[-1] in steps and way.count(way[-1]) == 1:
        way.append(steps[str(way[-1])])
    if way.count(way[-1]) > 1:
        yield _found(place, ("becomes",), "retired-loop", given=" > ".join(str(step) for step in way))


def _levels(place: int, entry: Retired) -> Iterator[Fault]:
    if not entry.levels:
        return
    if not entry.id.startswith("indicator.") or entry.becomes is None:
        yield _found(place, ("levels",), "levels-of-nothing", given=entry.id)
    if len(entry.levels) != LEVELS:
        yield _found(place, ("levels",), "five-levels", given=len(entry.levels))
    for step, level in enumerate(entry.levels):
        if level is not None and not 0 <= level < LEVELS:
            yield _found(place, ("levels", step), "no-such-level", given=level)
