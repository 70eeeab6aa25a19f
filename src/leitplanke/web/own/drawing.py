"""Puts one entry and its figures into the words of the page."""

from dataclasses import dataclass

from leitplanke.catalogue.entries import Catalogue, Link, Measure, Unseen
from leitplanke.reports.hinge import origin_words
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import amount, grouped, rounded
from leitplanke.reports.trail import citation
from leitplanke.reports.words import Language, say, store
from leitplanke.web.own import picture
from leitplanke.web.own.picture import Picture
from leitplanke.web.own.reading import TypedFigure
from leitplanke.web.own.units import field_of, span, told
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


def entry_words(catalogue: Catalogue, target: str, language: Language) -> EntryWords:
    """Return the words of an Unseen, link or measure.

    Raises
    ------
    StopIteration
        If there is no such entry.
    """
    names = Names.of(catalogue, language)
    kinds: tuple[tuple[Unseen | Measure, ...], ...] = (catalogue.unseens, catalogue.measures)
    found = next((one for kind in kinds for one in kind if one.id == target), None)
    if found is not None:
        text, example, mark = names.text(found.text), names.text(found.example), mark_of(found.component)
        return EntryWords(title=names.title(target), text=text, mark=mark, example=example, measure=isinstance(found, Measure))
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
    sources = (source for source in catalogue.sources if source.id in figure.origin.sources)
    field = field_of(figure.parameter, language)
    default = figure.default
    middle = told(figure.parameter, "1" if figure.unit in {"1/year", "years"} else figure.unit, default.median, language)
    between = span(figure.parameter, figure.unit, default.low, default.high, language)
    return DrawnFigure(
        typed=typed,
        label=say(language, f"web.own.label.{_kind(typed)}"),
        hint=_hint(typed, language, losses),
        unit=field.unit if field.unit in {"€", "%"} else say(language, f"web.own.unit.{field.unit}"),
        proposal=say(language, "web.own.proposal", span=between, median=middle),
        origin=origin_words(figure.origin, language),
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


def _kind(typed: TypedFigure) -> str:
    return "severity-onset" if typed.name == "severity" and typed.figure.unit == "EUR/year" else typed.name


def _hint(typed: TypedFigure, language: Language, losses: float | None) -> str:
    key = f"web.own.hint.{_kind(typed)}"
    hints = [say(language, key)] if key in store() else []
    if typed.figure.multiple != 1.0:
        factor = grouped(rounded(typed.figure.multiple), language, 1)
        hints.append(say(language, "web.own.hint.multiple", factor=factor))
    if typed.name == "rate" and losses is not None:
        hints.append(say(language, "web.own.hint.latest", losses=amount(rounded(losses), "1", language)))
    return " ".join(hints)
