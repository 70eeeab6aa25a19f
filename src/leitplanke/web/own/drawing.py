"""Puts one entry and its figures into the words of the page."""

from dataclasses import dataclass

from leitplanke.catalogue.entries import Catalogue, Link, Measure, Unseen
from leitplanke.catalogue.kinds import is_own
from leitplanke.reports.hinge import origin_words
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import amount, grouped, rounded
from leitplanke.reports.trail import citation
from leitplanke.reports.words import Language, say
from leitplanke.web.own import picture
from leitplanke.web.own.picture import Picture
from leitplanke.web.own.reading import TypedFigure
from leitplanke.web.own.units import asked, hinted, middle_told, span, unit_of
from leitplanke.web.results.figures import mark_of


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWords:
    """What an entry is: title, text, symbol of its component, and for a link its two ends."""

    title: str
    text: str
    mark: str
    example: str
    cause: str = ""
    effect: str = ""
    measure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """What follows the typing: picture with its words, or what cannot be read yet."""

    picture: Picture
    own: bool
    message: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnFigure:
    """One figure with the proposal, where that comes from, and the three fields."""

    typed: TypedFigure
    label: str
    hint: str
    unit: str
    proposal: str
    origin: str
    sources: tuple[str, ...]
    stored: bool
    fragment: Fragment


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureGroup:
    """Figures that stand together; with a title they are folded away until one of them is the firm's own."""

    title: str
    figures: tuple[DrawnFigure, ...]
    open: bool


def entry_words(catalogue: Catalogue, target: str, language: Language) -> EntryWords:
    """Return the words of an entry of which figures can be replaced.

    Raises
    ------
    StopIteration
        If there is no such entry.
    """
    names = Names.of(catalogue, language)
    kinds: tuple[tuple[Unseen | Measure, ...], ...] = (catalogue.unseens, catalogue.measures)
    found = next((one for kind in kinds for one in kind if one.id == target), None)
    if found is not None:
        text, example, mark = names.text(found.text), "" if is_own(target) else names.text(found.example), mark_of(found.component)
        return EntryWords(title=names.title(target), text=text, mark=mark, example=example, measure=isinstance(found, Measure))
    bare = {one.id: one.reason for one in catalogue.shocks}
    bare |= {one.id: one.text for one in catalogue.capacities} | {one.id: one.text for one in catalogue.assumptions}
    if target in bare:
        return EntryWords(title=names.title(target), text=names.text(bare[target]), mark="", example="")
    link = next(one for one in catalogue.links if one.id == target)
    return _link_words(catalogue, link, names)


def _link_words(catalogue: Catalogue, link: Link, names: Names) -> EntryWords:
    cause = next(one for one in catalogue.unseens if one.id == link.cause)
    return EntryWords(
        title=names.title(link.id),
        text=names.text(link.reason),
        mark=mark_of(cause.component),
        example="",
        cause=names.title(link.cause),
        effect=names.title(link.effect),
    )


def drawn(catalogue: Catalogue, typed: TypedFigure, language: Language, *, stored: bool, losses: float | None) -> DrawnFigure:
    """Return one figure as the page shows it; `losses` a year is what the latest result made of the occasions (None: nothing)."""
    figure, names = typed.figure, Names.of(catalogue, language)
    cited = figure.origin.sources if figure.origin else ()
    sources = (source for source in catalogue.sources if source.id in cited)
    unit, default = unit_of(figure), figure.default
    between = span(figure, default.low, default.high, language)
    proposal = say(language, "web.own.proposal", span=between, median=middle_told(figure, language))
    return DrawnFigure(
        typed=typed,
        label=asked(figure, names),
        hint=_hint(typed, names, losses),
        unit=unit if unit in {"€", "%", ""} else say(language, f"web.own.unit.{unit}"),
        proposal=proposal if default.high else say(language, "web.own.proposal-none"),
        origin=origin_words(figure.origin, language) if figure.origin else say(language, "web.own.from-answers"),
        sources=tuple(citation(source, names) for source in sources),
        stored=stored,
        fragment=fragment(typed, language, live=False),
    )


def fragment(typed: TypedFigure, language: Language, *, live: bool) -> Fragment:
    """Return what an interval means; while it cannot be read, the proposal's picture and, to someone who types, what is wrong."""
    missing = not (typed.low and typed.high)
    wrong = "" if typed.interval is not None or missing or not live else typed.low_message or typed.high_message
    own = typed.interval is not None
    return Fragment(
        picture=picture.draw(typed.figure, typed.interval, language),
        own=own,
        message=wrong,
        title=say(language, "web.own.picture-own" if own else "web.own.picture-proposal"),
    )


def _hint(typed: TypedFigure, names: Names, losses: float | None) -> str:
    language = names.language
    hints = [hinted(typed.figure, names)]
    if typed.figure.multiple != 1.0:
        factor = grouped(rounded(typed.figure.multiple), language, 1)
        hints.append(say(language, "web.own.hint.multiple", factor=factor))
    if typed.name == "rate" and losses is not None:
        hints.append(say(language, "web.own.hint.latest", losses=amount(rounded(losses), "1", language)))
    return " ".join(hint for hint in hints if hint)
