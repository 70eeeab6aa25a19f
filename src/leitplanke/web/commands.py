"""Commands of the web application for ``leitplanke``: serve, worker, manage."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import click

from leitplanke.primitives.faults import InputFaultsError
from leitplanke.primitives.loading import loading
from leitplanke.reports.faults import sentences
from leitplanke.reports.words.terminal import of_environment
from leitplanke.terminal.language import words
from leitplanke.web import environment, heap, refusals, server
from leitplanke.web.backup.keeper import Keeper
from leitplanke.web.backup.schedule import schedule
from leitplanke.web.catalogue import catalogue
from leitplanke.web.condition import counters

THREADS = 4


def ready() -> None:
    """Check the settings, prepare the data folder and Django.

    Raises
    ------
    click.ClickException
        If folder, packs or database settings are unusable; says what is wrong.
    """
    prepare()
    _set_up()


def prepare() -> None:
    """Check the settings and prepare the data folder, without Django.

    Raises
    ------
    click.ClickException
        If folder, packs or database settings are unusable; says what is wrong.
    """
    check()
    try:
        environment.prepare()
    except OSError as fault:
        raise click.ClickException(f"LEITPLANKE_VAR: {fault.filename}: {fault.strerror}") from None  # noqa: EM102, TRY003 - click's idiom


def check() -> None:
    """Check the settings and change nothing.

    Raises
    ------
    click.ClickException
        If packs, database or other settings are unusable; says what is wrong.
    """
    _check_packs()
    try:
        environment.check()
        environment.need_driver(environment.database())
        schedule()
    except ValueError as fault:
        raise click.ClickException(refusals.told(fault, of_environment(os.environ))) from None


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitplanke.web.settings")
    import django  # noqa: PLC0415 - only after the data folder holds the key that settings read

    with loading():
        django.setup()


def _check_packs() -> None:
    """Load the operator's packs, or end with all their faults.

    Raises
    ------
    click.ClickException
        If the folder or a pack is unusable.
    """
    try:
        catalogue()
    except OSError as fault:
        raise click.ClickException(f"LEITPLANKE_PACKS: {fault.filename}: {fault.strerror}") from None  # noqa: EM102, TRY003 - click's idiom
    except InputFaultsError as error:
        listed = "".join(f"\n  - {text}" for text in sentences(error.faults, of_environment(os.environ)))
        raise click.ClickException(f"LEITPLANKE_PACKS:{listed}") from None  # noqa: EM102 - click's idiom


@click.command(help=words("cli.serve.help"))
@click.option("--host", default="127.0.0.1", show_default=True, help=words("cli.serve.host"))
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help=words("cli.serve.port"))
@click.option("--threads", default=THREADS, show_default=True, type=click.IntRange(1, 64), help=words("cli.serve.threads"))
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 32), help=words("cli.serve.processes"))
def serve(host: str, port: int, threads: int, processes: int) -> None:
    """Run the pages and the job worker until Ctrl+C."""
    if environment.is_local() and host not in environment.LOOPBACK_HOSTS:
        raise click.UsageError(words("refusal.host", host=host))
    if not free(host, port):
        raise click.UsageError(words("refusal.port", port=port, next=port % 65535 + 1))
    prepare()
    place = server.Place(host=host, port=port, threads=threads, processes=processes)
    # The web server loads its pages while this process looks after the database; it takes no request before that is done.
    with _told_in_one_line(), environment.in_use(), counters.counting_together():
        with environment.starting(), server.begun(place) as web:
            _set_up()
            _migrate()
        from leitplanke.web.outages import attempt  # noqa: PLC0415 - needs Django
        from leitplanke.web.start import announce, prepare_jobs  # noqa: PLC0415 - needs Django

        jobs, backups = partial(attempt, prepare_jobs), Keeper(schedule(), server.start).look
        code = server.run(web, place, partial(announce, host, port), jobs, backups)
    sys.exit(code)


@contextmanager
def _told_in_one_line() -> Iterator[None]:
    """Say which file could not be written instead of showing a traceback: a full disk is no fault of ours.

    Raises
    ------
    click.ClickException
        With the file and what the system said of it.
    """
    try:
        yield
    except OSError as fault:
        if fault.filename is None:
            raise
        raise click.ClickException(f"LEITPLANKE_VAR: {fault.filename}: {fault.strerror}") from None  # noqa: EM102, TRY003 - click's idiom


def _migrate() -> None:
    from django.db import DatabaseError  # noqa: PLC0415 - needs Django

    from leitplanke.web.upgrading import migrate  # noqa: PLC0415 - needs Django

    try:
        migrate()
    except InputFaultsError as error:
        raise click.ClickException(" ".join(sentences(error.faults, of_environment(os.environ)))) from None
    except DatabaseError as fault:
        raise click.ClickException(words("refusal.database", fault=str(fault).strip().splitlines()[0])) from None


@click.command(help=words("cli.worker.help"))
def worker() -> None:
    """Run one job worker."""
    heap.share_arenas()
    ready()
    from leitplanke.web.condition.beat import beating  # noqa: PLC0415 - needs Django
    from leitplanke.web.outages import attempt  # noqa: PLC0415 - needs Django
    from leitplanke.web.start import work  # noqa: PLC0415 - needs Django

    def live() -> None:
        with environment.in_use(), beating():
            work()

    well = attempt(live)
    sys.exit(0 if well else server.TRY_LATER)


@click.command(help=words("cli.manage.help"), context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run an administration command of Django."""
    ready()
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - needs Django

    execute_from_command_line(["leitplanke manage", *arguments])


def free(host: str, port: int) -> bool:
    """Say whether nobody listens on the port yet."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
