"""Can every measure be carried out: no loops of prerequisites, no need of what is excluded, sensible effects."""

from collections.abc import Iterator

from leitplanke.catalogue.checks.finding import ascending, doubled, found
from leitplanke.catalogue.entries import Catalogue, Measure
from leitplanke.catalogue.kinds import pack_of
from leitplanke.primitives.faults import Fault


def check(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield faults of measures."""
    measures = {measure.id: measure for measure in catalogue.measures}
    for measure in catalogue.measures:
        yield from _effects(measure)
        yield from _times(measure)
        yield from _exclusions(measure, measures)
        yield from _needs(measure, measures)
    yield from _loops(measures)


def _effects(measure: Measure) -> Iterator[Fault]:
    for twice in doubled(f"{effect.target} {effect.parameter} {effect.side_effect}" for effect in measure.effects):
        yield found(measure, ("effects",), "named-twice", given=str(twice).rsplit(" ", 1)[0])
    for place, effect in enumerate(measure.effects):
        if effect.low <= 0.0:
            yield found(measure, ("effects", place, "low"), "not-positive", given=effect.low)
        if not ascending((effect.low, effect.high)):
            yield found(measure, ("effects", place), "not-in-order", given=(effect.low, effect.high))
    for twice in doubled(moved.base for moved in measure.moved_bases):
        yield found(measure, ("moved_bases",), "named-twice", given=twice)


def _times(measure: Measure) -> Iterator[Fault]:
    for name, months in (("lead_months", measure.lead_months), ("ramp_months", measure.ramp_months)):
        if months < 0.0:
            yield found(measure, (name,), "negative", given=months)


def _exclusions(measure: Measure, measures: dict[str, Measure]) -> Iterator[Fault]:
    for twice in doubled(measure.excludes):
        yield found(measure, ("excludes",), "named-twice", given=twice)
    for place, excluded in enumerate(measure.excludes):
        other = measures.get(excluded)
        # A pack cannot change the other entry: what it excludes outside itself need not exclude it back.
        foreign = other is not None and pack_of(measure.id) not in {"", pack_of(other.id)}
        if other is not None and not foreign and (measure.id not in other.excludes or other is measure):
            yield found(measure, ("excludes", place), "not-mutual", given=excluded)


def _needs(measure: Measure, measures: dict[str, Measure]) -> Iterator[Fault]:
    """Yield what cannot be had together: the measure and all it needs, directly or through others."""
    forced = _forced(measure.id, measures)
    for first in sorted(forced):
        for second in measures[first].excludes:
            if second in forced and first < second:
                yield found(measure, ("needs",), "needs-excluded", given=f"{first}, {second}")
    for place, group in enumerate(measure.needs):
        if any(member in measure.excludes for member in group) and len(group) > 1:
            yield found(measure, ("needs", place), "needs-excluded", given=", ".join(group))


def _forced(start: str, measures: dict[str, Measure]) -> set[str]:
    """Return `start` and everything that must be done with it, where there is no choice."""
    forced, waiting = {start}, [start]
    while waiting:
        for group in measures[waiting.pop()].needs:
            if len(group) == 1 and group[0] in measures and group[0] not in forced:
                forced.add(group[0])
                waiting.append(group[0])
    return forced


def _loops(measures: dict[str, Measure]) -> Iterator[Fault]:
    """Yield each loop of prerequisites once, at its alphabetically first measure."""
    told: set[frozenset[str]] = set()
    for start in sorted(measures):
        loop = _way_back(start, measures)
        if loop and frozenset(loop) not in told and start == min(loop):
            told.add(frozenset(loop))
            yield found(measures[start], ("needs",), "needs-loop", given=" > ".join([*loop, start]))


def _way_back(start: str, measures: dict[str, Measure]) -> list[str]:
    """Return a shortest chain of needs from `start` back to itself, without the last step; empty if there is none."""
    chains = [[start]]
    seen: set[str] = set()
    while chains:
        chain = chains.pop(0)
        for needed in [member for group in measures[chain[-1]].needs for member in group]:
            if needed == start:
                return chain
            if needed in measures and needed not in seen:
                seen.add(needed)
                chains.append([*chain, needed])
    return []
