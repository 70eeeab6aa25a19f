"""The plan on the page: measures with what they cost and bring, and the roadmap by quarter."""

from itertools import groupby

from leitplanke.catalogue.entries import Catalogue, Measure
from leitplanke.planning.schedule import QUARTERS_PER_YEAR
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports import notices, numbers
from leitplanke.reports.charts import roadmap as drawing
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.sentences import starting
from leitplanke.reports.words import say
from leitplanke.study.result import PlannedMeasureResult, QuarterLoad, StudyResult
from leitplanke.web.results.figures import mark_of, table_of
from leitplanke.web.results.links import Links
from leitplanke.web.results.values import MeasureCard, QuarterCell, Roadmap, RoadmapRow, Span, YearCell

SHOWN_MEASURES = 5
SHOWN_UNSEENS = 3
ROUNDING = 1.0001
"""Shares up to this are within their limit, apart from rounding."""


def measures(result: StudyResult, catalogue: Catalogue, names: Names, links: Links) -> tuple[MeasureCard, ...]:
    """Return the measures that avoid most, strongest first, as the headline names them."""
    best = sorted(result.plan.measures, key=lambda one: (-one.avoided_loss_eur.mid, one.id))[:SHOWN_MEASURES]
    on = notices.first_day(result)
    return tuple(_card(one, notices.touching(one.id, on, catalogue, names), names, links) for one in best)


def _card(planned: PlannedMeasureResult, found: tuple[notices.NoticeText, ...], names: Names, links: Links) -> MeasureCard:
    language = names.language
    entry = names.entries.get(planned.id)
    component = _component(planned.id, names)
    return MeasureCard(
        title=names.title(planned.id),
        text=names.text(entry.text) if isinstance(entry, Measure) else "",
        mark=mark_of(component),
        component=names.title(component),
        start=starting(planned, language),
        effective=say(language, "result.from", quarter=numbers.quarter(planned.effective_quarter, language)),
        cost=links.money(planned.cost_eur, language),
        avoided=links.money(planned.avoided_loss_eur, language),
        worst=numbers.euro(planned.avoided_cvar95_eur, language),
        gain=links.money(planned.gain_eur, language) if planned.gain_eur.mid > 0.0 else None,
        funding=links.money(planned.funding_eur, language) if planned.funding_eur is not None else None,
        days=_effort(planned, names),
        lowers=_unseens(planned.lowers, names),
        raises=_unseens(planned.raises, names),
        notices=found,
    )


def _component(measure: str, names: Names) -> str:
    entry = names.entries.get(measure)
    return entry.component if isinstance(entry, Measure) else "component.cross"


def _effort(planned: PlannedMeasureResult, names: Names) -> str:
    once = numbers.days(planned.person_days_once, names.language)
    if planned.person_days_per_year <= 0.0:
        return say(names.language, "look.measure.days-once", once=once)
    return say(names.language, "look.measure.days", once=once, yearly=numbers.days(planned.person_days_per_year, names.language))


def _unseens(ids: tuple[str, ...], names: Names) -> str:
    return listed([names.title(one) for one in ids[:SHOWN_UNSEENS]], names.language)


def roadmap(result: StudyResult, names: Names) -> Roadmap | None:
    """Return the plan by quarter, or None if there is none."""
    loads = result.plan.quarters
    if not result.plan.measures or not loads:
        return None
    quarters = [Quarter.parse(one.quarter) for one in loads]
    drawn = drawing.draw(result, names)
    return Roadmap(
        title=drawn.title,
        summary=drawn.summary,
        years=years(loads, names),
        quarters=tuple(str(one.number) for one in quarters),
        rows=tuple(
            RoadmapRow(
                title=names.title(one.id),
                mark=mark_of(_component(one.id, names)),
                spans=spans((one.start_quarter, one.effective_quarter), quarters[0], len(quarters), names),
            )
            for one in result.plan.measures
        ),
        loads=tuple(_load(one, names) for one in loads),
        table=table_of(drawn),
    )


def spans(planned: tuple[str, str], first: Quarter, count: int, names: Names) -> tuple[Span, ...]:
    """Return the row of a measure that starts in one quarter and works from another, over `count` quarters from `first` on."""
    begins, works = planned
    start = min(max(Quarter.parse(begins).since(first), 0), count)
    ready = min(max(Quarter.parse(works).since(first), start), count)
    lengths = (("idle", start), ("preparing", ready - start), ("working", count - ready))
    words = {
        "idle": "",
        "preparing": say(names.language, "look.plan.preparing", quarter=numbers.quarter(begins, names.language)),
        "working": say(names.language, "look.plan.working", quarter=numbers.quarter(works, names.language)),
    }
    return tuple(Span(kind=kind, quarters=length, words=words[kind]) for kind, length in lengths if length > 0)


def _load(load: QuarterLoad, names: Names) -> QuarterCell:
    share = drawing.busiest(load)
    gap = "\u00a0" if names.language == "de" else ""
    return QuarterCell(days=f"{round(100.0 * share)}{gap}%", over=share > ROUNDING)


def years(loads: tuple[QuarterLoad, ...], names: Names) -> tuple[YearCell, ...]:
    """Return what each calendar year costs of the money there is.

    A load's budget is what is left of its year of the plan at the beginning of the quarter: all of it in the first of the four
    quarters. A calendar year that lies in two years of the plan has its quarters' share of both.
    """
    language = names.language
    whole = [loads[place - place % QUARTERS_PER_YEAR].budget_eur for place in range(len(loads))]
    found = []
    for year, group in groupby(zip(loads, whole, strict=True), key=lambda pair: Quarter.parse(pair[0].quarter).year):
        quarters = list(group)
        cost = numbers.euro(sum(one.cost_eur for one, _ in quarters), language)
        budget = numbers.euro(sum(eur for _, eur in quarters) / QUARTERS_PER_YEAR, language)
        found.append(YearCell(year=str(year), quarters=len(quarters), money=say(language, "look.plan.of", cost=cost, budget=budget)))
    return tuple(found)
