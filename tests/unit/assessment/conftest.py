"""A catalogue small enough to compute by hand."""

from datetime import date

import pytest

from leitplanke.catalogue.entries import (
    Capacity,
    CapacityWeight,
    Catalogue,
    CopingFigure,
    Drive,
    Indicator,
    Level,
    MapPoint,
    SensitivityFigure,
    SeverityFigure,
    Text,
    ThreePointFigure,
    Unseen,
)
from leitplanke.primitives.origin import Origin

ORIGIN = Origin(tag="assumption", confidence="L", checked_on=date(2026, 11, 22))
TEXT = Text(de="Text", en="text")
ANCHORS = (0.0, 0.25, 0.5, 0.75, 1.0)


def indicator(
    name: str, drives: tuple[Drive, ...], points: tuple[tuple[float, float], ...] = (), sets_base: str | None = None
) -> Indicator:
    return Indicator(
        id=f"indicator.{name}",
        reference="own",
        title=TEXT,
        component="component.iot-data",
        order=1,
        quick=True,
        question=TEXT,
        help=TEXT,
        scale="percent" if points else "anchored",
        levels=tuple(Level(text=TEXT, value=value) for value in ANCHORS),
        map=tuple(MapPoint(amount=amount, value=value) for amount, value in points),
        roles=("owner",),
        drives=drives,
        sets_base=sets_base,
        origin=ORIGIN,
    )


def unseen(name: str) -> Unseen:
    return Unseen(
        id=f"unseen.{name}",
        reference="own",
        title=TEXT,
        component="component.iot-data",
        kind="event",
        text=TEXT,
        rate=ThreePointFigure(low=0.1, mode=0.2, high=0.4, unit="1/year", origin=ORIGIN),
        sensitivity=SensitivityFigure(at_0=0.2, at_1=0.8, unit="1", origin=ORIGIN),
        severity=SeverityFigure(base="base.turnover", low=0.01, high=0.1, cap=0.2, median_factor=2.0, unit="share of base", origin=ORIGIN),
        coping=CopingFigure(max=0.5, weights=(CapacityWeight(capacity="capacity.it", weight=1.0),), unit="1", origin=ORIGIN),
        reason=TEXT,
        example=TEXT,
    )


@pytest.fixture(scope="session")
def small() -> Catalogue:
    """Two Unseens, two capacity factors, four indicators."""
    raises_exposure = Drive(target="unseen.one", parameter="exposure", direction=1, weight=0.6)
    lowers_exposure = Drive(target="unseen.one", parameter="exposure", direction=-1, weight=0.9)
    sensitivity = Drive(target="unseen.one", parameter="sensitivity", direction=-1, weight=0.5)
    capacity = Drive(target="capacity.it", parameter="capacity", direction=1, weight=0.3)
    return Catalogue(
        version="test",
        sources=(),
        components=(),
        capacities=tuple(
            Capacity(id=f"capacity.{name}", reference="own", title=TEXT, order=1, text=TEXT, hindrance=TEXT) for name in ("it", "legal")
        ),
        bases=(),
        unseens=(unseen("one"), unseen("two")),
        links=(),
        shocks=(),
        indicators=(
            indicator("anchored", (raises_exposure, capacity)),
            indicator("share", (lowers_exposure, sensitivity), ((0.0, 0.0), (30.0, 0.5), (70.0, 1.0))),
            indicator("base", (), ((0.0, 0.0), (30.0, 0.6), (80.0, 1.0)), sets_base="base.main-buyer-revenue"),
        ),
        measures=(),
        assumptions=(),
    )
