"""How a check says what it found."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from leitplanke.catalogue.entries import Catalogue, Entry
from leitplanke.catalogue.kinds import KINDS, file_of
from leitplanke.primitives.document import Path, at
from leitplanke.primitives.faults import Fault
from leitplanke.primitives.shape import short


def found(entry: Entry, path: Path, code: str, **values: object) -> Fault:
    """Return the fault `code` of a field of `entry`."""
    return Fault(at(file_of(entry.id), path), code, tuple((name, short(value)) for name, value in values.items()))


def entries(catalogue: Catalogue) -> Iterator[Entry]:
    """Yield every entry of every kind."""
    for kind in KINDS:
        yield from getattr(catalogue, kind)


def inside(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Yield every dataclass inside `value` with its path, outermost first."""
    if isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from inside(item, (*path, place))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield path, value
        for field in dataclasses.fields(value):
            yield from inside(getattr(value, field.name), (*path, field.name))


def ascending(numbers: Sequence[float], *, strictly: bool = False) -> bool:
    """Return whether no number is below the one before (or all are above)."""
    return all(later > earlier or (later == earlier and not strictly) for earlier, later in pairwise(numbers))


def doubled(items: Iterable[object]) -> list[object]:
    """Return what occurs more than once, in the order of its second occurrence."""
    seen: set[object] = set()
    twice: dict[object, None] = {}
    for item in items:
        if item in seen:
            twice[item] = None
        seen.add(item)
    return list(twice)
