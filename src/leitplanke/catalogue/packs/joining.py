"""The core with packs beside it, checked as one catalogue."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from leitplanke.catalogue import checks
from leitplanke.catalogue.checks.finding import entries
from leitplanke.catalogue.curation import curated
from leitplanke.catalogue.entries import Catalogue, Entry, Indicator
from leitplanke.catalogue.kinds import file_of
from leitplanke.catalogue.loader import RETIRED_FILE
from leitplanke.catalogue.ordering import ordered
from leitplanke.catalogue.packs.curating import faults_of
from leitplanke.catalogue.packs.pack import CURATIONS_FILE, KINDS, Pack
from leitplanke.catalogue.packs.reading import alone, read_pack
from leitplanke.catalogue.packs.translating import file_for, strays, together
from leitplanke.catalogue.translation import Translation
from leitplanke.primitives.document import Path as Steps
from leitplanke.primitives.document import at
from leitplanke.primitives.faults import Fault, InputFaultsError

_RETIRED = re.compile(rf"{re.escape(RETIRED_FILE)}: retired\[(\d+)\](.*)")


def with_packs(core: Catalogue, paths: Iterable[Path]) -> Catalogue:
    """Return `core` with the packs at `paths`; the same catalogue if there are none.

    Raises
    ------
    InputFaultsError
        With the faults of all packs, or of what they make together. If a pack cannot be read, of the others only what their
        entries show alone.
    """
    packs: list[Pack] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            packs.append(read_pack(path))
        except InputFaultsError as error:
            faults.extend(error.faults)
    if faults:
        faults += [_placed(fault, (pack,)) for pack in packs for fault in alone({kind: getattr(pack.content, kind) for kind in KINDS})]
        raise InputFaultsError(faults)
    return join(core, packs)


def join(core: Catalogue, packs: Sequence[Pack]) -> Catalogue:
    """Return one catalogue of the core and all packs; of the core only what curations found of dated law and funding is changed.

    The order of `packs` does not matter: they are taken by name.

    Raises
    ------
    InputFaultsError
        With every fault: of ids and ownership (``catalogue.packs``) and between entries (``catalogue.checks``), each at the file of
        the pack that has it.
    """
    if not packs:
        return core
    packs = sorted(packs, key=lambda pack: pack.content.pack.name)
    twins = [*_twins(packs)]
    if twins:
        raise InputFaultsError(twins)
    ids = {entry.id for entry in entries(core)} | {entry.id for entry in core.retired}
    faults = [fault for pack in packs for fault in _ownership(pack, ids)]
    joined = core
    for pack in packs:
        joined = _beside(joined, pack, ids)
    joined = ordered(replace(joined, packs=tuple(pack.stamp for pack in packs), translations=_translations(packs)))
    faults += [fault for pack in packs for fault in (*_strays(pack, joined), *_curations(pack, joined))]
    if not faults:
        joined = curated(joined, (one for pack in packs for one in pack.content.curations))
    faults += [*_alike(joined, packs), *(_placed(_counted(fault, len(core.retired), packs), packs) for fault in checks.check(joined))]
    if faults:
        raise InputFaultsError(dict.fromkeys(faults))
    return joined


def _translations(packs: Sequence[Pack]) -> tuple[Translation, ...]:
    """Return all translations; where two packs have the same text, the one counts whose pack comes first by name."""
    return together([one for pack in packs for one in pack.content.translations])


def _strays(pack: Pack, joined: Catalogue) -> Iterator[Fault]:
    """Yield translations of what is not there."""
    for one in pack.content.translations:
        for path, code, values in strays(one, joined):
            yield _placed(Fault(at(file_for(one.language), path), code, values), (pack,))


def _curations(pack: Pack, joined: Catalogue) -> Iterator[Fault]:
    """Yield what is wrong with the pack's curations."""
    for place, one in enumerate(pack.content.curations):
        for fault in faults_of(one, joined):
            where = at(_list_of(pack, CURATIONS_FILE), ("curations", place, fault.where))
            yield _placed(replace(fault, where=where), (pack,))


def _beside(found: Catalogue, pack: Pack, core: set[str]) -> Catalogue:
    """Return the catalogue with the entries of one pack; what would overwrite the core is left out, questions come last."""
    last: dict[str, int] = {}
    for indicator in found.indicators:
        last[indicator.component] = max(indicator.order, last.get(indicator.component, 0))
    kinds: dict[str, Any] = {kind: _own(getattr(pack.content, kind), core) for kind in KINDS}
    kinds["indicators"] = tuple(_behind(one, last) for one in kinds["indicators"])
    merged: dict[str, Any] = {kind: (*getattr(found, kind), *new) for kind, new in kinds.items()}
    return replace(found, retired=(*found.retired, *pack.content.retired), **merged)


def _own(parts: tuple[Any, ...], core: set[str]) -> tuple[Any, ...]:
    return tuple(part for part in parts if part.id not in core)


def _behind(indicator: Indicator, last: dict[str, int]) -> Indicator:
    """Return a question of a pack after those that were there before it."""
    return replace(indicator, order=indicator.order + last.get(indicator.component, 0))


def _twins(packs: Sequence[Pack]) -> Iterator[Fault]:
    names = [pack.content.pack.name for pack in packs]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault("", "pack-twice", (("given", name),))


def _ownership(pack: Pack, core: set[str]) -> Iterator[Fault]:
    """Yield entries that are not the pack's to define."""
    for entry in pack.entries():
        if entry.id in core:
            yield _found(pack, entry, ("id",), "overwrites-core", given=entry.id)
        elif entry.id.startswith("link."):
            if not any(_is_own(pack, end) for end in (getattr(entry, "cause", ""), getattr(entry, "effect", ""))):
                yield _found(pack, entry, ("id",), "link-of-others", given=entry.id)
        elif not _is_own(pack, entry.id):
            expected = f"{entry.id.partition('.')[0]}.{pack.namespace}"
            yield _found(pack, entry, ("id",), "outside-namespace", given=entry.id, expected=expected)
    yield from _shocks(pack)
    yield from _retired(pack)


def _shocks(pack: Pack) -> Iterator[Fault]:
    for shock in pack.content.shocks:
        for place, member in enumerate(shock.members):
            if not _is_own(pack, member):
                yield _found(pack, shock, ("members", place), "shock-of-others", given=member)


def _retired(pack: Pack) -> Iterator[Fault]:
    for place, gone in enumerate(pack.content.retired):
        if not _is_own(pack, gone.id):
            where = at(_list_of(pack), ("retired", place, "id"))
            yield _placed(Fault(where, "outside-namespace", (("given", gone.id), ("expected", pack.namespace))), (pack,))


def _is_own(pack: Pack, id_: str) -> bool:
    return id_.partition(".")[2].startswith(pack.namespace)


def _found(pack: Pack, entry: Entry, path: Steps, code: str, **values: str) -> Fault:
    return _placed(Fault(at(file_of(entry.id), path), code, tuple(values.items())), (pack,))


def _alike(joined: Catalogue, packs: Sequence[Pack]) -> Iterator[Fault]:
    """Yield questions whose names differ only in points and hyphens: forms could not tell them apart."""
    taken: dict[str, str] = {}
    for indicator in sorted(joined.indicators, key=lambda one: (".pack-" in one.id, one.id)):
        other = taken.setdefault(indicator.id.replace(".", "-"), indicator.id)
        if other != indicator.id:
            values = (("given", indicator.id), ("other", other))
            yield _placed(Fault(at(file_of(indicator.id), ("id",)), "too-alike", values), packs)


def _counted(fault: Fault, before: int, packs: Sequence[Pack]) -> Fault:
    """Return a fault in the joined list of retired ids as one in the list of the pack it is of."""
    match = _RETIRED.fullmatch(fault.where)
    if match is None or int(match[1]) < before:
        return fault
    number = int(match[1]) - before
    for pack in packs:
        if number < len(pack.content.retired):
            return replace(fault, where=f"{_list_of(pack)}: retired[{number}]{match[2]}")
        number -= len(pack.content.retired)
    return fault


def _list_of(pack: Pack, file: str = RETIRED_FILE) -> str:
    """Return the key in `Pack.places` of a list that every pack may have, with the pack's name so that no two packs share it."""
    return f"{pack.content.pack.name}/{file}"


def _placed(fault: Fault, packs: Sequence[Pack]) -> Fault:
    """Return a fault at the file and line of the pack it is of; one of the core stays where it is."""
    file = fault.where.partition(": ")[0]
    place = next((pack.places[name] for pack in packs for name in pack.places if file == _key(pack, name)), None)
    return place.found(fault) if place else fault


def _key(pack: Pack, name: str) -> str:
    """Return how a fault names a part of the pack: its list of retired ids by its own name, because the core has one too."""
    return _list_of(pack, name) if name in {RETIRED_FILE, CURATIONS_FILE} else name
