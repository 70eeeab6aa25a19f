"""What all kinds of entries share: two languages, id, reference, and an effect on the firm's parameters."""

from dataclasses import dataclass
from typing import Literal

EffectParameter = Literal["exposure", "sensitivity", "severity", "capacity_gap", "coping_gap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text in both languages; neither may be empty."""

    de: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every entry has.

    Parameters
    ----------
    id
        ``<kind>.<name>``; the file is ``data/<kind>s/<name>.yaml``.
    reference
        Where the source says it: ``L193-204``, ``Box 2``, ``SoRO 3.4``, ``Appendix A1``; for our own additions ``own``.
    title
        A few words, as shown in lists and charts.
    """

    id: str
    reference: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A measure or lever multiplies one parameter of one target by a factor (90 % interval, lognormal); below 1 improves.

    `side_effect` marks harm that starts without ramp and never shrinks with its family.
    """

    target: str
    parameter: EffectParameter
    low: float
    high: float
    side_effect: bool = False
