"""Scrambled Sobol points, bit for bit those of scipy.stats.qmc, without the second that importing scipy.stats takes.

Sources: S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional projections, SIAM J. Sci. Comput. 30 (2008):
their direction numbers (file new-joe-kuo-6.21201, first 1500 dimensions) lie beside this module. Scrambling: linear matrix scramble
and digital shift (Matoušek 1998), drawn in the order of scipy so that either can check the other.
"""

from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from leitplanke.primitives.interval import Floats

BITS = 30
MOST_DIMENSIONS = 1500

Words = npt.NDArray[np.uint32]


def scrambled(dimensions: int, points: int, rng: np.random.Generator) -> Floats:
    """Return the first `points` scrambled Sobol points in [0, 1), shape (points, dimensions).

    Raises
    ------
    ValueError
        If `points` is not a power of two or there are more dimensions than direction numbers.

    Examples
    --------
    >>> scrambled(3, 8, np.random.default_rng(1)).shape
    (8, 3)
    """
    if points < 1 or points & (points - 1):
        message = f"{points} points: a power of two keeps them balanced"
        raise ValueError(message)
    if dimensions > MOST_DIMENSIONS:
        message = f"{dimensions} dimensions, at most {MOST_DIMENSIONS}"
        raise ValueError(message)
    (rng,) = rng.spawn(1)
    shift = rng.integers(2, size=(dimensions, BITS), dtype=np.uint32) @ (np.uint32(1) << np.arange(BITS, dtype=np.uint32))
    directions = _scramble(_directions(dimensions), rng)
    number = np.arange(points)
    gray = number ^ (number >> 1)
    found = np.tile(shift, (points, 1))
    for bit in range(max(1, points.bit_length() - 1)):
        found[(gray >> bit) & 1 == 1] ^= directions[:, bit]
    return np.asarray(found * 2.0**-BITS)


@cache
def _numbers() -> tuple[Words, Words]:
    with resources.as_file(resources.files(__package__ or "") / "joe_kuo.npz") as path, np.load(path) as data:
        return data["poly"], data["vinit"]


def _directions(dimensions: int) -> Words:
    """Return the direction numbers as left-aligned words, shape (dimensions, BITS)."""
    polynomials, initial = _numbers()
    found = np.ones((dimensions, BITS), dtype=np.uint32)
    for dimension in range(1, dimensions):
        polynomial = int(polynomials[dimension])
        degree = polynomial.bit_length() - 1
        row = initial[dimension, :degree].tolist()
        for place in range(degree, BITS):
            word = row[place - degree]
            for term in range(degree):
                if (polynomial >> (degree - 1 - term)) & 1:
                    word ^= row[place - term - 1] << (term + 1)
            row.append(word)
        found[dimension] = row
    return found << np.arange(BITS - 1, -1, -1, dtype=np.uint32)


def _scramble(directions: Words, rng: np.random.Generator) -> Words:
    """Return the direction numbers times random lower triangular matrices with ones on the diagonal, over the field of two."""
    dimensions = directions.shape[0]
    lower = np.tril(rng.integers(2, size=(dimensions, BITS, BITS), dtype=np.uint32))
    lower[:, np.arange(BITS), np.arange(BITS)] = 1
    # Rows of the matrix and bits of a word both run from the most significant bit.
    places = np.arange(BITS - 1, -1, -1, dtype=np.uint32)
    bits = (directions[:, :, None] >> places) & np.uint32(1)
    turned = np.matmul(bits.astype(np.float32), lower.transpose(0, 2, 1).astype(np.float32)).astype(np.uint32) & np.uint32(1)
    return np.asarray((turned << places).sum(axis=2, dtype=np.uint32))
