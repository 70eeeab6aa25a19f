"""Puts the value network of a firm into the words of its page."""

from dataclasses import dataclass
from urllib.parse import quote

from leitplanke.catalogue.entries import Indicator
from leitplanke.company.bases import in_profile
from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.partner import Relation
from leitplanke.company.dependence.replaceability import Standing
from leitplanke.company.profile import Company as Profile
from leitplanke.primitives.measurement import Measurement
from leitplanke.reports import network as told
from leitplanke.reports import numbers
from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language, say
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.network import Network
from leitplanke.web.companies.models import Company
from leitplanke.web.network import graph
from leitplanke.web.network.models import NetworkEntry, Value

SHOWN_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One partner in the table."""

    number: str
    name: str
    role: str
    volume: str
    needed: str
    needs_us: str
    verdict: str
    judged: str
    entry: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A channel as the page says it: its name, its sentences and its row."""

    name: str
    texts: tuple[str, ...]
    entry: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A blocked account as the page says it; `asked` is its operator as part of an address."""

    operator: str
    asked: str
    title: str
    texts: tuple[str, ...]


def shown(company: Company, inputs: StudyInputs, network: Network, names: Names) -> dict[str, object]:
    """Return what the template needs."""
    language = names.language
    rows = {_key(row.value()): row.pk for row in company.network_entries.all()}
    standings = graph.numbered(network.standings)
    nodes = graph.draw(network.standings)
    channels = [_channel(one, rows, language) for one in network.channels]
    return {
        "sentences": _first(network, inputs.company.turnover_eur, language),
        "nodes": nodes,
        "frame": graph.frame(nodes),
        "rows": [_row(number, one, rows, language) for number, one in standings[:SHOWN_ROWS]],
        "more": max(0, len(standings) - SHOWN_ROWS),
        "b2c": [way for way, one in zip(channels, network.channels, strict=True) if one.type == "b2c"],
        "b2b": [way for way, one in zip(channels, network.channels, strict=True) if one.type == "b2b"],
        "blocks": [
            Block(
                operator=one.operator,
                asked=quote(one.operator, safe=""),
                title=say(language, "network.blocked.title", operator=one.operator),
                texts=tuple(told.blocked(one, network.means, language)),
            )
            for one in network.blocked
        ],
        "checklist": told.checklist(language),
        "measured": [measured(one, names, inputs.company) for one in (*network.measured.bases, *network.measured.indicators)],
        "aside": [
            say(language, "network.aside", told=measured(one, names, inputs.company), reason=reason)
            for one, reason in network.measured.aside
        ],
        "outdated": [told.outdated(one, language) for one in network.measured.outdated],
        "gaps": told.data_gaps(inputs.dependence, language),
        "margins": [_margin(unseen, one.margin, one.usual, names) for unseen, one in network.measured.margins.items()],
    }


def _first(network: Network, turnover_eur: float, language: Language) -> list[str]:
    texts = list(told.sentences(network, turnover_eur, language))
    count = (network.largest is not None) + any(one.relation.role == "customer" for one in network.standings)
    return texts[:count]


def _key(value: Value) -> tuple[str, str]:
    if isinstance(value, Relation):
        return value.partner, value.role
    return (value.name, f"channel {value.year}") if isinstance(value, Channel) else (value.target, "stated")


def _row(number: int | None, one: Standing, rows: dict[tuple[str, str], int], language: Language) -> Row:
    relation = one.relation
    volume = "" if one.volume_eur is None else numbers.euro(one.volume_eur, language, exact=True)
    share = "" if one.share is None else numbers.percent(one.share, language)
    judged = ""
    if relation.judged_by and relation.judged_on is not None:
        judged = f"{relation.judged_by}, {numbers.day(relation.judged_on, language)}"
    return Row(
        number="" if number is None else str(number),
        name=relation.partner + (f" ({relation.group_parent})" if relation.group_parent else ""),
        role=say(language, f"network.role.{relation.role}"),
        volume=", ".join(filter(None, (volume, share))) or "\u2013",
        needed=_index(one.needed, language),
        needs_us=_index(one.needs_us, language),
        verdict=say(language, f"network.verdict.{graph.tilt_of(one)}"),
        judged=judged or "\u2013",
        entry=rows.get(_key(relation)),
    )


def _channel(one: Channel, rows: dict[tuple[str, str], int], language: Language) -> Way:
    year = f" {one.year}" if one.year is not None else ""
    basis = say(language, f"network.basis.{one.basis}")
    return Way(name=f"{one.name}{year} ({basis})", texts=tuple(told.left(one, language)), entry=rows.get(_key(one)))


def measured(one: Measurement, names: Names, profile: Profile) -> str:
    """Return a measured figure with what says so, and what the profile says beside it."""
    entry = names.entries.get(one.target)
    if isinstance(entry, Indicator) and entry.unit is not None:
        amount = f"{numbers.grouped(one.amount, names.language, 0 if one.amount == round(one.amount) else 1)} {names.text(entry.unit)}"
    else:
        amount = numbers.euro(one.amount, names.language, exact=True)
    basis = say(names.language, f"network.measured.{one.basis}" + (".year" if one.year else ""), year=one.year)
    told, stated = f"{names.title(one.target)}: {amount} ({basis})", in_profile(profile, one.target)
    if stated is None or round(stated) == round(one.amount):
        return told
    return say(names.language, "network.measured.stated", told=told, eur=numbers.euro(stated, names.language, exact=True))


def _margin(unseen: str, margin: float, usual: float, names: Names) -> str:
    own, other = (numbers.percent(one, names.language) for one in (margin, usual))
    return say(names.language, "network.measured.margin", unseen=names.quoted(unseen), margin=own, usual=other)


def _index(value: float | None, language: Language) -> str:
    return "\u2013" if value is None else numbers.index(value, language)


def entries(company: Company) -> int:
    """Return how many partners and channels a firm has."""
    return NetworkEntry.objects.filter(company=company).exclude(kind=NetworkEntry.Kind.STATED).count()
