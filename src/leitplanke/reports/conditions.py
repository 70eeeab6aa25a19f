"""Under what conditions a plan was made, in sentences: funding that it counts on, and when the firm lets measures start."""

from collections.abc import Iterator

from leitplanke.catalogue.entries import Catalogue
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.naming import Names, listed, quoted
from leitplanke.reports.numbers import day, euro, euro_range, grouped, quarter
from leitplanke.reports.words import Language, say
from leitplanke.study.funded import FundingResult
from leitplanke.study.inputs import StartWindow
from leitplanke.study.result import StudyResult


def conditions(result: StudyResult, catalogue: Catalogue, language: Language) -> list[str]:
    """Return the sentences; none for a firm that counts on no funding and limits no start."""
    return [*funding(result, catalogue, language), *starts(result, catalogue, language)]


def funding(result: StudyResult, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """Yield what funding the plan counts on, what it pays, and what speaks against getting it."""
    plan, names = result.plan, Names.of(catalogue, language)
    counted = [_term(one, names) for one in plan.funding if one.planned]
    if counted:
        yield say(language, "funding.counted", fundings=listed(counted, language))
    if plan.funding_eur is not None:
        paid = plan.funding_eur
        yield say(language, "funding.pays", money=euro(paid.mid, language), range=euro_range(paid.low, paid.high, language))
    unused = dict.fromkeys(names.quoted(one.measure) for one in plan.funding if not one.planned)
    if unused:
        yield say(language, "funding.unused", measures=listed(list(unused), language))
    titles = {one.id: quoted(names.text(one.title), language) for one in catalogue.programmes}
    first = day(Quarter.parse(result.study.start).first_day, language)
    told: dict[str, None] = {}
    for one in plan.funding:
        values = {"programme": titles.get(one.programme or "", one.programme or ""), "measure": names.quoted(one.measure), "day": first}
        told.update(dict.fromkeys(say(language, f"funding.doubt.{doubt}", **values) for doubt in one.doubts))
    yield from told


def stated_share(rate: float, language: Language) -> str:
    r"""Return a share as somebody stated it, not rounded.

    Examples
    --------
    >>> stated_share(0.335, "de"), stated_share(0.5, "en")
    ('33,5\xa0%', '50%')
    """
    value = round(100.0 * rate, 4)
    decimals = next(places for places in range(5) if round(value, places) == value)
    return f"{grouped(value, language, decimals)}{chr(160) if language == 'de' else ''}%"


def _term(one: FundingResult, names: Names) -> str:
    language = names.language
    values = {"share": stated_share(one.rate, language), "measure": names.quoted(one.measure), "reason": one.reason}
    if one.cap_eur is None:
        return say(language, "funding.one", **values)
    return say(language, "funding.one-capped", cap=euro(one.cap_eur, language, exact=True), **values)


def starts(result: StudyResult, catalogue: Catalogue, language: Language) -> Iterator[str]:
    """Yield when the firm lets measures start, with its reasons."""
    names = Names.of(catalogue, language)
    found = [sentence for one in result.plan.starts for sentence in _window(one, names)]
    if found:
        yield say(language, "starts.told", starts=listed(found, language))
    if result.plan.last_start is not None:
        yield say(language, "starts.last", quarter=quarter(result.plan.last_start, language))


def _window(one: StartWindow, names: Names) -> Iterator[str]:
    language, measure = names.language, names.quoted(one.measure)
    if one.not_before and one.not_after:
        ends = {"first": quarter(one.not_before, language), "last": quarter(one.not_after, language)}
        yield say(language, "starts.between", measure=measure, reason=one.reason, **ends)
    elif one.not_before or one.not_after:
        key = "not-before" if one.not_before else "not-after"
        when = quarter(one.not_before or one.not_after or "", language)
        yield say(language, f"starts.{key}", measure=measure, quarter=when, reason=one.reason)
    if one.works_from:
        yield say(language, "starts.works", measure=measure, quarter=quarter(one.works_from, language), reason=one.reason)
