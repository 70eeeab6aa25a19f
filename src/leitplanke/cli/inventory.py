"""``leitplanke import inventory``: data objects and services from lists, into the key ``dependence`` of a study."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
import yaml

from leitplanke.cli import doubts
from leitplanke.cli.files import REFUSED, STANDARD_OUTPUT, check_targets, put, read_bytes, read_study, refusing, tell
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.lean import lean
from leitplanke.primitives.plain import plain
from leitplanke.reports.words import Language, say
from leitplanke.terminal.language import language_option, words
from leitplanke.terminal.wrapping import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from leitplanke.exchange.inventorytable import Columns, Listed, Side
    from leitplanke.exchange.ledgertable import Grid
    from leitplanke.study.dependence import Dependence

_PATH = click.Path(path_type=Path)


@click.command(help=words("cli.import.inventory.help"))
@click.option("--data", "data", type=_PATH, metavar="LIST", help=words("cli.import.inventory.data"))
@click.option("--services", "services", type=_PATH, metavar="LIST", help=words("cli.import.inventory.services"))
@click.option("--study", type=_PATH, metavar="STUDY", help=words("cli.import.inventory.study"))
@click.option("--map", "maps", multiple=True, metavar="FIELD=COLUMN", help=words("cli.import.inventory.map"))
@click.option("--out", "target", metavar="OUT.yaml", help=words("cli.import.inventory.out"))
@click.option("--json", "output", metavar="OUT", help=words("cli.import.inventory.json"))
@language_option
@refusing
def inventory(
    data: Path | None,
    services: Path | None,
    study: Path | None,
    maps: tuple[str, ...],
    language: Language,
    *,
    target: str | None,
    output: str | None,
) -> None:
    """Say what lists of data objects and services add, and write it."""
    lists: dict[Side, Path] = {}
    if data is not None:
        lists["data"] = data
    if services is not None:
        lists["services"] = services
    if not lists:
        raise InputFaultsError([Fault("", "inventory-nothing")])
    for file in (*lists.values(), *((study,) if study else ())):
        check_targets(file, target, output)
    found, after = _read(lists, study, maps)
    if output:
        put(output, _json(found, after, language))
    if after is None:
        tell(tuple(fault for one in found for fault in one.faults), language)
        sys.exit(REFUSED)
    if target:
        put(target, _yaml(after))
    if STANDARD_OUTPUT not in {output, target}:
        click.echo("\n".join(_lines(lists, found, language)))
        doubts.show([doubt for one in found for doubt in one.findings], language)


def _read(lists: "dict[Side, Path]", study: Path | None, maps: tuple[str, ...]) -> "tuple[list[Listed], Dependence | None]":
    """Return what each list says, and what stands there after all of them; None if a fault refuses them."""
    from leitplanke.catalogue import compiled  # noqa: PLC0415 - numpy and pydantic are slow to load
    from leitplanke.exchange import inventorytable, ledgertable  # noqa: PLC0415 - openpyxl too
    from leitplanke.study.dependence import Dependence  # noqa: PLC0415 - see above

    catalogue = compiled.read()
    grids: dict[Side, Grid] = {
        side: ledgertable.grid(read_bytes(file, ledgertable.LARGEST_BYTES), file.name) for side, file in lists.items()
    }
    columns = _mapped(grids, maps)
    after = read_study(study, catalogue).dependence if study else Dependence()
    found: list[Listed] = []
    for side, grid in grids.items():
        one = inventorytable.read(grid, columns[side], after, catalogue)
        if found and found[0].after is None:
            # Data of a refused list are unknown to the services only because it is refused.
            one = replace(one, after=None, findings=tuple(each for each in one.findings if each.code != "inventory-data"))
        found.append(one)
        after = one.after or after
    return found, after if all(one.after is not None for one in found) else None


def _mapped(grids: "dict[Side, Grid]", maps: tuple[str, ...]) -> "dict[Side, Columns]":
    """Return the mappings that headings suggest, with what the options say.

    Raises
    ------
    InputFaultsError
        ``inventory-map`` for an option that is no mapping, ``inventory-head`` for a column that no list has.
    """
    from leitplanke.exchange.inventorytable import FOR_ALL, fields, guess  # noqa: PLC0415 - see above

    columns = {side: guess(grid, side) for side, grid in grids.items()}
    faults = []
    for given in maps:
        field, equals, head = given.partition("=")
        sides = [side for side in grids if field in fields(side)]
        heads = [name for side in sides for name in grids[side].heads]
        if not equals or not sides:
            known = dict.fromkeys(name for side in grids for name in fields(side))
            faults.append(Fault("--map", "inventory-map", (("given", given), ("known", ", ".join(known)))))
        elif not head.startswith(FOR_ALL) and head not in heads:
            faults.append(Fault("--map", "inventory-head", (("given", head), ("known", ", ".join(heads)))))
        for side in sides:
            if head in grids[side].heads or head.startswith(FOR_ALL):
                columns[side] = replace(columns[side], heads=_with(columns[side].heads, field, head))
    if faults:
        raise InputFaultsError(faults)
    return columns


def _with(heads: "tuple[tuple[str, str], ...]", field: str, head: str) -> "tuple[tuple[str, str], ...]":
    """Return a mapping in which `head` stands for `field` alone."""
    return (*((name, other) for name, other in heads if name != field and other != head), (field, head))


def _json(found: "Sequence[Listed]", after: "Dependence | None", language: Language) -> str:
    tree = {
        "new": [name for one in found for name in one.new],
        "changed": [name for one in found for name in one.changed],
        "same": [name for one in found for name in one.same],
        "data_objects": [] if after is None else plain(after.data_objects),
        "services": [] if after is None else plain(after.services),
        "faults": [each for one in found for each in doubts.listed(one.findings, language)],
    }
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"


def _yaml(after: "Dependence") -> str:
    """Return everything the study says on dependence, with the lists in it, so that nothing of it is lost when it is put back."""
    return yaml.safe_dump({"dependence": lean(after)}, allow_unicode=True, sort_keys=False)


def _lines(lists: "dict[Side, Path]", found: "Sequence[Listed]", language: Language) -> "Iterator[str]":
    for side, one in zip(lists, found, strict=True):
        yield from wrap(f"{say(language, f'inventory.title.{side}')} ({lists[side].name})")
        for what in ("new", "changed", "same"):
            names = getattr(one, what)
            told = say(language, f"inventory.{what}", count=len(names))
            yield from wrap(f"{told} ({', '.join(names)})" if names else told, "  - ", "    ")
