"""A study result in plain words on the terminal."""

from collections.abc import Iterator

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import drivers, former, plans, sentences, stories
from leitplanke.reports.conditions import conditions
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import days, euro, euro_range, quarter
from leitplanke.reports.words import Language, say
from leitplanke.study.result import StudyResult
from leitplanke.terminal.wrapping import paragraphs, wrap

SHOWN_UNSEENS = 5
SHOWN_DRIVERS = 3
TEXT_COLUMNS = 2


def summary(result: StudyResult, catalogue: Catalogue, language: Language) -> str:
    """Return what the terminal shows after an analysis."""
    names = Names.of(catalogue, language)
    lines = [result.company.name, ""]
    lines += paragraphs(sentences.headline(result, catalogue, language))
    lines += [*_cards(result, language), "", *_largest(result, names), "", *_plan(result, names), *_next(result, names)]
    lines += _futures(result, names)
    notes = [sentences.assumed_share(result, language), sentences.comparison(language)]
    notes += [note for note in (sentences.liability(result, language), sentences.running(result, catalogue, language)) if note]
    notes += conditions(result, catalogue, language)
    notes += former.former(result, catalogue, language)
    if former.packs(result):
        notes.append(say(language, "packs.used", packs=former.packs(result)))
    lines += paragraphs(notes)
    return "\n".join(lines).rstrip() + "\n"


def roadmap(result: StudyResult, catalogue: Catalogue, language: Language) -> str:
    """Return the plan alone: what starts when, what it costs and what it brings."""
    names = Names.of(catalogue, language)
    plan = result.plan
    lines = [result.company.name, "", *paragraphs([plans.aim(plan, language)]), *_plan(result, names)]
    effect = [_effect(result, language)] if plan.measures else []
    lines += paragraphs([*effect, *plans.outcome(result, language), *conditions(result, catalogue, language)])
    caption, rows = plans.front(result, language)
    if rows:
        lines += [*wrap(f"{caption}:"), *_table(rows, texts=0)]
    return "\n".join(lines).rstrip() + "\n"


def _effect(result: StudyResult, language: Language) -> str:
    before, after = result.risk.expected_annual_loss_eur.mid, result.plan.after.expected_annual_loss_eur.mid
    values = {"before": euro(before, language), "after": euro(after, language), "cost": euro(result.plan.cost_eur.mid, language)}
    return say(language, "cli.plan.effect", years=result.study.horizon_years, **values)


def _cards(result: StudyResult, language: Language) -> Iterator[str]:
    shown = sentences.cards(result, language)
    width = max(len(card.label) for card in shown)
    value = max(len(card.value) for card in shown)
    for card in shown:
        yield f"{card.label:<{width}}  {card.value:<{value}}  {card.range}".rstrip()


def _largest(result: StudyResult, names: Names) -> Iterator[str]:
    language = names.language
    yield say(language, "cli.summary.unseens")
    shown = sentences.strongest(result)[:SHOWN_UNSEENS]
    width = max((len(names.title(one.id)) for one in shown), default=0)
    for one in shown:
        amount = euro(one.expected_annual_loss_eur, language)
        low, high = min(one.low, one.expected_annual_loss_eur), max(one.high, one.expected_annual_loss_eur)
        yield f"  {names.title(one.id):<{width}}  {amount:>12}  ({euro_range(low, high, language)})"


def _next(result: StudyResult, names: Names) -> Iterator[str]:
    """Yield what would narrow the range most, if the result says so, and an empty line."""
    found = drivers.rows(result, names)[:SHOWN_DRIVERS]
    if found:
        yield f"{say(names.language, 'drivers.caption')}:"
        yield from _table([[one.what, one.rank, one.narrower] for one in found])
        yield ""


def _futures(result: StudyResult, names: Names) -> Iterator[str]:
    """Yield the simulated futures, if the result tells any."""
    found = stories.stories(result, names)
    if found is None:
        return
    yield from paragraphs([f"{found.heading}. {found.intro}"])
    for one in found.told:
        yield from wrap(f"{one.title}. {one.typical}".strip())
        for sentence in (*one.losses, one.ending):
            yield from wrap(sentence, "  ", "    ")
        yield ""


def _plan(result: StudyResult, names: Names) -> Iterator[str]:
    """Yield the measures of the plan, or why there is none, and an empty line."""
    language = names.language
    if not result.plan.measures:
        if not result.plan.target_met:
            # Where the target is met without any, the sentence about the target says so.
            yield from paragraphs(
                [plans.first_buy(result, names) or sentences.no_time(result, language) or say(language, "cli.summary.no-measures")]
            )
        return
    yield say(language, "cli.summary.measures", years=result.study.horizon_years)
    heads = [say(language, f"cli.summary.{column}") for column in ("start", "measure", "cost", "avoided", "days")]
    rows = [
        [
            quarter(one.start_quarter, language),
            names.title(one.id),
            euro(one.cost_eur.mid, language),
            euro(one.avoided_loss_eur.mid, language),
            days(one.person_days_once, language),
        ]
        for one in result.plan.measures
    ]
    yield from _table([heads, *rows])
    yield ""


def _table(rows: list[list[str]], *, texts: int = TEXT_COLUMNS) -> Iterator[str]:
    """Yield rows in columns: so many of text, then numbers, flush right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.ljust(width) if place < texts else cell.rjust(width) for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"  {'  '.join(cells)}".rstrip()
