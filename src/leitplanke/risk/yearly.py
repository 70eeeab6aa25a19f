"""What losses cost year by year, for models of one firm on one grid: each year for itself, or all until each year where cost goes on."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from leitplanke.risk.batch import masses_of
from leitplanke.risk.model import Floats, Ints, RiskModel
from leitplanke.risk.payment import multiple
from leitplanke.risk.spectral import Grid
from leitplanke.risk.stack import Stack


def carries(model: RiskModel) -> bool:
    """Return whether cost of one year may fall into later ones."""
    return bool(model.onset[model.rate.sum(axis=0) > 0.0].any() or (model.onset.any() and model.link_to.size))


@dataclass(frozen=True, slots=True)
class YearlyLosses:
    """The losses of models by year, or until the end of each year where cost is carried into later ones."""

    models: Sequence[RiskModel]
    carried: bool
    stack: Stack

    @classmethod
    def of(cls, models: Sequence[RiskModel], *, carried: bool) -> "YearlyLosses":
        """Return the losses of models that all carry cost into later years, or none of which does."""
        return cls(models, carried, _until_each_year(models) if carried else _year_for_year(models))

    def some(self, chosen: Ints) -> "YearlyLosses":
        """Return those of some models."""
        each = self.stack.rate.shape[0] // len(self.models)
        rows = (chosen[:, None] * each + np.arange(each)).reshape(-1)
        return YearlyLosses([self.models[place] for place in chosen.tolist()], self.carried, self.stack.rows(rows))

    def masses(self, grid: Grid, pool: ThreadPoolExecutor, *, coarse: bool) -> tuple[Floats, bool]:
        """Return the masses of each model and year, shape (P, T, N), and whether some loss is not smooth in its scale."""
        years = self.models[0].years
        last = _pairs(years)[1]
        sums = np.asarray(last == np.arange(years)[:, None], dtype=np.float64) if self.carried else None
        mass, rough = masses_of(self.stack, grid, pool, coarse=coarse, sums=sums)
        return mass.reshape(len(self.models), years, -1), rough


def _year_for_year(models: Sequence[RiskModel]) -> Stack:
    """Return each year of each model as a portfolio of its own, P x T in all."""
    return Stack(
        base=replace(models[0], discount_rate=0.0),
        rate=np.concatenate([model.rate for model in models])[:, None],
        size=np.concatenate([model.scale for model in models])[:, None],
        link_probability=np.concatenate([model.link_probability for model in models])[:, None],
    )


def _pairs(years: int) -> tuple[Ints, Ints]:
    """Return the years in which losses begin and until which they are paid, for each pair of these."""
    last, first = np.nonzero(np.tri(years))
    return first, last


def _until_each_year(models: Sequence[RiskModel]) -> Stack:
    """Return what losses that begin in one year cost until the end of another, each pair as a portfolio of its own, P x T (T + 1) / 2."""
    first, last = _pairs(models[0].years)
    until = [np.stack([multiple(model, until=year + 1, discounted=False) for year in range(model.years)]) for model in models]
    return Stack(
        base=replace(models[0], discount_rate=0.0),
        rate=np.concatenate([model.rate[first] for model in models])[:, None],
        size=np.concatenate([paid[last, first] for paid in until])[:, None],
        link_probability=np.concatenate([model.link_probability[first] for model in models])[:, None],
    )
