"""From what a person answers to a value between 0 and 1, and back to the amount it stands for."""

from itertools import pairwise

from leitplanke.assessment.rating import Answer
from leitplanke.catalogue.entries import Indicator, MapPoint

PERCENT = 100.0


def standing(indicator: Indicator) -> int:
    """Return 1 if a high level means the firm stands better, -1 if worse, 0 if it says nothing or both."""
    signs = {drive.direction if drive.parameter == "capacity" else -drive.direction for drive in indicator.drives}
    return signs.pop() if len(signs) == 1 else 0


def sets_share(indicator: Indicator) -> bool:
    """Return whether the answers state an economic base as per cent of turnover."""
    return indicator.sets_base is not None and indicator.scale == "percent"


def stated(indicator: Indicator, answer: Answer) -> float:
    """Return the amount that an answer with a level or an amount states: its own, or that of its sentence.

    Raises
    ------
    ValueError
        If the answer has neither.
    """
    if answer.amount is not None:
        return answer.amount
    if answer.level is None:
        raise ValueError(indicator.id)
    level = indicator.levels[answer.level]
    return amount(indicator.map, level.value) if level.amount is None else level.amount


def value(indicator: Indicator, answer: Answer) -> float:
    """Return the value 0-1 of an answer that has a level or an amount.

    A level stands for the value of its sentence; an exact amount goes through the indicator's map, linear between its points and
    flat outside.

    Raises
    ------
    ValueError
        If the answer has neither, or an amount where the indicator has no map.
    """
    if answer.level is not None:
        return indicator.levels[answer.level].value
    if answer.amount is None or not indicator.map:
        raise ValueError(indicator.id)
    return interpolate(answer.amount, [(point.amount, point.value) for point in indicator.map])


def amount(points: tuple[MapPoint, ...], mapped: float) -> float:
    """Return the amount that an indicator's map turns into `mapped`; the smallest one where the map is flat.

    Examples
    --------
    >>> amount((MapPoint(amount=0.0, value=0.0), MapPoint(amount=30.0, value=0.5), MapPoint(amount=70.0, value=1.0)), 0.75)
    50.0
    """
    return interpolate(mapped, [(point.value, point.amount) for point in points])


def interpolate(x: float, points: list[tuple[float, float]]) -> float:
    """Return the piecewise-linear function through `points` (ascending in x) at `x`; flat outside.

    Examples
    --------
    >>> interpolate(15.0, [(0.0, 0.0), (30.0, 0.5), (70.0, 1.0)]), interpolate(90.0, [(0.0, 0.0), (30.0, 0.5)])
    (0.25, 0.5)
    """
    if x <= points[0][0]:
        return points[0][1]
    for (left, low), (right, high) in pairwise(points):
        if x <= right:
            return low + (high - low) * (x - left) / (right - left)
    return points[-1][1]
