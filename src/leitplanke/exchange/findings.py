"""Reading a plain tree without trusting its shape, and noting what is wrong in it."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from leitplanke.catalogue.kinds import pack_of
from leitplanke.primitives.document import Document, Path, Plain, at
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.shape import shaped

T = TypeVar("T")
MOST_GUESSES = 100
"""Comparing words is slow: a hostile file must not keep us busy."""
Row = tuple[Path, dict[str, Plain]]
_SCALES = {"mio": 1e6, "million": 1e6, "millionen": 1e6, "tsd": 1e3, "mrd": 1e9}
_WRITTEN = re.compile(
    r"([-+]?)(\d{1,3}(?:[. '\u00a0\u202f]\d{3})+|\d+)(?:,(\d+))?\s*(mio|millionen|million|tsd|mrd)?\.?\s*(?:€|eur|euro)?", re.IGNORECASE
)


@dataclass(slots=True)
class Findings:
    """Collects faults of one document, each at its path and line."""

    document: Document
    faults: list[Fault] = field(default_factory=list)
    retired: frozenset[str] = frozenset()
    """Ids of an older catalogue: right when they were written, and carried over or set aside later."""
    packs: frozenset[str] = frozenset()
    """Names of the packs that are loaded."""

    def note(self, path: Path, code: str, **values: object) -> None:
        """Note one fault; values whose names end in ``eur`` are euros."""
        texts = tuple((name, _told(name, value)) for name, value in values.items())
        self.faults.append(Fault(at("", path) or self.document.name, code, texts, self.document.line(path)))

    def nearest(self, given: str, known: Iterable[str]) -> str:
        """Return the known word that is most like `given`, or nothing; a file full of faults gets no more guesses."""
        if len(self.faults) > MOST_GUESSES:
            return ""
        return next(iter(difflib.get_close_matches(given, list(known), 1)), "")

    def once(self, path: Path, found: dict[str, Path], key: str, code: str, values: dict[str, str]) -> None:
        """Note a fault if `key` was found already; `first` is the line of its first place."""
        if key in found:
            self.note(path, code, **values, first=self.document.line(found[key]) or "?")
        else:
            found[key] = path

    def known(self, path: Path, given: Plain, known: Iterable[str], code: str) -> bool:
        """Return whether `given` is a known id; note a fault if it is another text, but a retired id of that kind."""
        ids = list(known)
        if not isinstance(given, str) or given in ids:
            return isinstance(given, str)
        kinds = {id_.partition(".")[0] for id_ in ids}
        pack = pack_of(given)
        if given in self.retired and given.partition(".")[0] in kinds:
            return False
        if pack and pack not in self.packs:
            self.note(path, "pack-not-given", given=given, pack=pack)
        else:
            self.note(path, code, given=given, nearest=self.nearest(given, ids))
        return False

    def reasoned(self, row: Row) -> None:
        """Note a blank reason; one that is missing altogether is a fault of the shape."""
        path, one = row
        if isinstance(one.get("reason"), str) and text(one["reason"]) is None:
            self.note((*path, "reason"), "reason-missing")

    def group(self, name: str) -> dict[str, Plain]:
        """Return the group of that name, empty if it is missing or something else."""
        top = self.document.value
        value = top.get(name) if isinstance(top, dict) else None
        return value if isinstance(value, dict) else {}

    def items(self, *names: str) -> Iterator[tuple[Path, Plain]]:
        """Yield the entries of the list at `names` with their paths."""
        value = self.document.value
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        if isinstance(value, list):
            for place, item in enumerate(value):
                yield (*names, place), item

    def rows(self, *names: str) -> Iterator[Row]:
        """Yield the groups in the list at `names`."""
        for path, item in self.items(*names):
            if isinstance(item, dict):
                yield path, item


def _told(name: str, value: object) -> str:
    """Return a value as texts of faults take it: never in powers of ten, which no owner reads."""
    if isinstance(value, float):
        return f"{value:.2f}" if name.endswith("eur") else f"{value:.15g}"
    return str(value)


def number(value: Plain) -> float | None:
    """Return `value` if it is a number."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def text(value: Plain) -> str | None:
    """Return `value` if it is a text with a letter."""
    return value if isinstance(value, str) and value.strip() else None


def written_number(given: str) -> float | None:
    """Return the number that a text in German notation means, or None.

    Examples
    --------
    >>> written_number("1.234,5"), written_number("5.200.000 €"), written_number("5,2 Mio."), written_number("zwölf")
    (1234.5, 5200000.0, 5200000.0, None)
    """
    match = _WRITTEN.fullmatch(given.strip())
    if match is None:
        return None
    sign, whole, decimals, scale = match.groups()
    value = float(re.sub(r"\D", "", whole) + "." + (decimals or "0"))
    return round((-value if sign == "-" else value) * (_SCALES[scale.lower()] if scale else 1.0), 6)


def together(shape: tuple[Fault, ...], found: tuple[Fault, ...]) -> list[Fault]:
    """Return all faults by line; where a field has the wrong shape, that is all there is to say about it."""
    places = {fault.where for fault in shape}
    faults = [_german(fault) for fault in shape] + [fault for fault in found if fault.where not in places]
    return sorted(faults, key=lambda fault: fault.line or 0)


def agreed(kind: type[T], document: Document, found: tuple[Fault, ...]) -> T:
    """Return the values in a document whose checks found nothing.

    Raises
    ------
    InputFaultsError
        With the faults of shape (codes in ``primitives.shape``) and those already `found`, together.
    """
    try:
        values = shaped(kind, document)
    except InputFaultsError as error:
        raise InputFaultsError(together(error.faults, found)) from None
    if found:
        raise InputFaultsError(together((), found))
    return values


def _german(fault: Fault) -> Fault:
    """Say how to write a number that was written the German way."""
    given = dict(fault.values).get("given", "")
    value = written_number(given) if fault.code in {"not-a-number", "not-whole"} else None
    if value is None:
        return fault
    return replace(fault, code="german-number", values=(("given", given), ("suggestion", f"{value:.15g}")))
