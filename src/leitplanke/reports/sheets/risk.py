"""Tables of the risk: main figures, curve, Unseens, areas, capacities, chains, and what to find out."""

from leitplanke.reports import drivers, stories
from leitplanke.reports.chapters.findings import main_bands
from leitplanke.reports.chapters.view import View, money
from leitplanke.reports.charts.exceedance import probability_at
from leitplanke.reports.sheets.sheet import WIDE, Column, Row, Sheet, band, columns, text
from leitplanke.study.result import Contribution, UnseenContribution


def sheets(view: View) -> list[Sheet]:
    """Return the tables of the risk."""
    return [
        *_numbers(view),
        _curve(view),
        _unseens(view),
        _components(view),
        _capacities(view),
        _paths(view),
        _links(view),
        _stories(view),
        _drivers(view),
    ]


def sheet(view: View, key: str, head: tuple[Column, ...], rows: list[Row]) -> Sheet:
    """Return a sheet with the name and the title that the store has for `key`."""
    title = view.say(f"sheet.{key}.title", years=view.years)
    return Sheet(name=view.say(f"sheet.{key}"), title=title, columns=head, rows=tuple(rows))


def _numbers(view: View) -> list[Sheet]:
    """Return the main figures, amounts and chances apart: a column has one format."""
    before, after = main_bands(view.result.risk), main_bands(view.result.plan.after)
    found: list[Sheet] = []
    for key, kind in (("amounts", "euro"), ("chances", "share")):
        rows: list[Row] = [
            (view.say(f"report.number.{name}"), *band(without), *band(with_plan))
            for (name, writer, without), (_, _, with_plan) in zip(before, after, strict=True)
            if (writer is money) == (key == "amounts")
        ]
        titles = [f"{view.say(f'sheet.head.{part}')} ({view.say(f'table.{when}')})" for when in ("before", "after") for part in _BAND]
        numbers = tuple(Column(title=title, kind="euro" if kind == "euro" else "share", width=20.0) for title in titles)
        found.append(sheet(view, key, (text(view.say("table.number"), WIDE), *numbers), rows))
    return found


_BAND = ("mid", "low", "high")


def _curve(view: View) -> Sheet:
    after = view.result.plan.after.exceedance
    rows: list[Row] = [
        (one.eur, one.probability, one.low, one.high, probability_at(after, one.eur) if after else None)
        for one in view.result.risk.exceedance
    ]
    shares = columns(view, "share", "probability", "low", "high", "with-plan")
    return sheet(view, "curve", (*columns(view, "euro", "amount"), *shares), rows)


def _unseens(view: View) -> Sheet:
    after = {one.id: one for one in view.result.plan.after.unseens}
    rows: list[Row] = [
        (view.names.title(one.id), view.names.title(one.component), *_losses(one, after.get(one.id)), *_ratings(view, one), one.id)
        for one in sorted(view.result.risk.unseens, key=lambda one: -one.expected_annual_loss_eur)
    ]
    head = (
        text(view.say("table.unseen"), WIDE),
        text(view.say("table.component")),
        *columns(view, "euro", "loss", "low", "high", "with-plan", "static", "causes"),
        *columns(view, "share", "of-worst"),
        *columns(view, "number", "rate"),
        *columns(view, "index", "exposure", "sensitivity", "coping"),
        text(view.say("sheet.head.remark")),
        text(view.say("sheet.head.id")),
    )
    return sheet(view, "unseens", head, rows)


def _losses(one: UnseenContribution, later: UnseenContribution | None) -> Row:
    with_plan = later.expected_annual_loss_eur if later else None
    return (*_loss(one), with_plan, one.static_annual_loss_eur, one.causes_eur, one.cvar95_share)


def _loss(one: Contribution) -> Row:
    return one.expected_annual_loss_eur, one.low, one.high


def _ratings(view: View, one: UnseenContribution) -> Row:
    remark = one.not_relevant or (view.say("sheet.running") if one.running else "")
    return one.loss_rate_per_year, one.exposure, one.sensitivity, one.coping, remark


def _components(view: View) -> Sheet:
    after = {one.id: one.expected_annual_loss_eur for one in view.result.plan.after.components}
    rows: list[Row] = [
        (view.names.title(one.id), *_loss(one), after.get(one.id), one.static_annual_loss_eur, one.cvar95_share, one.adaptive_capacity)
        for one in view.result.risk.components
    ]
    head = (
        text(view.say("table.component"), WIDE),
        *columns(view, "euro", "loss", "low", "high", "with-plan", "static"),
        *columns(view, "share", "of-worst"),
        *columns(view, "index", "capacity"),
    )
    return sheet(view, "components", head, rows)


def _capacities(view: View) -> Sheet:
    rows: list[Row] = [(view.names.title(one.id), *band(one.index), *band(one.value_eur)) for one in view.result.capacities]
    levels = columns(view, "index", "level", "low", "high")
    return sheet(view, "capacities", (text(view.say("table.factor"), WIDE), *levels, *columns(view, "euro", "saves", "low", "high")), rows)


def _paths(view: View) -> Sheet:
    rows: list[Row] = [
        (" \u2192 ".join(view.names.title(one) for one in path.unseens), path.expected_annual_loss_eur, path.cvar95_share)
        for path in view.result.paths
    ]
    parts = (("alone", view.result.own_loss), ("other-chains", view.result.other_paths))
    rows += [(view.say(f"sheet.{key}"), part.expected_annual_loss_eur, part.cvar95_share) for key, part in parts if part]
    head = (text(view.say("sheet.head.chain"), 80.0), *columns(view, "euro", "loss"), *columns(view, "share", "of-worst"))
    return sheet(view, "paths", head, rows)


def _links(view: View) -> Sheet:
    rows: list[Row] = [
        (view.names.title(one.cause), view.names.title(one.effect), one.expected_annual_loss_eur)
        for one in sorted(view.result.links, key=lambda one: -one.expected_annual_loss_eur)
    ]
    head = (text(view.say("sheet.head.cause"), WIDE), text(view.say("table.unseen"), WIDE), *columns(view, "euro", "loss"))
    return sheet(view, "links", head, rows)


def _stories(view: View) -> Sheet:
    titles = [one.title for one in stories.told(view.result, view.names)]
    rows: list[Row] = [
        (
            title,
            story.chance,
            *(stories.year(view.result, year, view.language) for year in (loss.year, loss.last_year)),
            view.names.title(loss.unseen),
            view.names.title(loss.caused_by) if loss.caused_by else "",
            loss.eur,
        )
        for title, story in zip(titles, view.result.stories, strict=True)
        for loss in story.losses
    ]
    years = (text(view.say("sheet.head.from-year")), text(view.say("sheet.head.to-year")))
    head = (
        text(view.say("sheet.head.story"), 50.0),
        *columns(view, "share", "chance"),
        *years,
        text(view.say("table.unseen"), WIDE),
        text(view.say("sheet.head.cause"), WIDE),
        *columns(view, "euro", "loss-of-it"),
    )
    return sheet(view, "stories", head, rows)


def _drivers(view: View) -> Sheet:
    rows: list[Row] = [
        (view.say(f"sheet.figure.{found.figure}"), drivers.what(one, view.names), one.rank, *band(one.narrowing), *band(one.share))
        for found in view.result.drivers
        for one in found.rows
    ]
    head = (
        text(view.say("table.number")),
        text(view.say("table.driver"), 60.0),
        *columns(view, "whole", "rank"),
        *columns(view, "share", "narrower", "low", "high", "spread", "low", "high"),
    )
    return sheet(view, "drivers", head, rows)
