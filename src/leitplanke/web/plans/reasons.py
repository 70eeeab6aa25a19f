"""Why each measure is in the plan: what it brings on average and at the margin, what it moves, and what that costs."""

from leitplanke.catalogue.entries import Measure
from leitplanke.reports import numbers, sentences
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.reviewed import worth
from leitplanke.reports.words import say
from leitplanke.study.result import PlannedMeasureResult, StudyResult
from leitplanke.study.reviewed import MeasureWorth, PlanReview
from leitplanke.web.plans.tables import cells
from leitplanke.web.plans.values import Change, Reason, Reasons
from leitplanke.web.results.figures import mark_of
from leitplanke.web.results.links import Links
from leitplanke.web.results.values import Figure


def component_of(measure: str, names: Names) -> str:
    """Return the component that a measure belongs to."""
    entry = names.entries.get(measure)
    return entry.component if isinstance(entry, Measure) else "component.cross"


def reasons(result: StudyResult, review: PlanReview, names: Names, links: Links) -> Reasons | None:
    """Return why each measure is in the plan, the strongest first; None if that was not reviewed."""
    table = worth.measures(review, names)
    if table is None:
        return None
    planned = {one.id: one for one in result.plan.measures}
    return Reasons(
        sentence=worth.sentence(review, names),
        lead=say(names.language, "planpage.reasons-lead", years=result.study.horizon_years),
        period=say(names.language, "planpage.all-years", years=result.study.horizon_years),
        sampled=worth.sampled(review, names.language),
        measures=tuple(_reason(one, planned[one.id], names, links) for one in worth.strongest(review) if one.id in planned),
        table=cells(table),
    )


def _reason(one: MeasureWorth, planned: PlannedMeasureResult, names: Names, links: Links) -> Reason:
    language = names.language
    lowers, raises = worth.moved(one, names)
    value, span = worth.price(one, language)
    return Reason(
        title=names.title(one.id),
        mark=mark_of(component_of(one.id, names)),
        less_loss=say(language, "planpage.less-loss", amount=numbers.euro(one.average_eur.mid, language)),
        average=links.money(one.average_eur, language),
        marginal=links.money(one.marginal_eur, language),
        average_worst=links.money(one.average_cvar95_eur, language),
        marginal_worst=links.money(one.marginal_cvar95_eur, language),
        cost=links.money(planned.cost_eur, language),
        price=Figure(value=value, range=span, trail=links.of(one.cost_per_cvar95_eur.trace) if one.cost_per_cvar95_eur else ""),
        funding=_funding(planned, names, links),
        holds_up=listed([names.quoted(other) for other in one.holds_up], language),
        lowers=tuple(_change(change, names) for change in lowers),
        raises=tuple(_change(change, names) for change in raises),
    )


def _funding(planned: PlannedMeasureResult, names: Names, links: Links) -> Figure | None:
    band = planned.funding_eur
    if band is None:
        return None
    value, span = numbers.euro(band.mid, names.language), numbers.euro_range(*sentences.spread(band), names.language)
    return Figure(value=value, range=span, trail=links.of(band.trace))


def _change(change: worth.Moved, names: Names) -> Change:
    component = str(getattr(names.entries.get(change.id), "component", "component.cross"))
    return Change(title=change.title, mark=mark_of(component), amount=change.amount)
