"""Losses that neither cause others nor share shocks, of all threats and years drawn as one: the fast way of `simulation`.

A sum of compound Poisson numbers is one compound Poisson number whose losses come from a mixture (Klugman, Panjer and Willmot, Loss
Models, section 9.7). So a history needs one number of losses, and two bytes choose for each its threat and which of many equally likely
bands its size lies in; the band's mean stands for it. The upper end of each threat, where bands would be wide, is drawn exactly. What the
bands leave out is the variance within them: nothing of the mean, and of CVaR95 far less than any number of trials could tell
(docs/method/accuracy.md). It serves where only the sum of the horizon counts; with balances to follow it would be no faster.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from leitplanke.risk.lottery import NUMBERS, Lottery, PoissonNumbers, two_bytes
from leitplanke.risk.model import Floats, Ints
from leitplanke.risk.trials import Generation, Layout

RESERVE = 8
"""Bands at the upper end of each threat that are drawn exactly."""
MOST_LEFT = NUMBERS // 20
"""Numbers that may be left over; more, by hundreds of threats, and losses are drawn faster one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """M kinds of losses: of one threat and weighing alike."""

    chance: Floats
    """(M,) of a loss to be of each kind, sums to 1."""
    median_eur: Floats
    """(M,)"""
    sigma: Floats
    """(M,)"""
    cap_eur: Floats
    """(M,)"""
    weight: Floats
    """(M,) discounted sum of what is paid, as multiple of the size."""
    cell: Ints
    """(C,) cells of the layout, ordered by kind: those that were not told apart lie together."""
    rate: Floats
    """(C,) losses a year."""
    cells: Ints
    """(M,) how many of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """N losses of H histories, one history after the other."""

    count: Ints
    """(H,)"""
    band: Ints
    """(N,)"""
    place: Ints
    """(S,) of those drawn exactly."""
    kind: Ints
    """(S,)"""
    size_eur: Floats
    """(S,)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """Losses of the whole horizon."""

    number: PoissonNumbers
    kinds: Kinds
    lottery: Lottery
    size_eur: Floats
    """(NUMBERS,) mean of each band; 0 for those drawn exactly."""
    weighed_eur: Floats
    """(NUMBERS,) discounted sum of what is paid for it."""

    def draw(self, histories: int, rng: np.random.Generator) -> Drawn:
        """Return the losses of so many histories."""
        count, kinds = self.number.draw(histories, rng), self.kinds
        drawn = two_bytes(int(count.sum()), rng)
        place = np.flatnonzero(drawn >= self.lottery.decided)
        kind = self.lottery.undecided(place.size, rng)
        beyond = self.lottery.left[kind] / kinds.chance[kind] * (1.0 - rng.random(place.size))
        size = np.minimum(kinds.median_eur[kind] * np.exp(-kinds.sigma[kind] * ndtri(beyond)), kinds.cap_eur[kind])
        return Drawn(count=count, band=drawn.astype(np.intp), place=place, kind=kind, size_eur=size)

    def sums(self, histories: int, rng: np.random.Generator) -> Floats:
        """Return the discounted loss of so many histories, shape (H,), EUR."""
        drawn, found = self.draw(histories, rng), np.zeros(histories)
        some = np.flatnonzero(drawn.count)
        if some.size:
            paid = self.weighed_eur.take(drawn.band)
            paid[drawn.place] = drawn.size_eur * self.kinds.weight[drawn.kind]
            found[some] = np.add.reduceat(paid, (np.cumsum(drawn.count) - drawn.count)[some])
        return found


def mixture(layout: Layout, discount: Floats) -> Mixture | None:
    """Return how the losses of a layout are drawn as one; None where they cause others, share shocks or are of too many kinds.

    Parameters
    ----------
    discount
        (T,) factors of years.
    """
    if layout.source.size or layout.shared or not layout.rate.any():
        return None
    kinds = _kinds(layout, discount)
    lottery = Lottery.of(kinds.chance, reserve=RESERVE)
    if NUMBERS - lottery.decided > MOST_LEFT:
        return None
    size, weighed = np.zeros(NUMBERS), np.zeros(NUMBERS)
    size[: lottery.decided] = band_means(kinds, lottery)
    weighed[: lottery.decided] = size[: lottery.decided] * np.repeat(kinds.weight, lottery.filled)
    return Mixture(number=PoissonNumbers.of(float(layout.rate.sum())), kinds=kinds, lottery=lottery, size_eur=size, weighed_eur=weighed)


def _kinds(layout: Layout, discount: Floats) -> Kinds:
    """Return the kinds of losses that happen."""
    cells, model = np.flatnonzero(layout.rate), layout.model
    # Nothing is paid beyond the horizon, so which year stands for it there does not matter.
    paid = np.minimum(layout.year[cells] + np.arange(model.years)[:, None], model.years - 1)
    weight = (layout.part[:, cells] * discount[paid]).sum(axis=0)
    _, first, kind = np.unique(np.stack([layout.threat[cells], weight]), axis=1, return_index=True, return_inverse=True)
    order, rate, threat = np.argsort(kind, kind="stable"), layout.rate[cells], layout.threat[cells][first]
    return Kinds(
        chance=np.bincount(kind, rate) / rate.sum(),
        median_eur=model.median_eur[threat],
        sigma=model.sigma[threat],
        cap_eur=model.cap_eur[threat],
        weight=weight[first],
        cell=cells[order],
        rate=rate[order],
        cells=np.bincount(kind),
    )


def band_means(kinds: Kinds, lottery: Lottery) -> Floats:
    """Return the mean size within each band, shape (decided,), EUR: bands of a kind are equally likely and begin at its smallest sizes."""
    filled, width = lottery.filled, 1.0 / (kinds.chance * NUMBERS)
    first = np.cumsum(filled) - filled
    upper = np.arange(1.0, lottery.decided + 1.0)
    upper -= np.repeat(first, filled)
    upper *= np.repeat(width, filled)
    upto = ndtri(np.minimum(upper, 1.0, out=upper))
    capped = not np.isinf(kinds.cap_eur).all()
    top = _standardised(kinds) if capped else np.empty(0)
    if capped:
        np.minimum(upto, np.repeat(top, filled), out=upto)
    upto -= np.repeat(kinds.sigma, filled)
    upto = ndtr(upto)
    upto *= np.repeat(kinds.median_eur * np.exp(kinds.sigma**2 / 2.0) / width, filled)
    if capped:
        # What lies above the cap costs the cap.
        cap = np.where(np.isinf(kinds.cap_eur), 0.0, kinds.cap_eur) / width
        upto += np.repeat(cap, filled) * np.maximum(upper - np.repeat(ndtr(top), filled), 0.0)
    found = np.diff(upto, prepend=0.0)
    begins = first[filled > 0]
    found[begins] = upto[begins]
    if capped:
        # Exactly the cap, not nearly: losses of one size must stay of one size.
        upper -= np.repeat(width, filled)
        found = np.where(upper >= np.repeat(ndtr(top), filled), np.repeat(kinds.cap_eur, filled), found)
    sure = kinds.sigma == 0.0
    if sure.any():
        found = np.where(np.repeat(sure, filled), np.repeat(np.minimum(kinds.median_eur, kinds.cap_eur), filled), found)
    return np.asarray(np.maximum(found, 0.0, out=found))


def _standardised(kinds: Kinds) -> Floats:
    """Return where caps lie in standard deviations of the logarithm, shape (M,); infinite where there is none, no spread or no loss."""
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = (kinds.sigma > 0.0) & (kinds.median_eur > 0.0)
        return np.where(spread, np.log(kinds.cap_eur / kinds.median_eur) / kinds.sigma, np.inf)


def played(found: Mixture, layout: Layout, rng: np.random.Generator, lots: np.random.Generator) -> tuple[Generation, Floats]:
    """Return the same losses of a block one by one with their sizes (N,), ordered by cell.

    Parameters
    ----------
    rng
        As it was for `Mixture.sums`.
    lots
        Decides between cells that were not told apart, as the years of a threat that stays the same.
    """
    drawn = found.draw(layout.histories, rng)
    kinds, size = np.zeros(NUMBERS, dtype=np.int64), found.size_eur.take(drawn.band)
    kinds[: found.lottery.decided] = found.lottery.outcomes()
    kind = kinds.take(drawn.band)
    kind[drawn.place], size[drawn.place] = drawn.kind, drawn.size_eur
    cell = _cell(found.kinds, kind, lots)
    slot = layout.year[cell] * layout.histories + np.repeat(np.arange(layout.histories), drawn.count)
    order, count = np.argsort(cell, kind="stable"), np.bincount(cell, minlength=layout.year.size)
    return Generation(count, slot[order], None, np.empty(0, dtype=np.int64), np.empty(0)), size[order]


def _cell(kinds: Kinds, kind: Ints, lots: np.random.Generator) -> Ints:
    """Return a cell of each kind, drawn by the cells' rates."""
    ends, last = np.cumsum(kinds.rate), np.cumsum(kinds.cells) - 1
    first = last - kinds.cells + 1
    begin = ends[first[kind]] - kinds.rate[first[kind]]
    place = np.searchsorted(ends, begin + lots.random(kind.size) * (ends[last[kind]] - begin), side="right")
    return np.asarray(kinds.cell[np.clip(place, first[kind], last[kind])])
