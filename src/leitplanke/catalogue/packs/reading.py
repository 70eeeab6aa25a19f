"""One pack from a folder, an archive or a file; every fault of all its parts at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from leitplanke.catalogue import checks
from leitplanke.catalogue.entries import Catalogue, Entry
from leitplanke.catalogue.kinds import KINDS as EVERY_KIND
from leitplanke.catalogue.kinds import OWN, file_of
from leitplanke.catalogue.loader import RETIRED_FILE, RetiredFile, blanks, entry_in
from leitplanke.catalogue.packs.files import in_archive, in_folder
from leitplanke.catalogue.packs.pack import CURATIONS_FILE, KINDS, Content, CurationFile, Manifest, Pack, Place
from leitplanke.catalogue.packs.translating import FOLDER, file_for, is_translation, oddities, translations_in
from leitplanke.primitives.document import LARGEST_BYTES, Document, at, parse
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.shape import shaped

MANIFEST_FILE = "pack.yaml"
_BESIDE = ("readme", "license", "licence", "notice", "changelog")
"""Beginnings of files that may lie beside the manifest; they go along unread."""


def read_pack(path: Path) -> Pack:
    """Return the pack at `path`: a folder, a ``.zip`` or a single ``.yaml``.

    Raises
    ------
    InputFaultsError
        With every fault of every part: codes of ``catalogue.packs``, ``catalogue.loader`` and ``primitives.shape``, and what the
        entries that could be read show alone (``catalogue.checks``). What must hold between entries is looked at when the pack is
        joined with the core.
    """
    if path.is_dir():
        return _of_files(in_folder(path), path.name)
    ending = path.suffix.lower()
    if ending == ".zip" and path.is_file():
        return _of_files(in_archive(path), path.name)
    if ending in {".yaml", ".yml"} and path.is_file():
        return _of_one(path)
    raise InputFaultsError([Fault(path.name, "not-a-pack", (("given", path.name),))])


def _of_one(path: Path) -> Pack:
    """Return the pack in a single file."""
    try:
        with path.open("rb") as stream:
            document = parse(stream.read(LARGEST_BYTES + 1), path.name)
    except OSError as error:
        raise InputFaultsError([Fault(path.name, "unreadable-file", (("detail", error.strerror or ""),))]) from None
    faults = [*blanks(document, path.name)]
    try:
        content = shaped(Content, document, path.name)
    except InputFaultsError as error:
        found = {*error.faults, *faults}
        raise InputFaultsError(sorted(found, key=lambda fault: (fault.line or 0, fault.where))) from None
    faults += _odd_translations(content, document, path.name)
    if faults:
        raise InputFaultsError(faults)
    places = {
        file_of(entry.id): Place(path.name, f"{kind}[{number}]", document)
        for kind in KINDS
        for number, entry in enumerate(getattr(content, kind))
    }
    spoken = {file_for(one.language): Place(path.name, f"{FOLDER}[{number}]", document) for number, one in enumerate(content.translations)}
    beside = dict.fromkeys((RETIRED_FILE, CURATIONS_FILE), Place(path.name, "", document))
    return _whole(content, {**places, **spoken, **beside}, {}, path.name)


def _odd_translations(content: Content, document: Document, where: str) -> Iterator[Fault]:
    """Yield what is wrong with the translations in a single file."""
    for number, one in enumerate(content.translations):
        yield from oddities(one, document, where, (FOLDER, number))
        if one.language in {other.language for other in content.translations[:number]}:
            path = (FOLDER, number, "language")
            yield Fault(at(where, path), "language-twice", (("given", one.language),), document.line(path))


def _of_files(files: Mapping[str, bytes], name: str) -> Pack:
    """Return the pack in the files of a folder or archive called `name`."""
    faults = [*_strangers(files, name)]
    manifest = _part(Manifest, files, MANIFEST_FILE, name, faults)
    retired = _part(RetiredFile, files, RETIRED_FILE, name, faults)
    curations = _part(CurationFile, files, CURATIONS_FILE, name, faults)
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for kind, stem, file in _entry_files(files):
        try:
            found[kind].append(entry_in(files[file], kind, stem, f"{name}/{file}"))
        except InputFaultsError as error:
            faults.extend(error.faults)
    translations = translations_in(files, name, faults)
    kinds: dict[str, Any] = {kind: tuple(entries) for kind, entries in found.items()}
    if faults or manifest is None:
        raise InputFaultsError([*faults, *_alone(kinds, files, name)])
    content = Content(
        pack=manifest,
        retired=retired.retired if retired else (),
        translations=translations,
        curations=curations.curations if curations else (),
        **kinds,
    )
    held = (file for file in files if file in {RETIRED_FILE, CURATIONS_FILE} or file.count("/") == 1)
    places = {file: Place(f"{name}/{file}", "", parse(files[file], name)) for file in held}
    return _whole(content, places, files, name)


def alone(kinds: Mapping[str, tuple[Entry, ...]]) -> list[Fault]:
    """Return what entries show without those of other packs and the core, named as the core would."""
    every: dict[str, Any] = {kind: kinds.get(kind, ()) for kind in EVERY_KIND}
    return checks.alone(Catalogue(version="", **every))


def _alone(kinds: Mapping[str, Any], files: Mapping[str, bytes], name: str) -> Iterator[Fault]:
    """Yield what the entries that could be read show without the others; else it would come to light only after the next try."""
    for fault in alone(kinds):
        file = fault.where.partition(": ")[0]
        yield Place(f"{name}/{file}", "", parse(files[file], name)).found(fault)


def _whole(content: Content, places: Mapping[str, Place], files: Mapping[str, bytes], name: str) -> Pack:
    """Return the pack with its entries in order; a pack of nothing, or called like a firm's own entries, is refused."""
    kinds: dict[str, Any] = {kind: tuple(sorted(getattr(content, kind), key=lambda entry: entry.id)) for kind in KINDS}
    if not any(kinds.values()) and not content.translations and not content.curations:
        raise InputFaultsError([Fault(name, "empty-pack")])
    if content.pack.name == OWN:
        raise InputFaultsError([Fault(name, "reserved-name", (("given", OWN),))])
    kinds["translations"] = tuple(sorted(content.translations, key=lambda one: one.language))
    return Pack(content=replace(content, **kinds), places=places, files=files)


def _part(type_: type[Any], files: Mapping[str, bytes], file: str, name: str, faults: list[Fault]) -> Any:  # noqa: ANN401 - `type_`
    """Return manifest, list of retired ids or curations; None if there is none or it is wrong."""
    if file not in files:
        return None
    where = f"{name}/{file}"
    try:
        document: Document = parse(files[file], where)
        faults.extend(blanks(document, where))
        return shaped(type_, document, where)
    except InputFaultsError as error:
        faults.extend(error.faults)
        return None


def _entry_files(files: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield kind, name and path of each file that holds an entry."""
    for file in sorted(files):
        path = PurePosixPath(file)
        if len(path.parts) == 2 and path.parts[0] in KINDS and path.suffix == ".yaml":  # noqa: PLR2004 - folder and file
            yield path.parts[0], path.stem, file


def _strangers(files: Mapping[str, bytes], name: str) -> Iterator[Fault]:
    """Yield what is missing in a pack and what no pack has."""
    if MANIFEST_FILE not in files:
        yield Fault(f"{name}/{MANIFEST_FILE}", "no-manifest")
    entries = {file for _, _, file in _entry_files(files)} | set(filter(is_translation, files))
    for file in files:
        top, _, rest = file.partition("/")
        if file in entries or (not rest and (top in {MANIFEST_FILE, RETIRED_FILE, CURATIONS_FILE} or top.lower().startswith(_BESIDE))):
            continue
        if rest and top in {*KINDS, FOLDER}:
            yield Fault(f"{name}/{file}", "not-yaml", (("given", rest),))
        else:
            yield Fault(f"{name}/{file}", "not-in-pack", (("given", top), ("known", ", ".join((*KINDS, FOLDER)))))
