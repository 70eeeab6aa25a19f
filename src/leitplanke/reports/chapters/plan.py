"""The plan: roadmap, cost and benefit of each measure, money and days by year."""

from itertools import groupby

from leitplanke.catalogue.entries import Measure
from leitplanke.reports import notices, sentences
from leitplanke.reports.chapters.view import View
from leitplanke.reports.charts import roadmap
from leitplanke.reports.conditions import conditions
from leitplanke.reports.content import Block, Figure, Heading, Paragraph, Table, table
from leitplanke.reports.naming import listed
from leitplanke.reports.numbers import grouped
from leitplanke.study.result import PlannedMeasureResult, QuarterLoad

SHOWN_EFFECTS = 3
SHOWN_DETAILS = 8
ROADMAP_WIDTHS = (0.31, 0.17, 0.17, 0.11, 0.12, 0.12)


def write(view: View) -> list[Block]:
    """Return the blocks of the chapter."""
    blocks: list[Block] = [Heading(level=1, text=view.say("report.plan")), Paragraph(text=view.say("report.plan.intro"))]
    decided = sentences.decided(view.result, view.catalogue, view.language)
    blocks += [Paragraph(text=decided)] if decided else []
    blocks += [Paragraph(text=" ".join(told))] if (told := conditions(view.result, view.catalogue, view.language)) else []
    if not view.result.plan.measures:
        return [*blocks, Paragraph(text=sentences.no_time(view.result, view.language) or view.say("report.plan.none"))]
    road = roadmap.draw(view.result, view.names)
    blocks += [
        Paragraph(text=_total(view)),
        Heading(level=2, text=view.say("report.plan.value")),
        Paragraph(text=_value_notes(view)),
        _value(view),
        Heading(level=2, text=view.say("report.plan.load")),
        _load(view),
        Heading(level=2, text=view.say("report.plan.roadmap")),
        Figure(chart=road),
        table(view.say("report.plan.roadmap-caption", years=view.years), road.header, road.rows, ROADMAP_WIDTHS, text=(0, 1, 2)),
        Heading(level=2, text=view.say("report.plan.details")),
    ]
    largest = sentences.most_helpful(view.result)[:SHOWN_DETAILS]
    if len(largest) < len(view.result.plan.measures):
        blocks.append(Paragraph(text=view.say("report.plan.details-some", count=SHOWN_DETAILS)))
    for one in view.result.plan.measures:
        if one in largest:
            blocks.extend(_details(view, one))
    return blocks + _notices(view, largest)


def _total(view: View) -> str:
    plan, risk = view.result.plan, view.result.risk
    text = view.say(
        "report.plan.total",
        years=view.years,
        cost=view.euro(plan.cost_eur.mid),
        range=view.band(plan.cost_eur),
        before=view.euro(risk.expected_annual_loss_eur.mid),
        after=view.euro(plan.after.expected_annual_loss_eur.mid),
    )
    if plan.gain_eur.mid <= 0.0:
        return text
    gain = view.say("report.plan.gain", gain=view.euro(plan.gain_eur.mid), range=view.band(plan.gain_eur), years=view.years)
    return f"{text} {gain}"


def _value_notes(view: View) -> str:
    """Return what avoided loss means, and why a measure may cost more than it avoids on average."""
    note = view.say("report.plan.value-note")
    worst = [one for one in view.result.plan.measures if one.avoided_loss_eur.mid < one.cost_eur.mid < one.avoided_cvar95_eur]
    if not worst:
        return note
    count = len(worst)
    measures = view.say("report.plan.value-worst-one") if count == 1 else view.say("report.plan.value-worst-many", count=count)
    return f"{note} {view.say('report.plan.value-worst', measures=measures)}"


def _value(view: View) -> Table:
    rows = tuple(
        (
            view.names.title(one.id),
            f"{view.euro(one.cost_eur.mid)}\n{view.band(one.cost_eur)}",
            f"{view.euro(one.avoided_loss_eur.mid)}\n{view.band(one.avoided_loss_eur)}",
            f"{view.euro(one.gain_eur.mid)}\n{view.band(one.gain_eur)}" if one.gain_eur.high > 0.0 else "\u2013",
        )
        for one in view.result.plan.measures
    )
    caption = view.say("report.plan.value-caption", years=view.years)
    return table(caption, view.header("measure", "cost", "avoided", "gain"), rows, (0.34, 0.22, 0.22, 0.22))


def _load(view: View) -> Table:
    language = view.language
    rows = []
    for year, found in groupby(view.result.plan.quarters, key=lambda load: load.quarter[:4]):
        quarters = list(found)
        pairs = (
            (_total_of(quarters, f"{role}_days"), _total_of(quarters, f"{role}_limit")) for role in ("owner", "management", "it", "staff")
        )
        cells = (f"{grouped(used, language)} / {grouped(limit, language)}" for used, limit in pairs)
        # The budget of a quarter is what is left of the year's, so the first one holds the whole.
        money = f"{view.euro(_total_of(quarters, 'cost_eur'))} / {view.euro(quarters[0].budget_eur)}"
        rows.append((year, money, *cells))
    header = view.header("year", "cost", "owner-days", "management-days", "it-days", "staff-days")
    return table(view.say("report.plan.load-caption"), header, tuple(rows), (0.1, 0.28, 0.15, 0.16, 0.15, 0.16))


def _total_of(quarters: list[QuarterLoad], name: str) -> float:
    return float(sum(getattr(load, name) for load in quarters))


def _details(view: View, one: PlannedMeasureResult) -> list[Block]:
    names, language = view.names, view.language
    entry = names.entries.get(one.id)
    blocks: list[Block] = [Heading(level=3, text=names.title(one.id))]
    if isinstance(entry, Measure):
        blocks.append(Paragraph(text=names.text(entry.text)))
    lowered = listed([names.quoted(unseen) for unseen in one.lowers[:SHOWN_EFFECTS]], language)
    raised = listed([names.quoted(unseen) for unseen in one.raises[:SHOWN_EFFECTS]], language)
    parts = [f"{lowered}."] if lowered else []
    if raised:
        parts.append(f"{view.say('report.plan.raises')}: {view.say('report.plan.raises-text', unseens=raised)}")
    if parts:
        blocks.append(Paragraph(lead=view.say("report.plan.lowers") if lowered else "", text=" ".join(parts)))
    found = _touching(view, one)
    if found:
        text = "; ".join(f"{notice.title} \u2013 {notice.standing}" for notice in found)
        blocks.append(Paragraph(lead=view.say("result.notices"), text=f"{text}."))
    return blocks


def _touching(view: View, one: PlannedMeasureResult) -> tuple[notices.NoticeText, ...]:
    return notices.touching(one.id, notices.first_day(view.result), view.catalogue, view.names)


def _notices(view: View, measures: list[PlannedMeasureResult]) -> list[Block]:
    """Return for which day the notices hold and what each rests on, each once."""
    found = dict.fromkeys(notice for one in measures for notice in _touching(view, one))
    if not found:
        return []
    none = view.say("result.notice.no-source")
    rows = tuple((one.title, "; ".join(source.short for source in one.sources) or none, one.checked) for one in found)
    header = (view.say("result.notices"), view.say("result.notice.source"), view.say("result.notice.checked"))
    return [
        Heading(level=3, text=view.say("result.notices")),
        Paragraph(text=notices.as_of(view.result, view.language)),
        table(view.say("report.plan.notices-caption"), header, rows, (0.32, 0.5, 0.18), text=(0, 1, 2)),
    ]
