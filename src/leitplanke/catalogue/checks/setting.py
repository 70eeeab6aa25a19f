"""Does every leaf bear something, is every lever outside the firm, and are the dates of rules and programmes in order."""

from collections.abc import Iterator

from leitplanke.catalogue.checks.finding import ascending, doubled, found
from leitplanke.catalogue.checks.naming import named
from leitplanke.catalogue.dated import Dated, Programme, Rule
from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.setting import Lever
from leitplanke.primitives.faults import Fault

INSIDE = frozenset("ABCD")
"""Groups whose leaves a firm and its partners decide on; the others bear levers."""


def check(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield faults of what stands around the risks, and of dates."""
    yield from _leaves(catalogue)
    for lever in catalogue.levers:
        yield from _effects(lever)
    for kind in (catalogue.opportunities, catalogue.actors, catalogue.conflicts, catalogue.levers, catalogue.rules, catalogue.programmes):
        for entry in kind:
            for twice in doubled(id_ for _, id_, _ in named(entry)):
                yield found(entry, (), "named-twice", given=twice)
    entries: list[Rule | Programme] = [*catalogue.rules, *catalogue.programmes]
    for one in entries:
        yield from dated(one)


def dated(entry: Rule | Programme) -> Iterator[Fault]:
    """Yield what is wrong with the dates of a rule or programme."""
    yield from _dates(entry)
    if entry.status in {"ended", "repealed"} and entry.valid_to is None and entry.apply_to is None:
        yield found(entry, ("status",), "end-without-date", given=entry.status)


def _leaves(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield measures and levers under leaves of the wrong group, and leaves that bear nothing."""
    groups = {leaf.id: leaf.group for leaf in catalogue.leaves}
    bearing = {measure.leaf for measure in catalogue.measures}
    for measure in catalogue.measures:
        if groups.get(measure.leaf, "A") not in INSIDE:
            yield found(measure, ("leaf",), "wrong-group", given=measure.leaf, expected="A, B, C, D")
    for lever in catalogue.levers:
        bearing.update(lever.leaves)
        for place, leaf in enumerate(lever.leaves):
            if groups.get(leaf, "E") in INSIDE:
                yield found(lever, ("leaves", place), "wrong-group", given=leaf, expected="E, F, G")
    for bare in (leaf for leaf in catalogue.leaves if leaf.id not in bearing):
        yield found(bare, (), "bare-leaf", given=bare.id)


def _effects(lever: Lever) -> Iterator[Fault]:
    for twice in doubled(f"{effect.target} {effect.parameter}" for effect in lever.effects):
        yield found(lever, ("effects",), "named-twice", given=twice)
    for place, effect in enumerate(lever.effects):
        if effect.low <= 0.0:
            yield found(lever, ("effects", place, "low"), "not-positive", given=effect.low)
        if not ascending((effect.low, effect.high)):
            yield found(lever, ("effects", place), "not-in-order", given=(effect.low, effect.high))


def _dates(entry: Dated) -> Iterator[Fault]:
    """Yield pairs of dates that run backwards."""
    for first, last in (("valid_from", "valid_to"), ("apply_from", "apply_to"), ("valid_from", "apply_from")):
        start, end = getattr(entry, first), getattr(entry, last)
        if start is not None and end is not None and start > end:
            yield found(entry, (last,), "dates-reversed", given=str(end), other=str(start))
