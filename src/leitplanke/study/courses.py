"""Courses that losses take, as a result keeps them: which Unseen sets off which, and single simulated futures to tell."""

from dataclasses import dataclass

from leitplanke.risk.storykind import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLoss:
    """What one Unseen loses a year because another one set it off directly, whatever had set off that one; mean over the points.

    With what comes by itself (``own_loss``) all links add up to the expected loss: each loss that is caused has one direct cause.
    """

    cause: str
    effect: str
    expected_annual_loss_eur: float
    trace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLoss:
    """One loss of a simulated future; EUR undiscounted.

    `year` is that of the loss, `last_year` the last in which it costs anything, both from 0; `caused_by` the Unseen that set it off,
    empty if it came by itself.
    """

    unseen: str
    year: int
    last_year: int
    caused_by: str
    eur: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryResult:
    """A typical simulated future without plan, every figure of the firm at its centre.

    Parameters
    ----------
    kind
        ``one_in_two``, ``one_in_five``, ``one_in_twenty``, ``one_in_hundred``: about as bad as that share of futures at least;
        ``liquidity_exhausted``, ``equity_exhausted``: the balance falls below zero at the end of a year.
    chance
        Share of the simulated futures that are at least as bad, or in which the balance is exhausted.
    trial
        Number of the simulated future; with the seed of the result it is the same one again.
    loss_eur
        Its discounted loss over the horizon, as the distribution counts it.
    losses
        The dearest, by year; `others` more cost `others_eur` together, undiscounted.
    liquidity_eur, equity_eur
        At the end of each year; below 0 is exhausted. None where unknown.
    """

    kind: Kind
    chance: float
    trial: int
    loss_eur: float
    losses: tuple[StoryLoss, ...]
    others: int
    others_eur: float
    liquidity_eur: tuple[float, ...] | None
    equity_eur: tuple[float, ...] | None
