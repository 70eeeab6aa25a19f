"""What disagreement means in euros: the study's own result beside those of averaged answers and of each side alone."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from leitplanke.reports.charts.axis import short_euro, ticks
from leitplanke.reports.numbers import euro, euro_range, percent
from leitplanke.study.readings import DisagreementEffect, Reading, ReadingName
from leitplanke.study.result import Band, ExceedancePoint, StudyResult
from leitplanke.web.picture.page import Told
from leitplanke.web.picture.values import Euros, GapRow, Gaps
from leitplanke.web.results.values import Table
from leitplanke.web.whatif.picture import Drawn, Said, curves, hundredths

if TYPE_CHECKING:
    from leitplanke.study.whatif import WhatIfPoint

NOTICED = 0.01
"""A range that is wider by less is called hardly wider."""
KINDS = {"averaged": "n2", "leading": "n3", "others": "n4"}
"""How the curve of each reading is drawn; the study's own is the first kind."""


def euros(effect: DisagreementEffect, result: StudyResult, told: Told) -> Euros:
    """Return sentences, curves and table."""
    readings = {one.name: one for one in effect.readings}
    language, years = told.names.language, result.study.horizon_years
    drawn = [_curve("n1", "kept", result.risk.exceedance, told)]
    drawn += [_curve(KINDS[one.name], one.name, one.exceedance, told) for one in effect.readings]
    findings = (_width(result, readings["averaged"], told), *_sides(result, readings, told))
    limits = ((told.say("liquidity"), result.company.liquidity_eur),)
    said = Said(title=told.say("euros-title"), summary=_apart(result, effect.readings, told), years=years, limits=limits)
    table = _table(result, effect.readings, told)
    return Euros(findings=findings, ranges=_ranges(result, effect.readings, table, told), curves=curves(drawn, said, language), table=table)


def _ranges(result: StudyResult, readings: Sequence[Reading], table: Table, told: Told) -> Gaps:
    """Return the expected loss of each reading with its range on one axis of euros."""
    language = told.names.language
    bands = [("kept", result.risk.expected_annual_loss_eur), *((one.name, one.expected_annual_loss_eur) for one in readings)]
    marks = ticks(max(band.high for _, band in bands), wanted=4)
    return Gaps(
        title=told.say("ranges-title"),
        summary=told.say("ranges-summary"),
        left="",
        right="",
        rows=tuple(
            GapRow(
                title=told.say(f"reading.{name}"),
                mark="",
                at=hundredths(band.mid / marks[-1]),
                low=hundredths(band.low / marks[-1]),
                high=hundredths(band.high / marks[-1]),
                words=f"{euro(band.mid, language)} ({euro_range(band.low, band.high, language)})",
            )
            for name, band in bands
        ),
        ticks=tuple((hundredths(mark / marks[-1]), short_euro(mark, language)) for mark in marks),
        zero="0",
        table=table,
    )


def _apart(result: StudyResult, readings: Sequence[Reading], told: Told) -> str:
    """Return where the curves lie furthest apart, and how far."""
    language = told.names.language
    columns = zip(result.risk.exceedance, *(one.exceedance for one in readings), strict=True)
    column = max(columns, key=lambda points: max(one.probability for one in points) - min(one.probability for one in points))
    chances = [one.probability for one in column]
    low, high = percent(min(chances), language), percent(max(chances), language)
    return told.say("curves-apart", eur=euro(column[0].eur, language), low=low, high=high)


def _curve(kind: str, name: str, points: tuple[ExceedancePoint, ...], told: Told) -> Drawn:
    # A point with its range has all that the drawing asks of one.
    return Drawn(kind=kind, name=told.say(f"reading.{name}"), points=cast("tuple[WhatIfPoint, ...]", points))


def _width(result: StudyResult, averaged: Reading, told: Told) -> str:
    """Return how wide the range is as it is, and how wide it would be without disagreement."""
    language = told.names.language
    kept, even = result.risk.expected_annual_loss_eur, averaged.expected_annual_loss_eur
    return told.say(
        "width",
        kept=euro_range(kept.low, kept.high, language),
        even=euro_range(even.low, even.high, language),
        share=_wider(kept, even, told),
    )


def _wider(kept: Band, even: Band, told: Told) -> str:
    """Return in words by how much disagreement widens the range."""
    before = even.high - even.low
    more = (kept.high - kept.low) / before - 1.0 if before > 0.0 else 0.0
    return told.say("wider", percent=f"{100.0 * more:.0f}") if more >= NOTICED else told.say("hardly-wider")


def _sides(result: StudyResult, readings: Mapping[ReadingName, Reading], told: Told) -> tuple[str, ...]:
    """Return what each side alone would say, and whether that is outside of the range of the study."""
    if "leading" not in readings:
        return ()
    language, kept = told.names.language, result.risk.expected_annual_loss_eur
    leading, others = readings["leading"].expected_annual_loss_eur.mid, readings["others"].expected_annual_loss_eur.mid
    sentence = told.say("sides-euro", leading=euro(leading, language), others=euro(others, language))
    outside = any(not kept.low <= mean <= kept.high for mean in (leading, others))
    return (sentence, told.say("sides-outside")) if outside else (sentence,)


def _table(result: StudyResult, readings: Sequence[Reading], told: Told) -> Table:
    language = told.names.language

    def row(name: str, loss: Band, worst: Band) -> tuple[str, ...]:
        cells = ((euro(band.mid, language), euro_range(band.low, band.high, language)) for band in (loss, worst))
        return (told.say(f"reading.{name}"), *(text for pair in cells for text in pair))

    risk = result.risk
    rows = [row("kept", risk.expected_annual_loss_eur, risk.cvar95_eur)]
    rows += [row(one.name, one.expected_annual_loss_eur, one.cvar95_eur) for one in readings]
    head = tuple(told.say(f"head.{name}") for name in ("reading", "loss", "loss-range", "worst", "worst-range"))
    return Table(caption=told.say("euros-table", years=result.study.horizon_years), head=head, rows=tuple(rows))
