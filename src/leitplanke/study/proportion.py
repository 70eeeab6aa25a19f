"""What a whole analysis would say of a plan, from what a few of its parameter points say: in proportion to two plans that both know."""

from collections.abc import Sequence

import numpy as np

from leitplanke.primitives.interval import Floats


def in_proportion(value: float, seen: Sequence[float], whole: Sequence[float]) -> float:
    """Return what the whole analysis would say of what some points say is `value`: exact at what both know, in between by interpolation.

    Parameters
    ----------
    seen, whole
        What some points and the whole analysis say of two plans.

    Examples
    --------
    >>> [round(in_proportion(value, (100.0, 50.0), (110.0, 60.0)), 9) for value in (100.0, 50.0, 200.0)]
    [110.0, 60.0, 220.0]
    """
    if min(*seen, *whole) <= 0.0:
        return value
    return value * float(np.exp(_logarithms(np.array([value]), *(np.array([one]) for one in (*seen, *whole)))[0]))


def curve_in_proportion(eur: Floats, chance: Floats, seen: Sequence[Floats], whole: Sequence[Floats], otherwise: float) -> Floats:
    """Return the losses that the whole analysis would put in place of `eur`, each exceeded with the same chance, shape (N,), rising.

    Parameters
    ----------
    eur, chance
        An exceedance curve as some points see it, shape (N,): losses rising, chances falling.
    seen, whole
        The exceedance curves of two plans, each of shape (2, M) as losses and chances, as some points and as the whole analysis see them.
        Chances that not all four curves hold are moved as the nearest that they hold.
    otherwise
        Factor on losses where they hold none of the chances.

    Examples
    --------
    >>> level = np.array([0.5, 0.1])
    >>> seen, whole = [np.array([[1.0, 10.0], level])] * 2, [np.array([[2.0, 30.0], level])] * 2
    >>> curve_in_proportion(np.array([1.0, 10.0]), level, seen, whole, 1.0)
    array([ 2., 30.])
    """
    curves = (*seen, *whole)
    least, most = max(one[1].min() for one in curves), min(one[1].max() for one in curves)
    held = (chance >= least) & (chance <= most) & (eur > 0.0)
    if not held.any():
        return eur * otherwise
    there = [np.interp(chance[held], one[1, ::-1], one[0, ::-1]) for one in curves]
    moved = np.interp(chance, chance[held][::-1], _logarithms(eur[held], *there)[::-1])
    return np.maximum.accumulate(eur * np.exp(moved))


def _logarithms(value: Floats, first: Floats, second: Floats, first_whole: Floats, second_whole: Floats) -> Floats:
    """Return logarithms of the factors on values, on the way from the first plan's factor to the second's."""
    apart = first - second
    way = np.clip(np.divide(first - value, apart, out=np.zeros_like(value), where=apart != 0.0), 0.0, 1.0)
    return np.asarray((1.0 - way) * np.log(first_whole / first) + way * np.log(second_whole / second))
