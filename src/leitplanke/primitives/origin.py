"""Where a figure comes from: fact or assumption, confidence, sources, date."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Tag = Literal["fact", "assumption"]
Confidence = Literal["H", "M", "L"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a figure rests on.

    Parameters
    ----------
    tag
        ``fact`` if a published source states the figure, else ``assumption``.
    confidence
        H, M or L: how sure we are that the interval holds the truth.
    sources
        Ids of catalogue sources (``source.kfn``); a fact has at least one.
    checked_on
        The day somebody last held the figure against its source.
    """

    tag: Tag
    confidence: Confidence
    sources: tuple[str, ...] = ()
    checked_on: date
