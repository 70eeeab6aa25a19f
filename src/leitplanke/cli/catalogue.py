"""``leitplanke catalogue``: look into the catalogue, check it, compile it."""

import json
from difflib import get_close_matches
from pathlib import Path

import click
import yaml

from leitplanke.catalogue import compiled, loader
from leitplanke.catalogue.checks.finding import entries as every
from leitplanke.catalogue.entries import Catalogue, Entry
from leitplanke.catalogue.translation import Translation, in_further
from leitplanke.cli import assumptions, dated, hinge
from leitplanke.cli import packs as packing
from leitplanke.cli.files import refusing
from leitplanke.cli.packs import catalogue_with, pack_option
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.plain import plain
from leitplanke.reports.words import LANGUAGES, Language, say
from leitplanke.terminal.language import further_language_option, language_option, words

_folder = click.option(
    "--data", "folder", type=click.Path(path_type=Path, file_okay=False, exists=True), default=loader.DATA, help=words("cli.option.data")
)


@click.group(help=words("cli.catalogue.help"))
def catalogue() -> None:
    """Look into the catalogue."""


@catalogue.command(help=words("cli.catalogue.check.help"))
@_folder
@language_option
@refusing
def check(folder: Path, language: Language) -> None:
    """Read all entries strictly and hold the compiled file against them."""
    found = loader.load(folder)
    if folder == loader.DATA and compiled.text(found) != compiled.FILE.read_text(encoding="utf-8"):
        raise InputFaultsError([Fault(compiled.FILE.name, "not-compiled")])
    click.echo(say(language, "cli.catalogue.sound", count=len(_entries(found)), version=found.version))


@catalogue.command(name="compile", help=words("cli.catalogue.compile.help"))
@language_option
@refusing
def compile_(language: Language) -> None:
    """Check all entries and write them into the one file that is read at run time."""
    found = loader.load(loader.DATA)
    compiled.write(found)
    click.echo(say(language, "cli.catalogue.compiled", count=len(_entries(found)), version=found.version))


@catalogue.command(name="list", help=words("cli.catalogue.list.help"))
@click.option("--json", "as_json", is_flag=True, help=words("cli.option.as-json"))
@click.option("--kind", metavar="unseen|measure|…", help=words("cli.option.kind"))
@pack_option
@language_option
@refusing
def list_(language: Language, kind: str | None, packs: tuple[Path, ...], *, as_json: bool) -> None:
    """List all entries, or those of one kind."""
    entries = _entries(catalogue_with(packs))
    kinds = list(dict.fromkeys(_kind(entry) for entry in entries))
    if kind is not None and kind not in kinds:
        raise InputFaultsError([Fault("--kind", "not-one-of", (("given", kind), ("known", ", ".join(kinds))))])
    shown = [entry for entry in entries if kind in {None, _kind(entry)}]
    if as_json:
        rows = [{"id": one.id, "kind": _kind(one), "reference": one.reference, "title": plain(one.title)} for one in shown]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(len(entry.id) for entry in shown)
    for entry in shown:
        click.echo(f"{entry.id:<{width}}  {entry.title.de if language == 'de' else entry.title.en}")


@catalogue.command(help=words("cli.catalogue.show.help"))
@click.argument("entry_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help=words("cli.option.as-json"))
@pack_option
@further_language_option
@refusing
def show(entry_id: str, language: Language, further: str, packs: tuple[Path, ...], *, as_json: bool) -> None:
    """Print one entry with all its figures and sources."""
    found = catalogue_with(packs)
    entries = {entry.id: entry for entry in _entries(found)}
    if entry_id not in entries:
        near = get_close_matches(entry_id, entries, 1)
        values = (("given", entry_id), ("nearest", near[0] if near else ""))
        raise InputFaultsError([Fault("", "unknown-entry", values)])
    tree = plain(entries[entry_id])
    if further:
        translation = _translation(found, further)
        tree, done, count = in_further(entries[entry_id], translation)
        head = say(language, "cli.catalogue.translated", name=translation.name, texts=done, of_texts=count)
        click.echo(head, err=as_json)
    if as_json:
        click.echo(json.dumps(tree, ensure_ascii=False, indent=2))
    else:
        click.echo(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=100), nl=False)


catalogue.add_command(hinge.command)
catalogue.add_command(dated.command)
catalogue.add_command(assumptions.command)
catalogue.add_command(packing.pack)


def _translation(found: Catalogue, language: str) -> Translation:
    """Return the texts in a further language."""
    for one in found.translations:
        if one.language == language:
            return one
    known = ", ".join((*LANGUAGES, *(one.language for one in found.translations)))
    raise InputFaultsError([Fault("--lang", "not-one-of", (("given", language), ("known", known)))])


def _entries(found: Catalogue) -> list[Entry]:
    return list(every(found))


def _kind(entry: Entry) -> str:
    return entry.id.partition(".")[0]
