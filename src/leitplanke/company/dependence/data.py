"""Data objects: what a firm keeps, how well it must be guarded, and what the firm has to do with it.

Sources: record L82-85 (the four relations), L476-479 (which data of which protection level lies where); classes and needs as in
BSI-Standard 200-2 (IT-Grundschutz), which writes of damage that is limited, considerable or threatening to existence.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le

from leitplanke.catalogue.media import ProtectionClass
from leitplanke.primitives.bounds import Amount, Name, Note

Need = Literal["normal", "high", "very-high"]
"""How large the damage can be: limited, considerable, threatening to existence."""
NEEDS: tuple[Need, ...] = ("normal", "high", "very-high")
Aim = Literal["confidentiality", "integrity", "availability"]
AIMS: tuple[Aim, ...] = ("confidentiality", "integrity", "availability")
RetentionYears = Annotated[float, Ge(0.0), Le(100.0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FourRelations:
    """What the firm itself has to do with data; None: not said. What partners have to do with them says ``partner.DataTie``.

    Parameters
    ----------
    owns
        Decides over them, by law or by contract.
    benefits
        Draws economic value from them.
    accesses
        Can get at them.
    uses
        Works with them.
    """

    owns: bool | None = None
    benefits: bool | None = None
    accesses: bool | None = None
    uses: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataObject:
    """One stock of data: the customer file, the drawings, the payroll.

    Parameters
    ----------
    id
        Short and unique among the firm's data objects: ``drawings``.
    classed
        Its protection class.
    confidentiality, integrity, availability
        How large the damage is if the data become known, are wrong, or are not there.
    personal
        Whether they tell something about persons.
    retention_years
        How long they must be kept; None: no duty known.
    volume_gb
        None: not known.
    firm
        What the firm itself has to do with them.
    """

    id: Name
    name: Name
    classed: ProtectionClass
    confidentiality: Need = "normal"
    integrity: Need = "normal"
    availability: Need = "normal"
    personal: bool = False
    trade_secret: bool = False
    retention_years: RetentionYears | None = None
    volume_gb: Amount | None = None
    firm: FourRelations = FourRelations()
    note: Note = ""
