"""Media: kinds of places where data can lie, each with what may lie there and why. Together they are the policy class x medium.

Source: record L476-479 (which data of which protection level are kept on which type of medium); the verdicts are our own proposal, which
a firm may change cell by cell (``company.dependence.policy``).
"""

from dataclasses import dataclass
from typing import Literal

from leitplanke.catalogue.entry import Entry, Text
from leitplanke.primitives.origin import Origin

ProtectionClass = Literal["public", "internal", "confidential", "strictly-confidential"]
"""Who may know data at all: anybody, the firm, some of the firm, named persons."""
CLASSES: tuple[ProtectionClass, ...] = ("public", "internal", "confidential", "strictly-confidential")
"""The classes, least protected first."""
Subject = Literal["public", "internal", "confidential", "strictly-confidential", "personal", "trade-secret"]
"""What a verdict is about: one of the classes, or what data of any class may also be."""
Verdict = Literal["allowed", "conditional", "forbidden"]
VERDICTS: tuple[Verdict, ...] = ("allowed", "conditional", "forbidden")
"""Best first; of several verdicts the last counts."""
Place = Literal["offline", "own", "eea", "outside"]
"""Where the machines stand: nowhere on the net, in the firm, in the European Economic Area, elsewhere."""
Control = Literal["eea", "outside"]
"""From where the provider is controlled in the end."""
Key = Literal["away", "provider"]
"""Whether the provider can decrypt: ``away`` means that only others hold the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What holds for one subject on a medium, and why; a condition stands in the reason."""

    of: Subject
    verdict: Verdict
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium(Entry):
    """One kind of place (``data/media``).

    Parameters
    ----------
    order
        A service is of the first medium that fits it.
    place, control, key
        Which services it fits; None: any, also what is not known.
    countries
        Only of media in the European Economic Area: the countries that belong to it (ISO 3166).
    cells
        One for each class; without one for personal data or trade secrets these change nothing here.
    """

    order: int
    text: Text
    place: Place | None = None
    control: Control | None = None
    key: Key | None = None
    countries: tuple[str, ...] = ()
    cells: tuple[Cell, ...]
    origin: Origin

    def cell(self, subject: Subject) -> Cell | None:
        """Return what holds for a subject."""
        return next((cell for cell in self.cells if cell.of == subject), None)
