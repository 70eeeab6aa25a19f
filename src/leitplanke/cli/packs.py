"""``leitplanke catalogue pack``: begin, check and pass on packs of one's own entries; the option ``--pack`` of other commands."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue
from leitplanke.cli.files import refusing, unwritable, write_whole
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.words import Language, say
from leitplanke.terminal.language import language_option, words

# Packs are read with pydantic, which takes longer to load than most commands to run: it is loaded only where a pack is there.

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FORM = "a-z 0-9 -"
_LONGEST = 40
_paths = click.argument("paths", metavar="PACK…", nargs=-1, required=True, type=click.Path(path_type=Path))


def pack_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option ``--pack``."""
    kind = click.Path(path_type=Path)
    return click.option("--pack", "packs", multiple=True, metavar="PACK", type=kind, help=words("cli.option.pack"))(command)


def catalogue_with(paths: tuple[Path, ...]) -> Catalogue:
    """Return the shipped catalogue with the packs at `paths`.

    Raises
    ------
    InputFaultsError
        With the faults of all packs.
    """
    if not paths:
        return compiled.read()
    from leitplanke.catalogue.packs.joining import with_packs  # noqa: PLC0415 - see above

    return with_packs(compiled.read(), paths)


@click.group(help=words("cli.pack.help"))
def pack() -> None:
    """Handle packs."""


@pack.command(help=words("cli.pack.check.help"))
@_paths
@language_option
@refusing
def check(paths: tuple[Path, ...], language: Language) -> None:
    """Read packs strictly, together with the core and each other."""
    from leitplanke.catalogue.packs.reading import read_pack  # noqa: PLC0415 - see above
    from leitplanke.catalogue.packs.translating import coverage  # noqa: PLC0415 - see above

    joined = catalogue_with(paths)
    stamps = {stamp.name: stamp for stamp in joined.packs}
    for path in paths:
        found = read_pack(path)
        manifest, stamp = found.content.pack, stamps[found.content.pack.name]
        kinds = Counter(entry.id.partition(".")[0] for entry in found.entries())
        click.echo(
            say(
                language,
                "cli.pack.sound",
                name=manifest.name,
                title=manifest.title.de if language == "de" else manifest.title.en,
                version=manifest.version,
                author=manifest.author,
                licence=manifest.licence,
                digest=stamp.digest,
                catalogue=joined.version,
                entries=", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or say(language, "cli.pack.nothing-but"),
            )
        )
        for one in found.content.translations:
            counts: dict[str, Any] = asdict(coverage(one, joined))
            click.echo(say(language, "cli.pack.translation", name=one.name, code=one.language, **counts))
        if manifest.made_for != joined.version:
            click.echo(say(language, "cli.pack.made-for", made_for=manifest.made_for, catalogue=joined.version))


@pack.command(help=words("cli.pack.export.help"))
@click.argument("path", metavar="PACK", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT.zip|OUT.yaml|FOLDER", type=click.Path(path_type=Path))
@language_option
@refusing
def export(path: Path, target: Path, language: Language) -> None:
    """Write a checked pack as archive, as one file or as a folder; never over what is there."""
    from leitplanke.catalogue.packs import reading, writing  # noqa: PLC0415 - see above

    _check_target(target)
    catalogue_with((path,))
    found = reading.read_pack(path)
    ending = target.suffix.lower()
    if ending == ".zip":
        write_whole(target, writing.archive_of(found))
    elif ending in {".yaml", ".yml"}:
        write_whole(target, writing.text_of(found))
    else:
        _write_folder(target, writing.files_of(found))
    click.echo(say(language, "cli.pack.written", path=target, name=found.content.pack.name, version=found.content.pack.version))


@pack.command(help=words("cli.pack.new.help"))
@click.argument("folder", type=click.Path(path_type=Path))
@language_option
@refusing
def new(folder: Path, language: Language) -> None:
    """Write an annotated pack to fill in; its name is that of the folder."""
    from leitplanke.exchange.packtemplate import pack_template  # noqa: PLC0415 - not needed by the other commands

    name = folder.absolute().name
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise InputFaultsError([Fault(str(folder), "wrong-form", (("given", name), ("form", _FORM)))])
    _check_target(folder)
    today = datetime.now(UTC).astimezone().date()
    _write_folder(folder, pack_template(name, language, today, compiled.read().version))
    click.echo(say(language, "cli.pack.begun", path=folder))


def _check_target(target: Path) -> None:
    """Refuse a target that is there already or whose folder is not."""
    if target.exists() or target.is_symlink():
        raise InputFaultsError([Fault(str(target), "file-exists")])
    if not target.absolute().parent.is_dir():
        raise InputFaultsError([Fault(str(target), "no-folder", (("given", str(target.parent)),))])


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new folder."""
    try:
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        raise InputFaultsError([unwritable(folder, error)]) from None
