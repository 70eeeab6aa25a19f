"""The uncertain figures of a study as one vector: their laws, their centre and scrambled Sobol draws of all of them together.

Source: method.md sections 2 and 3; points: `study.sobol`.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtr, ndtri

from leitplanke.primitives.interval import Z95, Floats, ThreePoint
from leitplanke.study.sobol import scrambled

LEANING = 0.2
"""Share of the variance of a parameter's error that all parameters have in common (method.md section 3; assumption)."""


@dataclass(frozen=True, slots=True)
class BetaLaw:
    """A share or index in [0, 1]."""

    alpha: float
    beta: float

    @property
    def mean(self) -> float:
        """Expected value, which the central model uses."""
        return self.alpha / (self.alpha + self.beta)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One uncertain figure.

    Parameters
    ----------
    id
        Id of its trace node.
    law
        How it is spread; a three-point law has its centre at the mode, a Beta law at the mean.
    sign
        +1 if a higher figure means more loss, -1 if less: errors of our figures lean together towards loss. 0: independent
        of them (answers of people do not share our errors).
    side
        For answers: correlation with which side is right where one sees things worse throughout; above 0 if the gloomier side
        says more.
    """

    id: str
    law: ThreePoint | BetaLaw
    sign: Literal[-1, 0, 1]
    side: float = 0.0


@dataclass(frozen=True, slots=True)
class Draws:
    """P draws of all uncertain figures."""

    values: Floats
    """(P, D)"""
    common: Floats
    """(P,) the standard normal score of the error that our figures have in common."""
    side: Floats
    """(P,) the standard normal score of which side of those who answered is right, above 0 the gloomier one."""
    own: Floats
    """(P, D) the standard normal scores of each figure's own error, independent of each other and of both common ones."""


@dataclass(frozen=True, slots=True)
class ParameterSpace:
    """All uncertain figures of a study, in a fixed order: that of the Sobol dimensions.

    The first dimension is the error our figures have in common, the second which side is right where people disagree throughout.
    """

    parameters: tuple[Parameter, ...]

    @property
    def sign(self) -> Floats:
        """(D,) which way each figure leans, see `Parameter`."""
        return np.array([parameter.sign for parameter in self.parameters], dtype=np.float64)

    @property
    def side(self) -> Floats:
        """(D,) what each figure has in common with which side is right, see `Parameter`."""
        return np.array([parameter.side for parameter in self.parameters], dtype=np.float64)

    def own(self, leaning: float = LEANING) -> Floats:
        """Return the share of each figure's variance that is its own alone, shape (D,)."""
        return np.asarray(1.0 - leaning * self.sign**2 - self.side**2)

    def index(self, ids: Iterable[str]) -> npt.NDArray[np.int64]:
        """Return the places of `ids` in the vector.

        Raises
        ------
        KeyError
            If an id is not there.
        """
        places = {parameter.id: place for place, parameter in enumerate(self.parameters)}
        return np.array([places[one] for one in ids], dtype=np.int64)

    def centre(self) -> Floats:
        """Return the central figures, shape (D,)."""
        laws = (parameter.law for parameter in self.parameters)
        return np.array([law.mean if isinstance(law, BetaLaw) else law.mode for law in laws])

    def draw(self, points: int, seed: int, leaning: float = LEANING) -> Draws:
        """Return `points` (a power of two) draws of all figures.

        Parameters
        ----------
        leaning
            Share of variance in common; 0 gives independent errors.
        """
        uniform = scrambled(len(self.parameters) + 2, points, np.random.default_rng(seed))
        normal = ndtri(np.clip(uniform, 1e-12, 1.0 - 1e-12))
        # What many figures have in common moves results most, and Sobol's first dimensions are spread most evenly with each other one.
        # They are there even if nobody disagrees: so the same seed gives the same errors however people answer.
        common, side, own = normal[:, 0], normal[:, 1], normal[:, 2:]
        shared = np.outer(common, math.sqrt(leaning) * self.sign) + np.outer(side, self.side)
        return Draws(self.at(shared + np.sqrt(self.own(leaning)) * own), common, side, own)

    def at(self, normal: Floats) -> Floats:
        """Return the figures at standard normal scores, shape (P, D) in and out."""
        found = np.empty_like(normal)
        beta = np.array([isinstance(parameter.law, BetaLaw) for parameter in self.parameters], dtype=bool)
        if beta.any():
            shapes = np.array([(one.law.alpha, one.law.beta) for one in self.parameters if isinstance(one.law, BetaLaw)])
            found[:, beta] = betaincinv(shapes[:, 0], shapes[:, 1], ndtr(normal[:, beta]))
        if not beta.all():
            three = np.array([(one.law.low, one.law.mode, one.law.high) for one in self.parameters if isinstance(one.law, ThreePoint)])
            score = normal[:, ~beta]
            ratio = np.where(score < 0.0, three[:, 1] / three[:, 0], three[:, 2] / three[:, 1])
            found[:, ~beta] = three[:, 1] * ratio ** (score / Z95)
        return found
