"""Brings a backup back, into an unused installation or, with a safety copy, in the place of the present one."""

import shutil
import tempfile
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.web import environment
from leitplanke.web.backup import manifest as told
from leitplanke.web.backup.keeping import UNFINISHED_RESTORE, forget_cut_off_restores, safety_copy
from leitplanke.web.backup.owning import hand_over
from leitplanke.web.backup.replacing import is_used, refuse_later, replace
from leitplanke.web.backup.rows import later
from leitplanke.web.backup.schedule import plan
from leitplanke.web.backup.sealing import is_sealed, unseal
from leitplanke.web.backup.staging import Stage, staged
from leitplanke.web.backup.wholeness import damage, set_aside
from leitplanke.web.backup.workroom import forget_dead
from leitplanke.web.backup.writing import write
from leitplanke.web.durable import settle


def restore(archive: Path, at: datetime, passphrase: str, *, replacing: bool) -> Path | None:
    """Restore a backup; return the safety copy of what was there before, if anything was, or the folder where it lies now.

    The backup is restored beside the installation first and compared with its manifest; only then its rows take the place of the
    present ones, in one transaction: an interruption leaves one or the other, whole. An SQLite file that is damaged, or that a later
    release has written, is moved away: no rows of this release fit into it.

    Parameters
    ----------
    replacing
        Whether an installation that is in use may be replaced.

    Raises
    ------
    InputFaultsError
        Codes of ``manifest`` and ``sealing``; ``backup-in-use``: somebody has worked here, and `replacing` is not set;
        ``backup-database-damaged``: so it may be, but the file cannot be read; ``backup-tables-later``: a later
        release has written the PostgreSQL database. Nothing is changed.
    """
    damaged = damage(connection)
    if damaged and not replacing:
        raise InputFaultsError([Fault(str(connection.settings_dict["NAME"]), "backup-database-damaged", (("given", damaged),))])
    used = not damaged and is_used(connection)
    if used and not replacing:
        raise InputFaultsError([Fault(archive.name, "backup-in-use")])
    if connection.vendor != "sqlite":
        refuse_later(connection)
    unfit = "damaged" if damaged else "later" if later(connection) else ""
    forget_cut_off_restores(environment.var_folder())
    forget_dead(environment.var_folder())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=UNFINISHED_RESTORE, dir=environment.var_folder())))
        plain = archive
        if is_sealed(archive):
            plain = folder / archive.name
            unseal(archive, plain, passphrase)
        stage = stack.enter_context(staged(plain, folder / "stage"))
        if unfit:
            kept = set_aside(connection, at, unfit)
        elif used:
            kept = safety_copy("before-restore", at, ".zip")
            write(kept, at, passphrase)
        else:
            kept = safety_copy("files", at)
        call_command("migrate", interactive=False, verbosity=0)
        _settle(stage, None if used and not unfit else kept)
    return kept if kept.exists() else None


def _settle(stage: Stage, aside: Path | None) -> None:
    """Let the restored installation become the present one; the rows come last but for what only they keep from being needed.

    Parameters
    ----------
    aside
        Where attachments go that the backup does not have; None if a safety copy has them.
    """
    shelf = environment.attachments()
    shelf.mkdir(mode=0o700, exist_ok=True)
    restored = {path.name for path in (stage.folder / "attachments").iterdir()}
    for name in restored:
        shutil.copy2(stage.folder / "attachments" / name, shelf / f".{name}.new")
        settle(shelf / f".{name}.new")
        (shelf / f".{name}.new").replace(shelf / name)
    settle(shelf)
    before = environment.secret_key()
    environment.set_secret_key((stage.folder / told.KEY).read_text(encoding="ascii").strip())
    try:
        replace(stage.connection, connection)
    except BaseException:
        environment.set_secret_key(before)
        raise
    _keep_folder(before)
    # What was attached since the backup has no row any more; the safety copy has both.
    for path in [one for one in shelf.iterdir() if one.name not in restored]:
        if aside is None:
            path.unlink()
        else:
            (aside / "attachments").mkdir(mode=0o700, parents=True, exist_ok=True)
            path.rename(aside / "attachments" / path.name)


def _keep_folder(former: str) -> None:
    """Let the folder of scheduled backups stay this installation's; if it is away now, the next scheduled one says what to do."""
    with suppress(OSError):
        kept = plan()
        if kept:
            hand_over(kept.folder, former)
