"""The passphrase that locks backups, from a file or the environment; an empty one by mistake must not leave them open.

============================== ===== ==============================================================
code                           given when
============================== ===== ==============================================================
backup-passphrase-unreadable   given the file is missing, or this account may not read it
backup-passphrase-text         -     the file is no text in UTF-8
backup-passphrase-empty        -     nothing but blanks is in the file or the variable
============================== ===== ==============================================================
"""

import os
from pathlib import Path

from leitplanke.primitives.faults import Fault, InputFaultsError

VARIABLE = "LEITPLANKE_BACKUP_PASSPHRASE"


def passphrase(file: Path | None) -> str:
    """Return what locks backups: that of the file if one is named, else that of the variable; empty if there is neither.

    Raises
    ------
    InputFaultsError
        Codes above.
    """
    if file is None and not os.environ.get(VARIABLE):
        return ""
    where = VARIABLE if file is None else str(file)
    try:
        found = (os.environ[VARIABLE] if file is None else file.read_text(encoding="utf-8")).strip()
    except OSError as error:
        raise InputFaultsError(
            [Fault(where, "backup-passphrase-unreadable", (("given", error.strerror or type(error).__name__),))]
        ) from None
    except ValueError:
        raise InputFaultsError([Fault(where, "backup-passphrase-text")]) from None
    if not found:
        raise InputFaultsError([Fault(where, "backup-passphrase-empty")])
    return found
