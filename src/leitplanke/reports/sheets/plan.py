"""Tables of the plan: measures, load by quarter, other plans, what the firm has decided, and notices."""

from leitplanke.reports import notices
from leitplanke.reports.chapters.view import View
from leitplanke.reports.naming import listed
from leitplanke.reports.numbers import quarter
from leitplanke.reports.sheets.risk import sheet
from leitplanke.reports.sheets.sheet import WIDE, Row, Sheet, band, columns, text
from leitplanke.study.result import FrontPlan, PlannedMeasureResult, PlannedStart

ROLES = ("owner", "management", "it", "staff")


def sheets(view: View) -> list[Sheet]:
    """Return the tables of the plan; without measures only those that have something to say."""
    return [_measures(view), _quarters(view), front(view, view.result.plan.front), _decided(view), _funding(view), _notices(view)]


def _measures(view: View) -> Sheet:
    rows = [_measure(view, one) for one in view.result.plan.measures]
    bands = [columns(view, "euro", key, "low", "high") for key in ("cost", "avoided", "gain", "funding")]
    head = (
        text(view.say("table.measure"), WIDE),
        text(view.say("table.start")),
        text(view.say("table.effective")),
        *(column for group in bands[:2] for column in group),
        *columns(view, "euro", "avoided-worst"),
        *(column for group in bands[2:] for column in group),
        *columns(view, "number", "days-once", "days-year"),
        text(view.say("sheet.head.lowers"), WIDE),
        text(view.say("sheet.head.raises"), WIDE),
        text(view.say("sheet.head.id")),
    )
    return sheet(view, "measures", head, rows)


def _measure(view: View, one: PlannedMeasureResult) -> Row:
    return (
        view.names.title(one.id),
        quarter(one.start_quarter, view.language),
        quarter(one.effective_quarter, view.language),
        *band(one.cost_eur),
        *band(one.avoided_loss_eur),
        one.avoided_cvar95_eur,
        *band(one.gain_eur),
        *band(one.funding_eur),
        one.person_days_once,
        one.person_days_per_year,
        ", ".join(view.names.title(unseen) for unseen in one.lowers),
        ", ".join(view.names.title(unseen) for unseen in one.raises),
        one.id,
    )


def _quarters(view: View) -> Sheet:
    rows: list[Row] = [
        (
            quarter(load.quarter, view.language),
            load.cost_eur,
            load.budget_eur,
            *(getattr(load, f"{role}_{part}") for role in ROLES for part in ("days", "limit")),
        )
        for load in view.result.plan.quarters
    ]
    days = columns(view, "number", *(f"{role}-{part}" for role in ROLES for part in ("days", "limit")))
    return sheet(view, "quarters", (text(view.say("sheet.head.quarter")), *columns(view, "euro", "cost", "budget"), *days), rows)


def front(view: View, plans: tuple[FrontPlan, ...]) -> Sheet:
    """Return plans that no other one beats in both cost and risk."""
    rows: list[Row] = [
        (
            view.say("sheet.chosen") if one.chosen else "",
            one.cost_eur,
            one.gain_eur,
            one.expected_loss_eur,
            one.cvar95_eur,
            one.liquidity_probability,
            len(one.measures),
            started(view, one.measures),
        )
        for one in plans
    ]
    head = (
        text(view.say("sheet.head.remark")),
        *columns(view, "euro", "cost", "gain", "loss-all", "worst"),
        *columns(view, "share", "liquidity"),
        *columns(view, "whole", "count"),
        text(view.say("sheet.head.measures"), 90.0),
    )
    return sheet(view, "front", head, rows)


def started(view: View, measures: tuple[PlannedStart, ...]) -> str:
    """Return measures with their start: ``Backup (Q1 2027), …``."""
    return ", ".join(f"{view.names.title(one.id)} ({quarter(one.start_quarter, view.language)})" for one in measures)


def _decided(view: View) -> Sheet:
    rows: list[Row] = [
        (view.names.title(one.measure), view.say(f"sheet.decision.{one.decision}"), one.reason) for one in view.result.plan.decided
    ]
    head = (text(view.say("table.measure"), WIDE), text(view.say("sheet.head.decision")), text(view.say("sheet.head.reason"), 60.0))
    return sheet(view, "decided", head, rows)


def _funding(view: View) -> Sheet:
    rows: list[Row] = [
        (view.names.title(one.measure), one.rate, one.cap_eur, view.names.title(one.programme) if one.programme else "", one.reason)
        for one in view.result.plan.funding
    ]
    head = (
        text(view.say("table.measure"), WIDE),
        *columns(view, "share", "rate-of-cost"),
        *columns(view, "euro", "cap"),
        text(view.say("sheet.head.programme"), WIDE),
        text(view.say("sheet.head.reason"), 60.0),
    )
    return sheet(view, "funding", head, rows)


def _notices(view: View) -> Sheet:
    day = notices.first_day(view.result)
    rows: list[Row] = [
        (view.names.title(one.id), notice.title, notice.standing, listed([source.short for source in notice.sources], view.language))
        for one in view.result.plan.measures
        for notice in notices.touching(one.id, day, view.catalogue, view.names)
    ]
    head = (
        text(view.say("table.measure"), WIDE),
        text(view.say("result.notices"), WIDE),
        text(view.say("sheet.head.standing"), 60.0),
        text(view.say("result.notice.source"), 60.0),
    )
    return sheet(view, "notices", head, rows)
