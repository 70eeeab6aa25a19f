"""Are all figures in order, in their range and in their unit."""

from collections.abc import Callable, Iterator

from leitplanke.catalogue.checks.finding import ascending, entries, found, inside
from leitplanke.catalogue.entries import (
    Assumption,
    Catalogue,
    CopingFigure,
    CostFigure,
    EffortFigure,
    Entry,
    Gain,
    Link,
    SensitivityFigure,
    SeverityFigure,
    Shock,
    SizeFactor,
    ThreePointFigure,
    Unseen,
)
from leitplanke.primitives.document import Path
from leitplanke.primitives.faults import Fault

Finding = tuple[Path, str, object]
"""Field, code, what stands there."""
GREATEST_COPING = 0.9
"""Coping never takes away more (method.md section 3)."""
UNITS = ("1", "1/year", "years", "months", "days", "hours", "EUR/day", "EUR/hour", "EUR/GB")
"""What a figure of the method may be measured in."""
_ROUNDING = 1e-9


def check(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield faults of single figures."""
    for entry in entries(catalogue):
        for path, value in inside(entry):
            for type_, rule in _RULES.items():
                if isinstance(value, type_):
                    for step, code, given in rule(value):
                        yield found(entry, (*path, *step), code, given=given)
        for step, given, expected in _units(entry):
            if given != expected:
                yield found(entry, (*step, "unit"), "wrong-unit", given=given, expected=expected)


def _three_points(value: ThreePointFigure) -> Iterator[Finding]:
    if value.low <= 0.0:
        yield ("low",), "not-positive", value.low
    if not ascending((value.low, value.mode, value.high)):
        yield (), "not-in-order", (value.low, value.mode, value.high)


def _sensitivity(value: SensitivityFigure) -> Iterator[Finding]:
    for name, given in (("at_0", value.at_0), ("at_1", value.at_1)):
        if not 0.0 <= given <= 1.0:
            yield (name,), "not-a-probability", given
    if not ascending((value.at_0, value.at_1)):
        yield (), "not-in-order", (value.at_0, value.at_1)


def _severity(value: SeverityFigure) -> Iterator[Finding]:
    if value.low <= 0.0:
        yield ("low",), "not-positive", value.low
    if value.low == value.high or not ascending((value.low, value.high, value.cap)):
        yield (), "not-in-order", (value.low, value.high, value.cap)
    if value.median_factor < 1.0:
        yield ("median_factor",), "not-in-order", (1.0, value.median_factor)


def _coping(value: CopingFigure) -> Iterator[Finding]:
    if not 0.0 < value.max <= GREATEST_COPING:
        yield ("max",), "not-a-probability", value.max
    total = sum(weight.weight for weight in value.weights)
    if abs(total - 1.0) > _ROUNDING:
        yield ("weights",), "weights-not-one", round(total, 6)
    for place, weight in enumerate(value.weights):
        if weight.weight <= 0.0:
            yield ("weights", place, "weight"), "not-positive", weight.weight
        if weight.capacity in {earlier.capacity for earlier in value.weights[:place]}:
            yield ("weights", place, "capacity"), "named-twice", weight.capacity


def _size(value: SizeFactor) -> Iterator[Finding]:
    if value.factor <= 0.0:
        yield ("factor",), "not-positive", value.factor
    if value.from_staff < 0:
        yield ("from_staff",), "negative", value.from_staff


def _unseen(value: Unseen) -> Iterator[Finding]:
    starts = [factor.from_staff for factor in value.size_factors]
    if not ascending(starts, strictly=True):
        yield ("size_factors",), "not-in-order", starts


def _link(value: Link) -> Iterator[Finding]:
    if value.probability.high > 1.0:
        yield ("probability", "high"), "not-a-probability", value.probability.high


def _cost(value: CostFigure) -> Iterator[Finding]:
    for name in ("base", "per_head", "turnover_share"):
        row = getattr(value, name)
        if not ascending(row):
            yield (name,), "not-in-order", row
        if min(row) < 0.0:
            yield (name,), "negative", min(row)


def _effort(value: EffortFigure) -> Iterator[Finding]:
    for name in ("owner", "management", "it", "staff", "staff_per_head"):
        if getattr(value, name) < 0.0:
            yield (name,), "negative", getattr(value, name)


def _gain(value: Gain) -> Iterator[Finding]:
    if not ascending((value.low, value.mode, value.high)):
        yield (), "not-in-order", (value.low, value.mode, value.high)
    if value.low < 0.0:
        yield ("low",), "negative", value.low


_RULES: dict[type[object], Callable[..., Iterator[Finding]]] = {
    ThreePointFigure: _three_points,
    SensitivityFigure: _sensitivity,
    SeverityFigure: _severity,
    CopingFigure: _coping,
    SizeFactor: _size,
    Unseen: _unseen,
    Link: _link,
    CostFigure: _cost,
    EffortFigure: _effort,
    Gain: _gain,
}


def _units(entry: Entry) -> Iterator[tuple[Path, str, str]]:
    """Yield path, unit and expected unit of each figure of an entry."""
    if isinstance(entry, Unseen):
        yield ("rate",), entry.rate.unit, "1/year"
        yield ("sensitivity",), entry.sensitivity.unit, "1"
        yield ("severity",), entry.severity.unit, "share of base per year" if entry.kind == "onset" else "multiple of base"
        yield ("coping",), entry.coping.unit, "1"
        if entry.duration is not None:
            yield ("duration",), entry.duration.unit, "years"
    elif isinstance(entry, Link):
        yield ("probability",), entry.probability.unit, "1"
    elif isinstance(entry, Shock):
        yield ("variance",), entry.variance.unit, "1"
    elif isinstance(entry, Assumption) and entry.figure.unit not in set(UNITS):
        yield ("figure",), entry.figure.unit, " ".join(UNITS)
