"""What the waves of a firm say to its study: moments by indicator and group, made of what may be seen and of nothing else."""

from collections.abc import Iterable
from typing import cast

from leitplanke.assessment.pooling import merged, moments
from leitplanke.assessment.rating import Answer, Moments, Rater
from leitplanke.assessment.showing import Histogram, moments_of
from leitplanke.catalogue.entries import Catalogue, Role
from leitplanke.web.companies.models import Company
from leitplanke.web.waves.pictures import cells_of_firm


def wave_moments(company: Company, catalogue: Catalogue) -> tuple[Moments, ...]:
    """Return the moments of the cells that count for a firm, in the order of the catalogue's indicators, then of groups."""
    places = {indicator.id: place for place, indicator in enumerate(catalogue.indicators)}
    found = [
        moments_of(catalogue.indicators[places[today]], cast("Role", group), histogram)
        for (indicator, group), shown in cells_of_firm(company).items()
        for today, histogram in _today(indicator, shown, places.keys(), catalogue)
    ]
    return merged(sorted(found, key=lambda one: (places[one.indicator], one.group)))


def _today(indicator: str, shown: Histogram, known: Iterable[str], catalogue: Catalogue) -> list[tuple[str, Histogram]]:
    """Return a picture under the question that took the place of its own; nothing if there is none."""
    if indicator in known:
        return [(indicator, shown)]
    from leitplanke.study.upgrade import settle_answers  # noqa: PLC0415 - only for questions of an older catalogue

    today: dict[str, list[int]] = {}
    for place, count in enumerate(shown.counts):
        answer = _answer(indicator, place)
        for one in settle_answers(catalogue, [answer])[0]:
            counts = today.setdefault(one.indicator, [0] * len(shown.counts))
            counts[place if one.level is None else one.level] += count
    return [(name, Histogram.from_counts(counts)) for name, counts in today.items()]


def _answer(indicator: str, place: int) -> Answer:
    levels = len(Histogram().levels)
    if place < levels:
        return Answer(rater="", indicator=indicator, level=place)
    return Answer(rater="", indicator=indicator, missing="unknown" if place == levels else "not-applicable", reason="")


def joined(
    waves: tuple[Moments, ...], raters: tuple[Rater, ...], answers: tuple[Answer, ...], catalogue: Catalogue
) -> tuple[tuple[Moments, ...], tuple[Answer, ...]]:
    """Return moments and answers without overlap: where a wave and the desk speak for the same group, both become one moment."""
    roles = {rater.id: rater.role for rater in raters}
    spoken = {(one.indicator, one.group) for one in waves}
    shared = [one for one in answers if (one.indicator, roles[one.rater]) in spoken]
    if not shared:
        return waves, answers
    rest = tuple(one for one in answers if (one.indicator, roles[one.rater]) not in spoken)
    return merged((*waves, *moments(catalogue.indicators, raters, shared))), rest
