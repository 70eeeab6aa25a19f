"""Single simulated futures in short plain sentences, the same for page, report and terminal."""

from collections.abc import Iterator
from dataclasses import dataclass

from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import euro, frequency, quarter
from leitplanke.reports.words import Language, say
from leitplanke.study.courses import StoryLoss, StoryResult
from leitplanke.study.result import StudyResult

QUARTERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One future: how many are like it, how much this one costs, what happens by year, and how it ends."""

    title: str
    typical: str
    losses: tuple[str, ...]
    ending: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """The futures of a result under their heading."""

    heading: str
    intro: str
    told: tuple[Told, ...]


def stories(result: StudyResult, names: Names) -> Stories | None:
    """Return what can be told of a result; None if its engine told nothing yet."""
    if not result.stories:
        return None
    return Stories(heading=heading(result, names.language), intro=intro(result, names.language), told=told(result, names))


def heading(result: StudyResult, language: Language) -> str:
    """Return the heading over the stories."""
    return say(language, "stories.heading" if len(result.stories) == 5 else "stories.heading-count")  # noqa: PLR2004 - "five"


def intro(result: StudyResult, language: Language) -> str:
    """Return what these futures are and what they are not."""
    return say(language, "stories.intro", years=result.study.horizon_years)


def told(result: StudyResult, names: Names) -> tuple[Told, ...]:
    """Return the futures of a result, the mildest first; none if the result has none."""
    return tuple(_told(result, story, names) for story in result.stories)


def _told(result: StudyResult, story: StoryResult, names: Names) -> Told:
    language = names.language
    eur = euro(story.loss_eur, language)
    title = say(language, f"stories.{story.kind}", eur=eur, chance=frequency(story.chance, language))
    typical = say(language, "stories.typical", eur=eur) if story.kind.endswith("exhausted") else ""
    losses = [_loss(result, loss, names) for loss in story.losses] or [say(language, "stories.nothing")]
    return Told(title=title, typical=typical, losses=(*losses, *_rest(story, language)), ending=" ".join(_ending(result, story, language)))


def _loss(result: StudyResult, loss: StoryLoss, names: Names) -> str:
    language = names.language
    key = "stories.caused" if loss.caused_by else "stories.loss"
    values = {"unseen": names.quoted(loss.unseen), "eur": euro(loss.eur, language), "year": year(result, loss.year, language)}
    if loss.caused_by:
        values["cause"] = names.quoted(loss.caused_by)
    if loss.last_year > loss.year:
        return _begun(say(language, f"{key}-until", **values, last=year(result, loss.last_year, language, short=True)))
    return _begun(say(language, key, **values))


def _begun(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _rest(story: StoryResult, language: Language) -> Iterator[str]:
    if story.others:
        key = "stories.rest-one" if story.others == 1 else "stories.rest"
        yield say(language, key, count=story.others, eur=euro(story.others_eur, language))


def _ending(result: StudyResult, story: StoryResult, language: Language) -> Iterator[str]:
    """Yield how the balances end: the first year in which one is gone, else what is left."""
    last = result.study.horizon_years - 1
    if story.liquidity_eur:
        gone = _first_below(story.liquidity_eur)
        if gone is None:
            left, today = euro(story.liquidity_eur[-1], language), euro(result.company.liquidity_eur, language)
            yield say(language, "stories.left", last=year(result, last, language, short=True), eur=left, today=today)
        else:
            missing = euro(-story.liquidity_eur[gone], language)
            yield say(language, "stories.gone", year=year(result, gone, language, short=True), eur=missing)
    if story.equity_eur and (gone := _first_below(story.equity_eur)) is not None:
        yield say(language, "stories.equity-gone", year=year(result, gone, language, short=True))


def _first_below(path: tuple[float, ...]) -> int | None:
    return next((place for place, value in enumerate(path) if value < 0.0), None)


def year(result: StudyResult, place: int, language: Language, *, short: bool = False) -> str:
    """Return what a year of the horizon is called: the calendar year where they agree, else its number with the quarter it begins in."""
    begin = Quarter.parse(result.study.start).plus(QUARTERS * place)
    if begin.number == 1:
        return str(begin.year)
    if short:
        return say(language, "stories.year-short", number=place + 1)
    return say(language, "stories.year", number=place + 1, quarter=quarter(str(begin), language))
