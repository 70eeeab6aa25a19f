"""Builds the result page from a stored result: every text in the reader's language, every number with range and trail."""

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import drivers, former, notices, numbers, sentences
from leitplanke.reports.conditions import conditions
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.stories import stories
from leitplanke.reports.trail import name_of
from leitplanke.reports.words import Language, say
from leitplanke.study.inputs import RatedStrength
from leitplanke.study.result import Path, StudyResult
from leitplanke.web.results import figures, plan
from leitplanke.web.results.causes import cause_map
from leitplanke.web.results.links import Links
from leitplanke.web.results.outlook import outlook, worth
from leitplanke.web.results.since import since
from leitplanke.web.results.strengths import strengths
from leitplanke.web.results.totals import totals
from leitplanke.web.results.values import Addresses, Assumption, Earlier, Finding, NumberCard, PathCard, ResultPage, Step

STRONG = 0.6
"""From this index on a capacity counts as a strength."""
SHOWN_STRENGTHS = 3
SHOWN_PATHS = 3
SHOWN_ASSUMPTIONS = 8


def build(
    result: StudyResult,
    catalogue: Catalogue,
    language: Language,
    addresses: Addresses,
    rated: tuple[RatedStrength, ...] = (),
    earlier: tuple[Earlier, ...] = (),
) -> ResultPage:
    """Return the page of `result`, of a study that has `rated` these strengths, beside the firm's `earlier` results, oldest first."""
    names = Names.of(catalogue, language)
    strong = strengths(result, rated, catalogue, names)
    links = Links(result=result, address=addresses.trail, own=addresses.own)
    return ResultPage(
        company=result.company.name,
        subtitle=_subtitle(result, language),
        headline=_headline(result, catalogue, links, language),
        strengths=_strengths(result, names, said=strong is not None),
        strong=strong,
        cards=_cards(result, links, language),
        totals=totals(result, catalogue, names, links),
        since=since(result, earlier, names),
        assumed=sentences.assumed_share(result, language),
        comparison=sentences.comparison(language),
        liability=sentences.liability(result, language) or "",
        running=sentences.running(result, catalogue, language) or "",
        former=tuple(former.former(result, catalogue, language)),
        exceedance=figures.exceedance(result, language),
        bars=figures.bars(result, catalogue, names, links),
        contributions=figures.contributions(result, names, links),
        map=figures.capacity_map(result, names, links),
        worst=Finding(text=drivers.worst(result, names), trail=links.of(_most_at_worst(result))),
        worth=worth(result, names, links),
        paths=_paths(result, catalogue, names, links),
        chain_share=Finding(text=drivers.chain_share(result, language), trail=links.of(result.own_loss.trace if result.own_loss else "")),
        causes=cause_map(result, names, links),
        stories=stories(result, names),
        measures=plan.measures(result, catalogue, names, links),
        measures_note=_measures_note(result, catalogue, language),
        notices_note=notices.as_of(result, language),
        roadmap=plan.roadmap(result, names),
        disagreements=tuple(sentences.disagreements(result, catalogue, language)),
        outlook=outlook(result, names, links),
        missing=tuple(sentences.missing(result, catalogue, language)),
        basis=sentences.basis(result, language),
        assumptions=_assumptions(result, links, names),
        limits=say(language, "look.result.limits", count=len(result.risk.unseens)),
        stamp=_stamp(result, language),
        addresses=addresses,
    )


def _headline(result: StudyResult, catalogue: Catalogue, links: Links, language: Language) -> tuple[Finding, ...]:
    chances = result.risk.existential_probability
    known = chances.liquidity or chances.equity or result.risk.cvar95_eur
    traces = (known.trace, result.risk.expected_annual_loss_eur.trace, result.plan.cost_eur.trace if result.plan.measures else "")
    told = sentences.headline(result, catalogue, language)
    return tuple(Finding(text=text, trail=links.of(trace)) for text, trace in zip(told, traces, strict=True))


def _most_at_worst(result: StudyResult) -> str:
    """Return the trace id of the largest share of the worst 5 %."""
    shares = [(one.cvar95_share, one.expected_annual_loss_eur, one.id) for one in result.risk.unseens if one.cvar95_share is not None]
    return f"risk/{max(shares)[2]}/cvar95-share" if shares else ""


def _subtitle(result: StudyResult, language: Language) -> str:
    firm = result.company
    return say(
        language,
        "look.result.subtitle",
        sector=firm.sector,
        staff=numbers.grouped(firm.staff, language),
        turnover=numbers.euro(firm.turnover_eur, language),
        quarter=numbers.quarter(result.study.start, language),
    )


def _strengths(result: StudyResult, names: Names, *, said: bool) -> str:
    """Return the highest capacities; that there is none only if the firm has not `said` what makes it strong."""
    strong = sorted((one for one in result.capacities if one.index.mid >= STRONG), key=lambda one: -one.index.mid)[:SHOWN_STRENGTHS]
    if not strong:
        return "" if said else say(names.language, "look.result.no-strength")
    shown = [f"{names.title(one.id)} ({numbers.index(one.index.mid, names.language)})" for one in strong]
    return say(names.language, "look.result.strengths", strengths=listed(shown, names.language))


def _cards(result: StudyResult, links: Links, language: Language) -> tuple[NumberCard, ...]:
    return tuple(
        NumberCard(title=card.label, value=card.value, range=card.range, help=card.help, trail=links.of(card.trace))
        for card in sentences.cards(result, language)
    )


def _paths(result: StudyResult, catalogue: Catalogue, names: Names, links: Links) -> tuple[PathCard, ...]:
    chains = [path for path in result.paths[:SHOWN_PATHS] if len(path.unseens) > 1]
    words = sentences.paths(result, catalogue, names.language)
    if not chains:
        return tuple(PathCard(steps=(), sentence=sentence) for sentence in words)
    components = {one.id: one.component for one in catalogue.unseens}
    return tuple(
        PathCard(steps=_steps(path, components, names), sentence=sentence, trail=links.of(path.trace))
        for path, sentence in zip(chains, words, strict=True)
    )


def _steps(path: Path, components: dict[str, str], names: Names) -> tuple[Step, ...]:
    return tuple(Step(title=names.title(unseen), mark=figures.mark_of(components[unseen])) for unseen in path.unseens)


def _assumptions(result: StudyResult, links: Links, names: Names) -> tuple[Assumption, ...]:
    return tuple(
        Assumption(
            title=name_of(one.trace, names),
            weight=numbers.percent(drivers.weight(one, result), names.language),
            trail=links.of(one.trace),
        )
        for one in result.assumptions[:SHOWN_ASSUMPTIONS]
    )


def _measures_note(result: StudyResult, catalogue: Catalogue, language: Language) -> str:
    if not result.plan.measures:
        return sentences.no_time(result, language) or say(language, "look.result.no-plan-body")
    note = say(language, "look.result.measures-note", years=result.study.horizon_years)
    return " ".join([note, sentences.decided(result, catalogue, language), *conditions(result, catalogue, language)]).strip()


def _stamp(result: StudyResult, language: Language) -> str:
    stamp = result.study
    return say(
        language,
        "look.result.stamp",
        hash=stamp.input_hash[:12],
        catalogue=former.edition(result),
        engine=stamp.engine_version,
        seed=stamp.seed,
    )
