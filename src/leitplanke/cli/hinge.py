"""``leitplanke catalogue hinge``: from a place in the source to the entries and their uses, and back."""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import groupby

import click

from leitplanke.catalogue import compiled
from leitplanke.catalogue.checks.finding import entries
from leitplanke.catalogue.citation import FORM
from leitplanke.catalogue.hinge import Hinge, Pin, Row, Use, hinge
from leitplanke.cli.files import refusing
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.plain import plain
from leitplanke.reports.hinge import spot_words
from leitplanke.reports.words import Language, say
from leitplanke.terminal.language import language_option, words


@click.command(name="hinge", help=words("cli.catalogue.hinge.help"))
@click.argument("wanted", metavar="[L193|ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help=words("cli.option.as-json"))
@language_option
@refusing
def command(wanted: str | None, language: Language, *, as_json: bool) -> None:
    """Print the table, the rows of one place of the source, or one entry with all its uses."""
    table = hinge(compiled.read())
    pin = table.pin(wanted) if wanted else None
    if pin is not None:
        lines, tree = _pin(pin, language), plain(pin)
    elif wanted:
        rows = _about(table, wanted)
        pins = [found for row in rows for id_ in row.entries if (found := table.pin(id_)) is not None]
        lines, tree = _rows(rows, table, language, in_full=True), {"rows": plain(rows), "pins": plain(tuple(dict.fromkeys(pins)))}
    else:
        lines, tree = _rows(table.rows, table, language), plain(table)
    click.echo(json.dumps(tree, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))


def _about(table: Hinge, wanted: str) -> tuple[Row, ...]:
    """Return the rows of a place; a mistyped id or place is refused."""
    try:
        rows = table.about(wanted)
    except ValueError:
        if "." not in wanted:
            raise InputFaultsError([Fault("", "wrong-reference", (("given", wanted), ("form", FORM)))]) from None
        near = get_close_matches(wanted, [pin.id for pin in table.pins], 1)
        raise InputFaultsError([Fault("", "unknown-entry", (("given", wanted), ("nearest", near[0] if near else "")))]) from None
    return rows


def _rows(rows: tuple[Row, ...], table: Hinge, language: Language, *, in_full: bool = False) -> Iterator[str]:
    """Yield the rows as lines; nothing found is said in words."""
    if not rows:
        yield say(language, "cli.hinge.nothing")
    pins = {pin.id: pin for pin in table.pins}
    for row in rows:
        yield row.place.label
        for id_ in row.entries:
            yield f"  {id_}  {_title(id_, language)} ({say(language, 'cli.hinge.count', count=len(pins[id_].used_by))})"
            if in_full:
                yield from (f"    {line}" for line in _uses(pins[id_].used_by, "used", language))
                yield from (f"    {line}" for line in _shown(pins[id_], language))


def _pin(pin: Pin, language: Language) -> Iterator[str]:
    """Yield one entry: where the source says it, what it names, who names it."""
    yield f"{pin.id}  {_title(pin.id, language)}"
    yield f"  {say(language, 'cli.hinge.places')}: {', '.join(place.label for place in pin.places) or say(language, 'cli.hinge.own')}"
    for heading, uses in (("names", pin.names), ("used", pin.used_by)):
        if uses:
            yield f"  {say(language, f'cli.hinge.{heading}')}"
            yield from (f"    {line}" for line in _uses(uses, heading, language))
    yield from (f"  {line}" for line in _shown(pin, language))


def _shown(pin: Pin, language: Language) -> Iterator[str]:
    """Yield the pages and chapters where readers meet an entry: always, and if it counts in a firm's result."""
    for heading, always in (("always", True), ("sometimes", False)):
        spots = spot_words((spot for spot in pin.shown if spot.always is always), language)
        if spots:
            yield f"{say(language, f'cli.hinge.{heading}')} {'; '.join(spots)}"


def _uses(uses: tuple[Use, ...], heading: str, language: Language) -> Iterator[str]:
    """Yield the uses, one line for each field."""
    for field, group in groupby(sorted(uses, key=lambda use: (use.field, use.id)), key=lambda use: use.field):
        listed = (f"{use.id} [{use.parameter}]" if use.parameter else use.id for use in group)
        yield f"{say(language, f'cli.hinge.{heading}.{field}')}: {', '.join(dict.fromkeys(listed))}"


def _title(id_: str, language: Language) -> str:
    title = next(entry.title for entry in entries(compiled.read()) if entry.id == id_)
    return title.de if language == "de" else title.en
