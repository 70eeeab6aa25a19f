"""Where data may lie and would lie best, in words: for pages and the command line."""

from leitplanke.company.dependence.policy import Ground
from leitplanke.planning.siting import Siting
from leitplanke.reports.naming import listed
from leitplanke.reports.numbers import euro
from leitplanke.reports.words import Language, say
from leitplanke.study.placing import Option, Placing, Without

Rows = tuple[tuple[str, ...], ...]
NOTHING = "-"
_HOMELESS = {"unconditional": "cloud.siting.only-conditional", "two-providers": "cloud.siting.not-twice"}
"""How data without a place by a way are told, where that does not mean that they have none at all."""


def titles(found: Placing, language: Language) -> tuple[str, ...]:
    """Return how the ways are called, in their order."""
    return tuple(say(language, f"cloud.siting.{one.id}") for one in found.options)


def sentences(found: Placing, language: Language) -> tuple[str, ...]:
    """Return what each way costs and what it moves, in their order."""
    return tuple(_told(one, found, language) for one in found.options)


def places(found: Placing, language: Language) -> Rows:
    """Return name of each data object and where it lies by each way; a mark says if that takes a condition or is not allowed."""
    return tuple((one.name, *(_places(one.id, way.siting, found, language) for way in found.options)) for one in found.data)


def verdicts(found: Placing, language: Language) -> Rows:
    """Return data object, service, verdict and reasons for each pair; `verdict` as a word, all reasons that led to it."""
    data, services = {one.id: one.name for one in found.data}, {one.id: one.name for one in found.services}
    return tuple(
        (
            data[one.data],
            services[one.service],
            say(language, f"cloud.verdict.{one.verdict}"),
            " ".join(dict.fromkeys(_reason(ground, language) for ground in one.grounds if ground.verdict == one.verdict)),
        )
        for one in found.rulings
    )


def withouts(found: Placing, language: Language) -> Rows:
    """Return provider, what lies there today, and what the cheapest way without it costs more or which data have no place then."""
    data = {one.id: one.name for one in found.data}
    return tuple(
        (one.provider, listed([data[id_] for id_ in one.held], language), _without(one, found, language)) for one in found.withouts
    )


def _told(one: Option, found: Placing, language: Language) -> str:
    siting, names = one.siting, {data.id: data.name for data in found.data}
    fees = euro(siting.eur_per_year, language)
    if one.id == "today":
        wrong = sum(place.verdict == "forbidden" for place in siting.places)
        return say(language, "cloud.siting.as-is", fees=fees, wrong=wrong)
    homeless = say(language, _HOMELESS.get(one.id, "cloud.siting.homeless"), data=listed([names[id_] for id_ in siting.homeless], language))
    if siting.full:
        return say(language, "cloud.siting.full")
    if not siting.proven and not siting.places:
        return say(language, "cloud.siting.unsolved")
    moved = sum(place.moved for place in siting.places)
    costs = say(language, "cloud.siting.costs", fees=fees, moved=moved, moving=euro(siting.moving_eur, language, exact=True))
    if not siting.proven:
        costs = f"{costs} {say(language, 'cloud.siting.unproven')}"
    if not siting.homeless:
        return costs
    return f"{homeless} {say(language, 'cloud.siting.rest')} {costs}" if siting.places else homeless


def _places(data: str, siting: Siting, found: Placing, language: Language) -> str:
    names = {place.id: place.name for place in found.services}
    shown = [
        names[place.service] if place.verdict == "allowed" else f"{names[place.service]} ({say(language, f'cloud.mark.{place.verdict}')})"
        for place in siting.places
        if place.data == data
    ]
    return "; ".join(shown) or NOTHING


def _without(one: Without, found: Placing, language: Language) -> str:
    names = {data.id: data.name for data in found.data}
    if one.siting.homeless:
        return say(language, "cloud.siting.without-homeless", data=listed([names[id_] for id_ in one.siting.homeless], language))
    if one.siting.full:
        return say(language, "cloud.siting.full")
    if not one.siting.found:
        return say(language, "cloud.siting.unsolved")
    cheapest = next(way.siting for way in found.options if way.id == "cheapest")
    if one.siting.places == cheapest.places:
        return say(language, "cloud.siting.without-same")
    if one.eur_per_year is None:
        return say(language, "cloud.siting.without-costs", fees=euro(one.siting.eur_per_year, language))
    more, moving = euro(one.eur_per_year, language), euro(one.siting.moving_eur, language, exact=True)
    return say(language, "cloud.siting.without-more", more=more, moving=moving)


def _reason(ground: Ground, language: Language) -> str:
    reason = ground.reason
    return reason if isinstance(reason, str) else reason.de if language == "de" else reason.en
