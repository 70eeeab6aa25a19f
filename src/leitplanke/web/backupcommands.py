"""Commands: backup, restore, move-database."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.faults import sentences
from leitplanke.reports.words.terminal import of_environment
from leitplanke.terminal.language import words
from leitplanke.web import environment, refusals
from leitplanke.web.backup import schedule
from leitplanke.web.backup.passphrases import passphrase
from leitplanke.web.commands import check, ready

_FAULTS, _FAILED = 2, 1


_passphrase_option = click.option(
    "--passphrase-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=words("cli.backup.passphrase-file")
)


@click.command(help=words("cli.backup.help"))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help=words("cli.backup.into"))
@click.option("--keep", type=click.IntRange(min=1), help=words("cli.backup.keep"))
@click.option("--scheduled", is_flag=True, help=words("cli.backup.scheduled"))
@_passphrase_option
def backup(file: Path | None, into: Path | None, keep: int | None, passphrase_file: Path | None, *, scheduled: bool) -> None:
    """Write everything into one file."""
    if [file is not None, into is not None, scheduled].count(True) != 1:
        raise click.UsageError(words("cli.backup.one-place"))
    if scheduled:
        _need_schedule()
    check()
    _need_something()
    _ready()
    if scheduled:
        from leitplanke.web.backup.scheduled import back_up_if_due  # noqa: PLC0415 - needs Django

        with _told_plainly():
            back_up_if_due()
        return
    from leitplanke.web.backup.keeping import forget_old, name_for  # noqa: PLC0415 - needs Django
    from leitplanke.web.backup.owning import claim, refuse_anothers  # noqa: PLC0415 - needs Django
    from leitplanke.web.backup.writing import write  # noqa: PLC0415 - needs Django

    at = datetime.now(UTC)
    path = file or (into or Path()) / name_for(at)
    with _told_plainly():
        if into:
            refuse_anothers(into)
        told = write(path, at, passphrase(passphrase_file))
        click.echo(words("cli.backup.done", path=path, rows=told.rows, files=told.files, size=f"{told.size / 1e6:.1f}"))
        if told.missing:
            click.echo(words("cli.backup.missing", count=told.missing), err=True)
        if into and keep:
            claim(into)
            for gone in forget_old(into, keep, at):
                click.echo(words("cli.backup.forgotten", path=gone))


@click.command(help=words("cli.restore.help"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", "replacing", is_flag=True, help=words("cli.restore.replace"))
@_passphrase_option
def restore(file: Path, *, replacing: bool, passphrase_file: Path | None) -> None:
    """Bring everything back from one file."""
    _ready()
    from leitplanke.web.backup import restoring  # noqa: PLC0415 - needs Django
    from leitplanke.web.backup.sealing import is_sealed  # noqa: PLC0415 - loads what locks

    with environment.alone() as free, _told_plainly():
        if not free:
            raise click.ClickException(words("cli.restore.running"))
        lock = passphrase(passphrase_file)
        safety = restoring.restore(file, datetime.now(UTC), lock, replacing=replacing)
        click.echo(words("cli.restore.done"))
        if lock and not is_sealed(file):
            click.echo(words("cli.restore.unlocked"), err=True)
        if safety:
            click.echo(words("cli.restore.safety", path=safety))


@click.command(name="move-database", help=words("cli.move-database.help"))
@click.argument("url", required=False)
def move_database(url: str | None) -> None:
    """Copy all rows into another database."""
    target = _target(url)
    _ready()
    from leitplanke.web.backup.moving import move  # noqa: PLC0415 - needs Django

    with environment.alone() as free, _told_plainly():
        if not free:
            raise click.ClickException(words("cli.restore.running"))
        click.echo(words("cli.move-database.done", rows=move(target)))


def _target(url: str | None) -> dict[str, object]:
    """Return the database to fill; other accounts of the machine see what is typed after a command, but neither variables nor input.

    Raises
    ------
    click.ClickException
        If it cannot be read or its driver is missing.
    click.UsageError
        If none is named.
    """
    named, language = ("URL" if url else "LEITPLANKE_TARGET_DATABASE_URL"), of_environment(os.environ)
    said = sys.stdin.readline().strip() if url == "-" else url or os.environ.get("LEITPLANKE_TARGET_DATABASE_URL", "")
    if not said:
        raise click.UsageError(words("cli.move-database.no-target"))
    try:
        target = environment.postgres(said, named) if "://" in said else environment.sqlite(Path(said).absolute())
        environment.need_driver(target)
    except environment.NoDriverError as fault:
        raise click.ClickException(refusals.told(fault, language)) from None
    except ValueError:
        must = refusals.explained("LEITPLANKE_DATABASE_URL", language)
        raise click.ClickException(refusals.line(named, must, language)) from None
    return target


def _ready() -> None:
    ready()
    environment.var_folder().mkdir(parents=True, exist_ok=True)


def _need_something() -> None:
    """Refuse where no SQLite file is or, beside another database, no key, before one is made: cron knows nothing of the service's settings.

    Raises
    ------
    SystemExit
        After saying so: ``backup-nothing``, or ``backup-without-key`` where no server has run.
    """
    place = environment.var_folder() / "leitplanke.sqlite3"
    if os.environ.get("LEITPLANKE_DATABASE_URL"):
        if not environment.has_key():
            _refuse([Fault(str(environment.var_folder()), "backup-without-key")])
    elif not place.is_file():
        _refuse([Fault(str(place), "backup-nothing")])


def _need_schedule() -> None:
    """Keep what is wrong with the settings of the schedule, for whoever asks how backups stand, and end.

    Raises
    ------
    click.ClickException
        With the variable.
    """
    try:
        schedule.schedule()
    except ValueError as fault:
        line = refusals.told(fault, of_environment(os.environ))
        with suppress(OSError):
            schedule.note(schedule.Attempt(at=datetime.now(UTC).isoformat(timespec="seconds"), fault=line))
        raise click.ClickException(line) from None


def _refuse(faults: Iterable[Fault]) -> NoReturn:
    for sentence in sentences(faults, of_environment(os.environ)):
        click.echo(sentence, err=True)
    raise SystemExit(_FAULTS) from None


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Say what is wrong in sentences instead of a traceback."""
    from django.db import Error  # noqa: PLC0415 - needs Django

    try:
        yield
    except InputFaultsError as error:
        _refuse(error.faults)
    except (OSError, Error) as fault:
        click.echo(words("cli.backup.failed", fault=str(fault).strip().splitlines()[0]), err=True)
        raise SystemExit(_FAILED) from None
