"""What a study would have said if its answers were read in another way; frozen values that can be stored."""

from dataclasses import dataclass
from typing import Literal

from leitplanke.study.result import Band, ExceedancePoint

ReadingName = Literal["averaged", "leading", "others"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EuroMove:
    """Change of the expected loss a year if the answer to `indicator` were one level higher, every figure at its centre."""

    indicator: str
    eur_per_level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The risk without measures if the answers are read in another way.

    Parameters
    ----------
    name
        ``averaged``: all gave the mean answer; ``leading``, ``others``: of each question answered by both sides, that side's alone.
    expected_annual_loss_eur, cvar95_eur
        As in the study's own result.
    exceedance
        At the amounts of the study's own curve, so that both can be laid over each other.
    """

    name: ReadingName
    expected_annual_loss_eur: Band
    cvar95_eur: Band
    exceedance: tuple[ExceedancePoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisagreementEffect:
    """What other readings of a study's answers say, and what each answer moves; the two sides only where they met in a question."""

    input_hash: str
    readings: tuple[Reading, ...]
    moves: tuple[EuroMove, ...]
