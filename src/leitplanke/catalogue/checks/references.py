"""Whether every id that is named exists, once, and every fact rests on a fact."""

from collections.abc import Callable, Iterator

from leitplanke.catalogue.checks.finding import doubled, entries, found, inside
from leitplanke.catalogue.entries import (
    Catalogue,
    CopingFigure,
    Drive,
    Effect,
    Entry,
    Indicator,
    Link,
    Measure,
    MovedBase,
    SeverityFigure,
    Shock,
    Unseen,
)
from leitplanke.primitives.document import Path
from leitplanke.primitives.faults import Fault
from leitplanke.primitives.origin import Origin

Named = tuple[Path, str, str]
"""Where an id is named, the id, the kind of entry it must have."""
_TARGETS = {
    "exposure": "unseen",
    "sensitivity": "unseen",
    "severity": "unseen",
    "coping_gap": "unseen",
    "capacity": "capacity",
    "capacity_gap": "capacity",
}


def check(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield faults of ids, places and sources."""
    every = {entry.id: entry for entry in entries(catalogue)}
    for twice in doubled(entry.id for entry in entries(catalogue)):
        yield found(every[str(twice)], ("id",), "duplicate-entry-id", given=twice)
    yield from _places(catalogue)
    for entry in entries(catalogue):
        for path, value in inside(entry):
            yield from _dangling(entry, path, value, every)
        yield from _sources(entry, every)


def _dangling(entry: Entry, path: Path, value: object, every: dict[str, Entry]) -> Iterator[Fault]:
    """Yield the ids named directly in `value` that lead nowhere or to the wrong kind."""
    for step, id_, kind in named(value):
        if id_ in every and id_.startswith(f"{kind}."):
            continue
        if id_ in every and isinstance(value, Drive | Effect):
            yield found(entry, (*path, *step), "wrong-kind", given=id_, parameter=value.parameter)
        else:
            yield found(entry, (*path, *step), "no-such-id", given=id_, kind=kind)


def named(value: object) -> Iterator[Named]:
    """Yield the ids that a dataclass names in its own fields, with the kind each must have."""
    for type_, names in _NAMES.items():
        if isinstance(value, type_):
            yield from names(value)


def _of_unseen(value: Unseen) -> Iterator[Named]:
    yield ("component",), value.component, "component"


def _of_link(value: Link) -> Iterator[Named]:
    yield ("cause",), value.cause, "unseen"
    yield ("effect",), value.effect, "unseen"


def _of_shock(value: Shock) -> Iterator[Named]:
    for place, member in enumerate(value.members):
        yield ("members", place), member, "unseen"


def _of_severity(value: SeverityFigure) -> Iterator[Named]:
    yield ("base",), value.base, "base"


def _of_coping(value: CopingFigure) -> Iterator[Named]:
    for place, weight in enumerate(value.weights):
        yield ("weights", place, "capacity"), weight.capacity, "capacity"


def _of_indicator(value: Indicator) -> Iterator[Named]:
    yield ("component",), value.component, "component"
    if value.sets_base is not None:
        yield ("sets_base",), value.sets_base, "base"


def _of_target(value: Drive | Effect) -> Iterator[Named]:
    yield ("target",), value.target, _TARGETS[value.parameter]


def _of_moved_base(value: MovedBase) -> Iterator[Named]:
    yield ("base",), value.base, "base"


def _of_measure(value: Measure) -> Iterator[Named]:
    yield ("component",), value.component, "component"
    for place, group in enumerate(value.needs):
        for inner, needed in enumerate(group):
            yield ("needs", place, inner), needed, "measure"
    for place, excluded in enumerate(value.excludes):
        yield ("excludes", place), excluded, "measure"


_NAMES: dict[type[object], Callable[..., Iterator[Named]]] = {
    Unseen: _of_unseen,
    Link: _of_link,
    Shock: _of_shock,
    SeverityFigure: _of_severity,
    CopingFigure: _of_coping,
    Indicator: _of_indicator,
    Drive: _of_target,
    Effect: _of_target,
    MovedBase: _of_moved_base,
    Measure: _of_measure,
}


def _places(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield components and capacities that share a place."""
    for kind in (catalogue.components, catalogue.capacities):
        taken: dict[int, str] = {}
        for entry in kind:
            other = taken.setdefault(entry.order, entry.id)
            if other != entry.id:
                yield found(entry, ("order",), "duplicate-order", given=entry.order, other=other)


def _sources(entry: Entry, every: dict[str, Entry]) -> Iterator[Fault]:
    """Yield origins whose sources are missing, unknown or themselves no facts."""
    for path, value in inside(entry):
        if not isinstance(value, Origin):
            continue
        if value.tag == "fact" and not value.sources:
            yield found(entry, (*path, "sources"), "fact-without-source")
        for place, id_ in enumerate(value.sources):
            source = every.get(id_)
            if source is None or not id_.startswith("source."):
                yield found(entry, (*path, "sources", place), "no-such-id", given=id_, kind="source")
            elif value.tag == "fact" and getattr(source, "tag", "") != "fact":
                yield found(entry, (*path, "sources", place), "source-no-fact", given=id_)
