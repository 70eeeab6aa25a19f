"""Faults: everything that is wrong with an input, at once, without words of any language."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Parameters
    ----------
    where
        File, row or field path: ``company.staff``, ``answers[3].level``, ``unseens/x.yaml: rate.low``.
    code
        Message code (``not-a-number``); its German and English text (what, why, what to do) lies in ``reports/words/faults.yaml``.
    values
        Name and text of each placeholder of the message, for example ``(("given", "zwölf"),)``.
    line
        Line in the file, from 1, where it is known.
    """

    where: str
    code: str
    values: tuple[tuple[str, str], ...] = ()
    line: int | None = None


class InputFaultsError(Exception):
    """An input was refused; carries every fault found, never only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("; ".join(f"{fault.where}: {fault.code}" for fault in self.faults))
