"""The result page says of plan, bars and gaps exactly what the result holds."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace

import pytest

from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.chapters.findings import main_bands
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import euro
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.result import StudyResult
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.results import page
from leitplanke.web.results.values import Addresses, ResultPage


@pytest.fixture
def result(answered: Company, evaluated: Callable[[Company], StudyResult]) -> StudyResult:
    found = evaluated(answered)
    assert len(found.plan.measures) > 1
    return found


def built(result: StudyResult, language: Language = "de") -> ResultPage:
    return page.build(result, catalogue(), language, Addresses(trail=lambda node: f"?node={node}"))


def test_the_roadmap_covers_every_quarter_once(result: StudyResult) -> None:
    roadmap = built(result).roadmap
    assert roadmap is not None
    quarters = len(result.plan.quarters)
    assert len(roadmap.quarters) == len(roadmap.loads) == sum(year.quarters for year in roadmap.years) == quarters
    assert {sum(span.quarters for span in row.spans) for row in roadmap.rows} == {quarters}


def test_a_bar_begins_when_the_measure_begins(result: StudyResult) -> None:
    roadmap = built(result).roadmap
    assert roadmap is not None
    first = Quarter.parse(result.plan.quarters[0].quarter)
    for row, planned in zip(roadmap.rows, result.plan.measures, strict=True):
        idle = sum(span.quarters for span in row.spans if span.kind == "idle")
        waiting = sum(span.quarters for span in row.spans if span.kind != "working")
        assert str(first.plus(idle)) == planned.start_quarter
        assert waiting == len(result.plan.quarters) or str(first.plus(waiting)) == planned.effective_quarter


def test_a_year_costs_what_its_quarters_cost_of_the_budget_of_one_year(result: StudyResult) -> None:
    roadmap = built(result).roadmap
    assert roadmap is not None
    node = next(one for one in result.trace if one.id == "limits/budget")
    budget = node.value
    assert budget is not None
    for year in roadmap.years:
        own = [one for one in result.plan.quarters if one.quarter.startswith(year.year)]
        cost = sum(one.cost_eur for one in own)
        assert year.money == f"{euro(cost, 'de')} von {euro(budget * len(own) / 4, 'de')}"


def test_the_first_measure_is_the_one_of_the_headline(result: StudyResult) -> None:
    for language in LANGUAGES:
        shown = built(result, language)
        assert shown.measures[0].title in shown.headline[2].text
    best = sorted((one.avoided_loss_eur.mid for one in result.plan.measures), reverse=True)
    assert [one.avoided.value for one in built(result).measures] == [euro(eur, "de") for eur in best[:5]]


def test_bars_stay_within_their_width_largest_first(result: StudyResult) -> None:
    bars = built(result).bars
    lengths = [float(bar.length) for bar in bars]
    assert lengths == sorted(lengths, reverse=True)
    assert all(0.0 <= float(bar.low) <= float(bar.high) <= 100.0 for bar in bars)
    assert max(max(float(bar.high), float(bar.length)) for bar in bars) == 100.0


def test_without_a_plan_nothing_is_promised(result: StudyResult) -> None:
    bare = replace(result, plan=replace(result.plan, measures=()))
    shown = built(bare)
    assert shown.roadmap is None
    assert shown.measures == ()
    assert shown.exceedance.data["after"] == []


def test_unknown_equity_is_told_not_drawn(result: StudyResult) -> None:
    bare = replace(result, company=replace(result.company, equity_eur=None))
    shown = built(bare)
    lines = shown.exceedance.data["lines"]
    assert isinstance(lines, list)
    assert [line["label"].split()[0] for line in lines] == ["Liquidität"]
    assert "Privatvermögen" in shown.liability


def test_strong_capacities_are_named(result: StudyResult) -> None:
    weak, strong = result.capacities[0], result.capacities[1]
    capacities = (
        replace(weak, index=replace(weak.index, mid=0.59)),
        replace(strong, index=replace(strong.index, mid=0.61)),
        *(replace(one, index=replace(one.index, mid=0.3)) for one in result.capacities[2:]),
    )
    shown = built(replace(result, capacities=capacities)).strengths
    names = Names.of(catalogue(), "de")
    assert names.title(strong.id) in shown
    assert names.title(weak.id) not in shown


def test_every_number_that_is_a_link_has_a_trail(result: StudyResult) -> None:
    shown = built(result)
    known = {f"?node={one.id}" for one in result.trace}
    links = [card.trail for card in shown.cards] + [bar.figure.trail for bar in shown.bars] + [one.trail for one in shown.assumptions]
    links += [figure.trail for one in shown.measures for figure in (one.cost, one.avoided)]
    assert links
    assert set(links) <= known


def test_a_measure_shows_the_laws_and_programmes_that_name_it(result: StudyResult) -> None:
    titles = {one.title.de: one.id for one in catalogue().measures}
    dated = [*catalogue().rules, *catalogue().programmes]
    shown = built(result).measures
    for card in shown:
        assert [one.title for one in card.notices] == [one.title.de for one in dated if titles[card.title] in one.measures]
    assert any(card.notices for card in shown)


def test_every_number_with_a_trail_leads_to_it(result: StudyResult) -> None:
    """Whatever the page shows of the result's own traced numbers can be clicked."""
    known = {node.id for node in result.trace}
    risk, plan, after = result.risk, result.plan, result.plan.after
    bands = [one for scenario in (risk, after) for _, _, one in main_bands(scenario) if one is not None]
    shown = {band.trace for band in bands}
    shown |= {one.trace for one in risk.components}
    shown |= {one.trace for one in risk.unseens if one.expected_annual_loss_eur > 0.0}
    shown |= {trace for one in result.capacities if one.value_eur and one.value_eur.mid > 0.0 for trace in (one.trace, one.value_eur.trace)}
    shown |= {path.trace for path in result.paths[:3]} | {result.own_loss.trace if result.own_loss else ""} | {plan.cost_eur.trace}
    best = sorted(plan.measures, key=lambda one: -one.avoided_loss_eur.mid)[:5]
    shown |= {band.trace for one in best for band in (one.cost_eur, one.avoided_loss_eur)}
    shown |= {one.trace for one in result.assumptions[:8]}
    linked = {trail.removeprefix("?node=") for trail in trails(built(result))}
    assert len(shown & known) > 60
    assert (shown & known) - linked == set()
    assert linked - known == {""}


def trails(part: object) -> Iterator[str]:
    """Yield every address of a trail on the page."""
    if is_dataclass(part):
        for one in fields(part):
            value = getattr(part, one.name)
            if one.name in {"trail", "trails"}:
                yield from (value,) if isinstance(value, str) else value
            elif one.name != "addresses":
                yield from trails(value)
    elif isinstance(part, tuple):
        for inner in part:
            yield from trails(inner)
