"""Whether every id that is named exists, once, and every fact rests on a fact."""

from collections.abc import Iterator

from leitplanke.catalogue.checks.finding import doubled, entries, found, inside
from leitplanke.catalogue.checks.naming import named
from leitplanke.catalogue.citation import FORM, places
from leitplanke.catalogue.entries import Catalogue, Drive, Effect, Entry
from leitplanke.primitives.document import Path
from leitplanke.primitives.faults import Fault
from leitplanke.primitives.origin import Origin


def check(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield faults of ids, places and sources."""
    every = {entry.id: entry for entry in entries(catalogue)}
    for twice in doubled(entry.id for entry in entries(catalogue)):
        yield found(every[str(twice)], ("id",), "duplicate-entry-id", given=twice)
    yield from _places(catalogue)
    yield from alone(catalogue)
    for entry in entries(catalogue):
        for path, value in inside(entry):
            yield from _dangling(entry, path, value, every)
        yield from _sources(entry, every)


def alone(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield faults of places and of facts that name no source; other entries do not matter for these."""
    for entry in entries(catalogue):
        yield from _reference(entry)
        for path, value in inside(entry):
            if isinstance(value, Origin) and value.tag == "fact" and not value.sources:
                yield found(entry, (*path, "sources"), "fact-without-source")


def _reference(entry: Entry) -> Iterator[Fault]:
    """Yield a reference that is no place of the source."""
    try:
        places(entry.reference)
    except ValueError as error:
        yield found(entry, ("reference",), "wrong-reference", given=str(error), form=FORM)


def _dangling(entry: Entry, path: Path, value: object, every: dict[str, Entry]) -> Iterator[Fault]:
    """Yield the ids named directly in `value` that lead nowhere or to the wrong kind."""
    for step, id_, kind in named(value):
        if id_ in every and id_.startswith(f"{kind}."):
            continue
        if id_ in every and isinstance(value, Drive | Effect):
            yield found(entry, (*path, *step), "wrong-kind", given=id_, parameter=value.parameter)
        else:
            yield found(entry, (*path, *step), "no-such-id", given=id_, kind=kind)


def _places(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield entries of one kind that share a place; indicators have theirs within a component."""
    ordered = (
        catalogue.components,
        catalogue.capacities,
        catalogue.strengths,
        catalogue.aims,
        catalogue.stakeholders,
        catalogue.questions,
        catalogue.actors,
        catalogue.indicators,
    )
    for kind in ordered:
        taken: dict[tuple[str, int], str] = {}
        for entry in kind:
            other = taken.setdefault((getattr(entry, "component", ""), entry.order), entry.id)
            if other != entry.id:
                yield found(entry, ("order",), "duplicate-order", given=entry.order, other=other)


def _sources(entry: Entry, every: dict[str, Entry]) -> Iterator[Fault]:
    """Yield origins whose sources are unknown or themselves no facts."""
    for path, value in inside(entry):
        if not isinstance(value, Origin):
            continue
        for place, id_ in enumerate(value.sources):
            source = every.get(id_)
            if source is None or not id_.startswith("source."):
                yield found(entry, (*path, "sources", place), "no-such-id", given=id_, kind="source")
            elif value.tag == "fact" and getattr(source, "tag", "") != "fact":
                yield found(entry, (*path, "sources", place), "source-no-fact", given=id_)
