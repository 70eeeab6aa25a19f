"""Where a number comes from, in words: its formula, what went into it, who answered, and the source or assumption behind it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from scipy.special import betaincinv

from leitplanke.catalogue.entries import Catalogue, Source
from leitplanke.primitives.measurement import MeasuredFrom
from leitplanke.primitives.origin import Origin
from leitplanke.primitives.trace import TraceNode
from leitplanke.reports import levers
from leitplanke.reports.naming import Names, listed, quoted
from leitplanke.reports.numbers import amount, day, euro, grouped, index, percent
from leitplanke.reports.words import Language, say, store
from leitplanke.study.result import Drivers, StudyResult

NAMED_INPUTS = 4
"""A formula names at most so many inputs; the steps list all."""
SHOWN_AUTHORS = 3
_BESIDE = ("stated", "measured")
"""What also says something of a base and does not count: the profile beside files, or files beside the profile."""
_SHARES = frozenset({"first-passage", "share"})
"""Operations whose number people read as per cent."""
_ENDLESS = frozenset({"draws", "plan"})
"""Operations that gather everything there is: a walk ends at them."""
_RELATED = ("loss-rate", "severity", "duration", "coping")
"""Figures of an Unseen that tell most about its loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One number that went into another; `weight` is its weight in words where the operation has one."""

    node: str
    name: str
    value: str
    weight: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """One number explained.

    Parameters
    ----------
    node
        Id of the trace node.
    name, value
        What the number is called, and the number in its unit.
    formula
        How it follows, as a sentence.
    steps
        What went into it, in the order of the operation; each can be explained in turn.
    related
        For the loss of an Unseen, which the engine computes from everything at once: the Unseen's own figures.
    ratings
        Who answered, by group and count; empty if nobody did.
    origin
        Fact or assumption, confidence and date; empty for computed numbers.
    sources
        The publications behind it, written out.
    cited
        The same, as author and year.
    note
        The reason a person gave.
    levers, levers_note
        What would change the number most, with the share of each, and how to read the list.
    """

    node: str
    name: str
    value: str
    formula: str
    steps: tuple[Step, ...] = ()
    related: tuple[Step, ...] = ()
    ratings: str = ""
    origin: str = ""
    sources: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    note: str = ""
    levers: tuple[Step, ...] = ()
    levers_note: str = ""


def explain(result: StudyResult, catalogue: Catalogue, node_id: str, language: Language) -> Trail:
    """Return the trail of one number of the result.

    Raises
    ------
    KeyError
        If the result has no such trace node.
    """
    return Explainer.of(result, catalogue, language).explain(node_id)


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains many numbers of one result without collecting names and nodes anew."""

    names: Names
    nodes: dict[str, TraceNode]
    drivers: tuple[Drivers, ...] = ()

    @classmethod
    def of(cls, result: StudyResult, catalogue: Catalogue, language: Language) -> "Explainer":
        """Prepare for one result, catalogue and language."""
        return cls(Names.of(catalogue, language), {node.id: node for node in result.trace}, result.drivers)

    def explain(self, node_id: str) -> Trail:
        """Return the trail of one node.

        Raises
        ------
        KeyError
            If there is no such node.
        """
        node = self.nodes[node_id]
        language = self.names.language
        most = levers.of(node, self.nodes, self.drivers, self.names)
        return Trail(
            node=node.id,
            name=name_of(node.id, self.names),
            value=self.value(node),
            formula=self._formula(node),
            steps=tuple(self._step(node, place) for place in range(len(node.inputs))),
            related=tuple(self._shown(name) for name in self.related(node)),
            ratings=_ratings(node, language),
            origin=_origin(node.origin, language),
            sources=tuple(citation(source, self.names) for source in self._sources(node)),
            cited=tuple(author_year(source, self.names) for source in self._sources(node)),
            note=say(language, "trail.note", note=node.note) if node.note else "",
            levers=tuple(Step(node=one.node, name=one.name or name_of(one.node, self.names), value=one.share) for one in most.most),
            levers_note=most.note,
        )

    def value(self, node: TraceNode) -> str:
        """Return the number of a node in its unit."""
        language = self.names.language
        if node.value is None:
            return say(language, "report.unknown") if node.operation == "given" else ""
        return percent(node.value, language) if node.operation in _SHARES else amount(node.value, node.unit, language)

    def span(self, node: TraceNode) -> str:
        """Return the 90 % range of a figure in its unit; a dash if it has none."""
        ends = dict(node.parameters)
        if node.operation in {"assumed", "measured"} and "alpha" in ends and "beta" in ends:
            tails = (float(betaincinv(ends["alpha"], ends["beta"], tail)) for tail in (0.05, 0.95))
            return "\u2013".join(index(tail, self.names.language) for tail in tails)
        low, high = ends.get("low"), ends.get("high")
        # Other operations may have parameters of that name in another unit (shares of a base).
        if node.operation not in {"figure", "own-estimate", "own-share"} or low is None or high is None:
            return "\u2013"
        language = self.names.language
        return f"{amount(low, '1', language)}\u2013{amount(high, '1', language)}"

    def related(self, node: TraceNode) -> list[str]:
        """Return the ids of the own figures of the Unseen whose loss `node` is."""
        if node.operation not in {"expected-loss", "static-loss"}:
            return []
        unseen = node.id.split("/")[1]
        return [name for name in (f"{unseen}/{figure}" for figure in _RELATED) if name in self.nodes]

    def _shown(self, name: str, weight: float | None = None) -> Step:
        found, language = self.nodes.get(name), self.names.language
        return Step(
            node=name,
            name=name_of(name, self.names),
            value=self.value(found) if found else "",
            weight=say(language, "trail.weight", weight=amount(weight, "1", language)) if weight is not None else "",
        )

    def _step(self, node: TraceNode, place: int) -> Step:
        parameters = dict(node.parameters)
        # The coping factor stands before the weighted capacities.
        first = 1 if node.operation in {"coping", "own-coping"} else 0
        weight = parameters.get(f"coefficient.{place}", parameters.get(f"weight.{place - first}"))
        return self._shown(node.inputs[place], weight)

    def _formula(self, node: TraceNode) -> str:
        language = self.names.language
        key = f"operation.{_spoken(node)}"
        known = key if key in store() else "operation.other"
        keys = [known, *(f"trail.beside.{name}" for name in _BESIDE if name in dict(node.parameters))]
        values = _Given(self._values(node))
        return " ".join(store()[key][language].format_map(values).strip() for key in keys)

    def _values(self, node: TraceNode) -> dict[str, object]:
        language = self.names.language
        called = [quoted(name_of(name, self.names), language) for name in node.inputs]
        shown, rest = called[:NAMED_INPUTS], len(called) - NAMED_INPUTS
        if rest > 0:
            shown.append(say(language, "trail.more-one") if rest == 1 else say(language, "trail.more", count=rest))
        values: dict[str, object] = {"inputs": listed(shown, language) or say(language, "trail.none")}
        values |= dict(zip(("first", "second", "third", "fourth"), called, strict=False))
        for parameter, number in node.parameters:
            name = parameter.replace(".", "_").replace("-", "_")
            values[name] = _parameter(name, number, node.unit, language)
            values[f"{name}_share"] = percent(number, language)
        return values

    def _sources(self, node: TraceNode) -> list[Source]:
        if node.origin is None:
            return []
        found = (self.names.entries.get(name) for name in node.origin.sources)
        return [source for source in found if isinstance(source, Source)]

    def walk(self, node_id: str, depth: int, widest: int) -> Iterator[tuple[int, TraceNode]]:
        """Yield a node and what it was made of, down to `depth`, at most `widest` inputs of each, with the level of each."""
        yield from self._walk(node_id, 0, depth, widest)

    def _walk(self, node_id: str, level: int, depth: int, widest: int) -> Iterator[tuple[int, TraceNode]]:
        node = self.nodes.get(node_id)
        if node is None:
            return
        yield level, node
        if level < depth:
            for name in self._weightiest(node)[:widest]:
                yield from self._walk(name, level + 1, depth, widest)

    def _weightiest(self, node: TraceNode) -> list[str]:
        """Return the inputs of a sum with the largest first, those of other operations in their order; of a loss, its own figures."""
        if node.operation in _ENDLESS:
            return []
        if node.operation != "sum":
            return self.related(node) or list(node.inputs)
        return sorted(node.inputs, key=lambda name: -abs(getattr(self.nodes.get(name), "value", None) or 0.0))


class _Given(dict[str, object]):
    """Values of a formula; a result of an older engine may lack some, and must still be shown."""

    def __missing__(self, _name: str) -> str:
        return "\u2013"


def _spoken(node: TraceNode) -> str:
    """Return the operation, told apart where one operation needs several sentences."""
    parameters = dict(node.parameters)
    cases = (
        ("given", node.value is None, "given-unknown"),
        ("quotient", "divisor" in parameters, "quotient-constant"),
        ("product", parameters.get("factor", 1.0) != 1.0, "product-factor"),
        ("sum", parameters.get("factor", 1.0) != 1.0, "sum-factor"),
        ("severity", "margin" in parameters, "severity-margin"),
        *(("measured", basis in parameters, f"measured-{basis}") for basis in get_args(MeasuredFrom)),
        ("sum", len(node.inputs) == 1, "sum-one"),
        ("price", "once.low" not in parameters, "price-yearly"),
        ("price", parameters.get("yearly.high") == 0.0, "price-once"),
        ("first-passage", len(node.inputs) > 3, "first-passage-plan"),  # noqa: PLR2004 - draws, balance, cash flow; with plan one more
    )
    return next((spoken for operation, fits, spoken in cases if operation == node.operation and fits), node.operation)


def _parameter(name: str, number: float, unit: str, language: Language) -> str:
    if name.startswith(("eur", "once", "yearly")):
        return euro(number, language)
    if name in {"share", "margin", "usual"}:
        return percent(number, language)
    if name in {"seed", *get_args(MeasuredFrom)}:
        return str(int(number))
    if name in {"points", "histories"}:
        return grouped(number, language)
    return amount(number, unit if name in {"low", "mode", "high", *_BESIDE} else "1", language)


def name_of(node_id: str, names: Names) -> str:
    """Return what a number is called: the entry's title and, after a colon, which of its figures; of the firm's own, its name."""
    if names.knows(node_id):
        return names.title(node_id)
    scenario, _, rest = node_id.partition("/")
    if scenario == "risk":
        return name_of(rest, names)
    if scenario == "links":
        cause, _, effect = rest.partition("--")
        ends = (names.quoted(f"unseen.{cause}"), names.quoted(f"unseen.{effect}"))
        return say(names.language, "trail.link", cause=ends[0], effect=ends[1])
    if scenario == "paths":
        chain, _, aspect = rest.partition("/")
        told = f"{scenario}/{chain}"
        steps = " \u2192 ".join(names.title(f"unseen.{step}") for step in chain.split("--")) if not names.knows(told) else ""
        name = f"{names.title(scenario)}: {steps}" if steps else names.title(told)
        return f"{name}, {_aspect(aspect, names.language)}" if aspect else name
    if scenario == "plan":
        # Cost, gain and avoided loss of a measure exist only with the plan: no need to say so.
        own = name_of(rest, names)
        return own if rest.startswith("measure.") else say(names.language, "trail.with-plan", name=own)
    parts = [_aspect(part, names.language) for part in rest.split("/") if part]
    return f"{names.title(scenario)}: {', '.join(parts)}" if parts else names.title(scenario)


def _aspect(part: str, language: Language) -> str:
    known = store().get(f"aspect.{part}")
    return known[language] if known else part


def citation(source: Source, names: Names) -> str:
    """Return author, year, title and place of a source."""
    return f"{short_citation(source, names)}. {source.publication}"


def short_citation(source: Source, names: Names) -> str:
    """Return author, year and title of a source; a title that begins with its author is not said twice."""
    title = names.text(source.title)
    prefix, _, subject = title.partition(": ")
    if subject and any(word in source.author for word in re.findall(r"\w{2,}", prefix)):
        title = subject[0].upper() + subject[1:]
    return f"{author_year(source, names)}: {title}"


def author_year(source: Source, names: Names) -> str:
    """Return author and year of a source; of many authors only the first."""
    authors = source.author.split(", ")
    many = {"de": "u. a.", "en": "et al."}[names.language]
    author = f"{authors[0]} {many}" if len(authors) > SHOWN_AUTHORS else source.author
    return f"{author} ({year(source, names.language)})"


def year(source: Source, language: Language) -> str:
    """Return when a source came out; of a web page or list without date, that it has none."""
    return str(source.year) if source.year else say(language, "trail.no-year")


def _ratings(node: TraceNode, language: Language) -> str:
    if not node.ratings:
        return ""
    groups = [say(language, "trail.group", group=_group(one.group, language), count=one.count) for one in node.ratings]
    return say(language, "trail.ratings", groups=", ".join(groups))


def _group(group: str, language: Language) -> str:
    known = store().get(f"group.{group}")
    return known[language] if known else group


def _origin(origin: Origin | None, language: Language) -> str:
    if origin is None:
        return ""
    level = say(language, f"trail.confidence.{origin.confidence}")
    parts = (
        say(language, f"trail.{origin.tag}"),
        say(language, "trail.confidence", level=level),
        say(language, "trail.checked", date=day(origin.checked_on, language)),
    )
    return "; ".join(parts)
