"""What a look at one thing found: well, worth a thought, or broken; the texts lie in the words under ``doctor.<check>.<code>``."""

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Parameters
    ----------
    check
        What was looked at, such as ``database``.
    code
        What was found; names the text.
    values
        What the text has places for, as it shall be read.
    """

    check: str
    state: State
    code: str
    values: tuple[tuple[str, str], ...] = ()


def ok(check: str, code: str = "ok", **values: object) -> Finding:
    """Return that all is well."""
    return _finding(check, "ok", code, values)


def warning(check: str, code: str, **values: object) -> Finding:
    """Return that something works but should be different."""
    return _finding(check, "warning", code, values)


def fault(check: str, code: str, **values: object) -> Finding:
    """Return that something does not work."""
    return _finding(check, "fault", code, values)


def _finding(check: str, state: State, code: str, values: dict[str, object]) -> Finding:
    return Finding(check, state, code, tuple((name, str(value)) for name, value in values.items()))
