"""Ratings as people give them, and their moments as they leave the house."""

from dataclasses import dataclass
from typing import Literal

from leitplanke.catalogue.entries import Role
from leitplanke.primitives.bounds import Amount, Count, LevelNumber, Name, Note, Share, Weight

Missing = Literal["unknown", "not-applicable"]
UNKNOWN_VALUE = 0.5
"""What "don't know" counts as in mean and mean square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rater:
    """Somebody who answers; `weight` is the weight of the role in the pool."""

    id: Name
    role: Role
    weight: Weight = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One rater's answer to one indicator.

    Exactly one of `level` (0-4), `amount` (the exact figure in the unit of the indicator) and `missing` is given;
    ``not-applicable`` needs a `reason`.
    """

    rater: str
    indicator: str
    level: LevelNumber | None = None
    amount: Amount | None = None
    missing: Missing | None = None
    reason: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """All answers of one group to one indicator, without persons.

    Parameters
    ----------
    count
        Answers with a value plus "don't know"; those "don't know" are in `unknown`.
    weight
        Sum of the raters' weights.
    mean, square
        Weighted means of value and of value squared over all `count` answers, values in [0, 1]; "don't know" counts as 0.5.
    not_applicable
        Number of "does not apply" answers (not in `count`).
    stated
        Weighted mean of the stated shares of turnover, over the answers with a value; only for questions that set an economic base.
        The values cannot say it: their maps are flat where more makes no difference to an index.
    """

    indicator: str
    group: Name
    count: Count
    unknown: Count = 0
    weight: Amount
    mean: Share
    square: Share
    not_applicable: Count = 0
    stated: Share | None = None
