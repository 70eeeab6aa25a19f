"""``leitplanke catalogue dated``: how all rules and programmes stand on a day, for those who keep them current."""

import json
from datetime import datetime

import click

from leitplanke.catalogue import compiled
from leitplanke.catalogue.notices import Notice, noticed
from leitplanke.cli.files import refusing
from leitplanke.primitives.plain import plain
from leitplanke.reports.numbers import day
from leitplanke.reports.words import Language, say
from leitplanke.terminal.language import language_option, words


@click.command(name="dated", help=words("cli.catalogue.dated.help"))
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), required=True, metavar="YYYY-MM-DD", help=words("cli.option.on"))
@click.option("--json", "as_json", is_flag=True, help=words("cli.option.as-json"))
@language_option
@refusing
def command(on: datetime, language: Language, *, as_json: bool) -> None:
    """Print each rule and programme with its phase, its next change and the age of its check."""
    notices = noticed(compiled.read(), on.date())
    if as_json:
        rows = [{"id": one.entry.id, "status": one.entry.status, **_standing(one)} for one in notices]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(len(one.entry.id) for one in notices)
    for one in notices:
        click.echo(f"{one.entry.id:<{width}}  {_sentence(one, language)}")


def _standing(notice: Notice) -> dict[str, object]:
    tree = plain(notice.standing)
    assert isinstance(tree, dict)  # noqa: S101 - a dataclass becomes a dict
    return {**tree, "checked_on": notice.entry.origin.checked_on.isoformat()}


def _sentence(notice: Notice, language: Language) -> str:
    """Return the standing in words."""
    said = [say(language, f"cli.dated.{notice.standing.phase}")]
    if notice.standing.changes is not None:
        said.append(say(language, "cli.dated.changes", day=day(notice.standing.changes, language)))
    if notice.standing.unchecked:
        said.append(say(language, "cli.dated.unchecked", days=notice.standing.age))
    return "; ".join(said)
