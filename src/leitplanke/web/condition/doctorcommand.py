"""Command: doctor, which names what is wrong with an installation and how to mend it."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click

from leitplanke.reports.words import Language, say, store
from leitplanke.reports.words.terminal import of_environment
from leitplanke.terminal.language import language_option
from leitplanke.terminal.wrapping import wrap
from leitplanke.web import environment, refusals
from leitplanke.web.condition import machine
from leitplanke.web.condition.findings import Finding, fault

SOMETHING_WRONG = 1
_MARKS = {"ok": "+", "warning": "!", "fault": "x"}


@click.command(help=say(of_environment(os.environ), "cli.doctor.help"))
@click.option("--json", "as_json", is_flag=True, help=say(of_environment(os.environ), "cli.doctor.json"))
@language_option
def doctor(language: Language, *, as_json: bool) -> None:
    """Look at everything and say what is wrong."""
    found = tuple(look())
    if as_json:
        click.echo(
            json.dumps(
                [asdict(one) | dict(zip(("said", "mend"), texts(one, language), strict=True)) for one in found],
                indent=2,
                ensure_ascii=False,
            )
        )
    else:
        for one in found:
            click.echo("\n".join(lines(one, language)))
        click.echo(f"\n{summary(found, language)}")
    sys.exit(SOMETHING_WRONG if any(one.state == "fault" for one in found) else 0)


def look() -> Iterator[Finding]:
    """Yield every finding; what cannot be looked at because something before it is broken is left out."""
    seen = []
    for one in machine.look():
        seen.append(one)
        yield one
    if any(one.state == "fault" and one.check in {"python", "packages", "variables", "settings", "packs"} for one in seen):
        return
    yield from _behind_django()


def _behind_django() -> Iterator[Finding]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitplanke.web.settings")
    import django  # noqa: PLC0415 - only where settings can be read

    try:
        django.setup()
    except (OSError, ValueError) as error:
        yield fault("settings", "unusable", fault=error)
        return
    from leitplanke.web.condition import outside, stored  # noqa: PLC0415 - needs Django

    yield from outside.look()
    if environment.var_folder().is_dir():
        yield from stored.look(serving=is_serving())


def is_serving() -> bool:
    """Say whether a server or worker runs on the data folder."""
    try:
        with environment.alone() as free:
            return not free
    except OSError:
        return False


def texts(one: Finding, language: Language) -> tuple[str, str]:
    """Return what was found, and what to do; the latter is empty where nothing has to be done."""
    key, values = f"doctor.{one.check}.{one.code}", dict(one.values)
    if one.code == "unusable" and "name" in values:
        values["must"] = values["detail"] or refusals.explained(values["name"], language)
    mend = say(language, f"{key}.mend", **values) if f"{key}.mend" in store() else ""
    return say(language, key, **values), mend


def lines(one: Finding, language: Language) -> list[str]:
    """Return the lines of a finding for a terminal."""
    told, mend = texts(one, language)
    head = f"[{_MARKS[one.state]}] {say(language, f'doctor.{one.check}')}: "
    first = wrap(told, head, "    ")
    return [*first, *(wrap(mend, "    > ", "      ") if mend else ())]


def summary(found: tuple[Finding, ...], language: Language) -> str:
    """Return the last line."""
    faults, warnings = (sum(one.state == state for one in found) for state in ("fault", "warning"))
    return say(language, "doctor.summary", faults=faults, warnings=warnings)
