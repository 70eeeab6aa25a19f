"""Many portfolios of measures at once: their distributions as matrix products.

Without cascades a portfolio is a row of loss rates at the scales' nodes: one matrix product gives all exponents, then one exponential and
one inverse transform a portfolio. With cascades the product gives the transforms of single losses, and their fixed point is solved for a
few portfolios together. Source: method.md section 4.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from leitplanke.risk.cascade import transforms
from leitplanke.risk.distribution import LossDistribution, standing_out_of_each, tails
from leitplanke.risk.model import Floats, Ints
from leitplanke.risk.portfolio import Portfolios, model_of
from leitplanke.risk.roughness import widening
from leitplanke.risk.scaled import ROUGH_NODES, Transforms
from leitplanke.risk.soundness import check_portfolios
from leitplanke.risk.spectral import (
    AIM,
    FINE_POINTS,
    LARGEST_ERROR,
    LEVEL,
    TILT,
    Evaluation,
    Grid,
    InaccurateResultError,
    evaluate,
    fitting_grid,
    inverse,
    log_transform,
    mixed,
)
from leitplanke.risk.stack import MOST_BYTES, Nodes, Stack

POINTS = 2**12
CASCADE_POINTS = 2**11
"""Links cost time in proportion to the grid; half the points still keep CVaR95 within 0.1 % (each result states its bound)."""
TOGETHER = 32
"""Portfolios in one block of array operations: more would leave the cache."""
CASCADES_TOGETHER = 4
ROOM = 2.0
"""Where losses are not smooth both runs may err to the same side: the difference counts twice."""
LUMPY = 0.05
"""Losses with less spread than that are nearly of one size."""
SEEN_LUMP = 1e-6
MOST_TOGETHER, LEAST_TOGETHER = 1_024, 16
"""Portfolios on one grid: their masses and weights fill the memory."""


def evaluate_portfolios(
    portfolios: Portfolios, *, points: int | None = None, largest_error: float = LARGEST_ERROR, threads: int = 2
) -> tuple[Evaluation, ...]:
    """Return the distribution of each portfolio's discounted horizon loss with VaR95, CVaR95 and error bounds, in order.

    Portfolios share a grid and a set of transforms. Those for which the error bound of CVaR95 or VaR95 comes out above 0.1 % are done
    again with others of their size, in the end alone (`spectral.evaluate`).

    Parameters
    ----------
    points
        Grid points, a power of two; by default 4,096, with cascades 2,048.
    largest_error
        Refuse a result whose error bound relative to CVaR95 is larger.
    threads
        Blocks computed at once; the result does not depend on it.

    Raises
    ------
    SupercriticalCascadeError
        If losses of a portfolio cause each other without end.
    InaccurateResultError
        If an error bound is above `largest_error`.
    UnsoundModelError
        If arrays do not fit together or hold impossible figures.
    """
    check_portfolios(portfolios)
    stack = Stack.of(portfolios)
    mean = stack.expected_loss()
    wanted = points or (CASCADE_POINTS if stack.cascading else POINTS)
    found: dict[int, Evaluation] = {}
    left = np.argsort(-mean, kind="stable")
    lumpy = bool((np.isfinite(stack.base.cap_eur) | (stack.base.sigma < LUMPY)).any())
    at_once = int(np.clip(MOST_BYTES // (16 * ROUGH_NODES * stack.rate[0].size), LEAST_TOGETHER, MOST_TOGETHER)) if left.size else 1
    while left.size > 1:
        slices = [left[start : start + at_once] for start in range(0, left.size, at_once)]
        before = len(found)
        for chosen in slices:
            grid = fitting_grid(model_of(portfolios, int(chosen[0])), wanted)
            found |= _exact_enough(chosen, *_on_one_grid(stack.rows(chosen), mean[chosen], grid, threads), lumpy=lumpy)
        left = np.array([number for number in left.tolist() if number not in found], dtype=np.int64)
        if len(found) == before:
            break
    for number in left.tolist():
        found[number] = evaluate(model_of(portfolios, number), points=max(FINE_POINTS, wanted), largest_error=largest_error)
    worst = max((one.error_bound_relative for one in found.values()), default=0.0)
    if worst > largest_error:
        message = f"{worst:.4f}"
        raise InaccurateResultError(message)
    return tuple(found[number] for number in range(len(portfolios.portfolios)))


def _exact_enough(chosen: Ints, fine: "_Many", twice: "_Many", *, lumpy: bool) -> dict[int, Evaluation]:
    """Return the results whose bounds keep the aim, by number of the portfolio."""
    with np.errstate(invalid="ignore"):
        room = (ROOM if fine.rough else 1.0) * widening(fine.mass, twice.mass)[0]
        cvar_error = room * np.abs(twice.cvar - fine.cvar) / np.maximum(fine.cvar, 1e-9)
        var_error = room * np.abs(twice.var - fine.var) / np.maximum(np.maximum(fine.var, twice.var), 1e-9)
        # A VaR95 of 0 may hide below the first step; `evaluate` finds out.
        kept = (cvar_error <= AIM) & (var_error <= AIM) & ((fine.var > 0.0) | (fine.mean == 0.0))
    if lumpy:
        # Losses of exactly one size around VaR95: `evaluate` says what they may do.
        place = np.clip(np.rint(np.nan_to_num(fine.var) / fine.grid.step_eur), 0, fine.grid.points - 1).astype(np.int64)
        kept &= standing_out_of_each(fine.mass, place) < SEEN_LUMP
    return {
        int(chosen[row]): Evaluation(
            distribution=fine.distribution(row),
            coarse=twice.distribution(row),
            var95_eur=float(fine.var[row]),
            cvar95_eur=float(fine.cvar[row]),
            error_bound_relative=float(cvar_error[row]),
            var95_error_bound_relative=float(var_error[row]),
            lumpy=lumpy,
        )
        for row in np.flatnonzero(kept).tolist()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Many:
    """Distributions on one grid with their tails."""

    grid: Grid
    rough: bool
    mass: Floats
    mean: Floats
    var: Floats
    cvar: Floats

    def distribution(self, row: int) -> LossDistribution:
        return LossDistribution(step_eur=self.grid.step_eur, mass=self.mass[row], mean_eur=float(self.mean[row]))


def _on_one_grid(stack: Stack, mean: Floats, grid: Grid, threads: int) -> tuple[_Many, _Many]:
    """Return the distributions on a grid, and for the error on one of twice the step with fewer nodes."""
    with ThreadPoolExecutor(threads) as pool:
        fine = _many(stack, mean, grid, pool, coarse=False)
        return fine, _many(stack, mean, Grid(2.0 * grid.step_eur, grid.points // 2), pool, coarse=True)


def _many(stack: Stack, mean: Floats, grid: Grid, pool: ThreadPoolExecutor, *, coarse: bool) -> _Many:
    var, cvar = np.empty(len(mean)), np.empty(len(mean))

    def read(block: slice, mass: Floats) -> None:
        var[block], cvar[block] = tails(mass, grid.step_eur, mean[block], LEVEL)

    found, rough = masses_of(stack, grid, pool, coarse=coarse, read=read)
    return _Many(grid=grid, rough=rough, mass=found, mean=mean, var=var, cvar=cvar)


def masses_of(
    stack: Stack,
    grid: Grid,
    pool: ThreadPoolExecutor,
    *,
    coarse: bool,
    read: Callable[[slice, Floats], None] | None = None,
    sums: Floats | None = None,
) -> tuple[Floats, bool]:
    """Return the masses of each portfolio's loss on a grid, shape (P, N), and whether some loss is not smooth in its scale.

    Parameters
    ----------
    coarse
        Take fewer nodes, to find out how much they matter.
    read
        Told each block of portfolios and its masses while they are in the cache.
    sums
        Shape (Q, R): R portfolios in turn are independent parts of Q losses, each the sum of those marked by 1; P then counts these.
    """
    turn = np.exp(-TILT / grid.points * np.arange(grid.points))
    nodes = Nodes.of(stack, grid.step_eur, turn, pool, coarse=coarse)
    size, logarithm = CASCADES_TOGETHER if stack.cascading else TOGETHER, logarithms(stack, nodes)
    parts = np.ones((1, 1)) if sums is None else sums
    made, of = parts.shape
    size = max(1, size * stack.base.years // (of * stack.rate.shape[1]))
    found = np.empty((len(stack.rate) // of * made, grid.points))

    def fill(start: int) -> None:
        block = slice(start * made, (start + size) * made)
        rows = logarithm(slice(start * of, (start + size) * of))
        if sums is not None:
            rows = np.matmul(parts, rows.reshape(-1, of, rows.shape[1]).view(np.float64)).view(np.complex128).reshape(-1, rows.shape[1])
        found[block] = inverse(rows, turn)
        if read is not None:
            read(block, found[block])

    list(pool.map(fill, range(0, len(stack.rate) // of, size)))
    return found, nodes.rough


def logarithms(stack: Stack, nodes: Nodes) -> Callable[[slice], Transforms]:
    """Return what gives the logarithms of the sums' transforms, shape (P, K), of a block of portfolios."""
    return _with_cascades(stack, nodes) if stack.cascading else _without(stack, nodes)


def _without(stack: Stack, nodes: Nodes) -> Callable[[slice], Transforms]:
    """Return what gives the logarithms of the sums' transforms, shape (P, K), of a block of portfolios without cascades."""
    base = stack.base
    costly = np.where(stack.size > 0.0, stack.rate, 0.0)
    share = nodes.weight * np.repeat(costly, [columns.stop - columns.start for columns in nodes.columns], axis=2)
    groups = [np.flatnonzero(base.group == group) for group in range(-1, base.group_variance.size)]
    chosen = [nodes.columns_of(members) for members in groups]
    tables = [nodes.transform if columns.size == len(nodes.transform) else nodes.transform[columns] for columns in chosen]
    single = share[:, :, chosen[0]].sum(axis=1), costly[:, :, groups[0]].sum(axis=(1, 2))
    shaken = [(share[:, :, columns], costly[:, :, members].sum(axis=2)) for columns, members in zip(chosen[1:], groups[1:], strict=True)]

    def logarithm(block: slice) -> Transforms:
        total = _exponent(single[0][block], tables[0], single[1][block])
        for number, (rows, rate) in enumerate(shaken):
            exponent = _exponent(rows[block], tables[number + 1], rate[block])
            total += mixed(exponent, np.full(len(exponent), base.group_variance[number]))
        return total

    return logarithm


def _exponent(share: Floats, table: Floats, rate: Floats) -> Transforms:
    """Return sum of rate x (transform - 1); leading axes of `share` (..., M) and `rate` (...) are kept."""
    product = (share @ table).view(np.complex128)
    product -= rate[..., None]
    return product


def _with_cascades(stack: Stack, nodes: Nodes) -> Callable[[slice], Transforms]:
    """Return the same for portfolios whose losses cause each other."""
    base = stack.base
    tables = [nodes.transform[columns] for columns in nodes.columns]

    def logarithm(block: slice) -> Transforms:
        weight, size = nodes.weight[block], stack.size[block]
        rows = size.shape[0] * size.shape[1]
        own = np.empty((base.threats, rows, nodes.transform.shape[1] // 2), dtype=np.complex128)
        for threat, columns in enumerate(nodes.columns):
            np.matmul(weight[:, :, columns].reshape(rows, -1), tables[threat], out=own[threat].view(np.float64))
            own[threat] += (size[:, :, threat] == 0.0).reshape(rows, 1)
        probability = stack.link_probability[block].reshape(rows, -1)
        variance = np.broadcast_to(base.group_variance, (size.shape[0], base.group_variance.size))
        return log_transform(stack.rate[block], base.group, variance, transforms(base.link_from, base.link_to, probability, own))

    return logarithm
