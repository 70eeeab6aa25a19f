"""Random numbers that belong to something: the same key gives the same draw, whatever else is drawn before or after it.

Hash: the finaliser of SplitMix64 (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014).
"""

import numpy as np
import numpy.typing as npt
from scipy.special import pdtr, pdtrik

from leitplanke.risk.model import Floats, Ints

LARGE_MEAN = 30.0
"""Poisson counts with a larger mean are inverted by the incomplete gamma function, smaller ones term by term."""
MOST_TERMS = 400

Keys = npt.NDArray[np.uint64]
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def _mixed(keys: Keys) -> Keys:
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))


def drawn_from(keys: Keys, number: Ints | int) -> Keys:
    """Return draw `number` of each key, itself a key; arithmetic is modulo 2^64, so overflow is meant. Shapes broadcast."""
    numbers = np.atleast_1d(np.asarray(number, dtype=np.uint64))
    return _mixed(keys + GOLDEN * (numbers + np.uint64(1)))


def unit(drawn: Keys) -> Floats:
    """Return draws as numbers strictly between 0 and 1."""
    return np.asarray((drawn >> np.uint64(11)) * 2.0**-53 + 2.0**-54)


def counts(mean: Floats, uniform: Floats) -> Ints:
    """Return Poisson counts by inversion: the smallest n whose cumulative probability exceeds `uniform`; more mean, no less losses."""
    count = np.zeros(mean.size, dtype=np.int64)
    small = mean <= LARGE_MEAN
    term = np.where(small, np.exp(-np.minimum(mean, LARGE_MEAN)), 1.0)
    below = term.copy()
    open_ = np.flatnonzero(small & (uniform >= below))
    for number in range(1, MOST_TERMS):
        if open_.size == 0:
            break
        count[open_] = number
        term[open_] *= mean[open_] / number
        below[open_] += term[open_]
        open_ = open_[uniform[open_] >= below[open_]]
    if not small.all():
        guess = np.ceil(pdtrik(np.maximum(uniform[~small], 2.0**-54), mean[~small]))
        lower = np.maximum(guess - 1.0, 0.0)
        count[~small] = np.where(pdtr(lower, mean[~small]) >= uniform[~small], lower, guess)
    return count


COARSE = 256
"""Of 2^32 equal steps of a uniform draw the first so many are refined, or the normal's far tail would come in steps."""


def normals(number: int, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Return independent standard normal draws in single precision, shape (number,).

    Box and Muller (1958): four array operations of the processor's vector units instead of a table look-up a draw, which halves
    the time. A uniform draw of 32 bits ends at 6.8 standard deviations; its lowest steps get 53 bits more.
    """
    half = (number + 1) // 2
    raw = rng.bit_generator.random_raw(half).view(np.uint32)
    found = np.empty(2 * half, dtype=np.float32)
    radius, angle = radii(raw[:half], rng, found[:half]), found[half:]
    angle[:] = raw[half:]
    angle *= np.float32(2.0**-31 * np.pi)
    sine = np.sin(angle)
    np.cos(angle, out=angle)
    angle *= radius
    radius *= sine
    return found[:number]


def radii(raw: npt.NDArray[np.uint32], rng: np.random.Generator, out: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return sqrt(-2 log u) for u = raw / 2^32, in `out`: how far from 0 two normal draws lie together."""
    out[:] = raw
    out += np.float32(0.5)
    low = np.flatnonzero(raw < COARSE)
    out[low] = raw[low] + 1.0 - rng.random(low.size)
    out *= np.float32(2.0**-32)
    np.log(out, out=out)
    out *= np.float32(-2.0)
    return np.asarray(np.sqrt(out, out=out))
