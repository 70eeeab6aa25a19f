"""The page of one entry: what it says, where that stands in the source, its figures, and everything that uses it."""

from dataclasses import fields
from datetime import date

from leitplanke.catalogue.dated import Programme, Rule, standing
from leitplanke.catalogue.entries import Entry, Level, Source, Text
from leitplanke.catalogue.media import Cell
from leitplanke.catalogue.notices import Notice
from leitplanke.catalogue.setting import Side
from leitplanke.reports import notices
from leitplanke.reports.trail import year
from leitplanke.reports.words import Language, say, store
from leitplanke.web.hinge.figures import basis, figures
from leitplanke.web.hinge.lines import groups, kind_of, place_link, shown
from leitplanke.web.hinge.table import pins_by_id
from leitplanke.web.hinge.values import Passage, Sheet

_SHOWN_ELSEWHERE = frozenset({"title", "unit"})


def sheet(entry: Entry, language: Language, on: date) -> Sheet:
    """Return the page of `entry`; rules and programmes say how they stand on the day `on`."""
    pin = pins_by_id()[entry.id]
    component = getattr(entry, "component", entry.id if kind_of(entry.id) == "component" else "")
    return Sheet(
        id=entry.id,
        title=getattr(entry.title, language),
        kind=say(language, f"hinge.one.{kind_of(entry.id)}"),
        mark=component.removeprefix("component."),
        places=tuple(place_link(place) for place in pin.places),
        standing=_standing(entry, language, on),
        passages=(*_published(entry, language), *_passages(entry, language)),
        basis=basis(entry, language),
        figures=figures(entry, language),
        names=groups(pin.names, language, named=True),
        used=groups(pin.used_by, language, named=False),
        shown=shown(pin, language),
    )


def _standing(entry: Entry, language: Language, on: date) -> str:
    if not isinstance(entry, Rule | Programme):
        return ""
    standing_now = notices.standing(Notice(entry, standing(entry, on)), language)
    return " · ".join(part for part in (standing_now, notices.dates(entry, language)) if part)


def _published(entry: Entry, language: Language) -> tuple[Passage, ...]:
    """Return where a publication came out and how it was found."""
    if not isinstance(entry, Source):
        return ()
    written = f"{entry.author} ({year(entry, language)}). {entry.publication}"
    return (
        Passage(title=say(language, "hinge.text.publication"), texts=(written,)),
        Passage(title=say(language, "hinge.text.found"), texts=(entry.found,)),
    )


def _passages(entry: Entry, language: Language) -> tuple[Passage, ...]:
    found: list[Passage] = []
    for field in fields(entry):
        value = getattr(entry, field.name)
        if field.name in _SHOWN_ELSEWHERE or not value:
            continue
        if isinstance(value, Text):
            own = f"{field.name}-{kind_of(entry.id)}"
            found.append(_passage(own if f"hinge.text.{own}" in store() else field.name, (value,), language))
        elif isinstance(value, tuple) and isinstance(value[0], Text):
            found.append(_passage(field.name, value, language))
        elif isinstance(value, tuple) and isinstance(value[0], Level):
            found.append(_passage(field.name, tuple(level.text for level in value), language))
        elif isinstance(value, tuple) and isinstance(value[0], Cell):
            found += [_cell(cell, language) for cell in value]
        elif isinstance(value, tuple) and isinstance(value[0], Side):
            found += [
                Passage(title=_say(side.title, language), texts=tuple(_say(one, language) for one in side.arguments)) for side in value
            ]
    return tuple(found)


def _cell(cell: Cell, language: Language) -> Passage:
    verdict = say(language, f"cloud.verdict.{cell.verdict}")
    return Passage(title=say(language, f"cloud.subject.{cell.of}"), texts=(f"{verdict}. {_say(cell.reason, language)}",))


def _passage(field: str, texts: tuple[Text, ...], language: Language) -> Passage:
    key = f"hinge.text.{field}"
    return Passage(title=say(language, key) if key in store() else "", texts=tuple(_say(text, language) for text in texts))


def _say(text: Text, language: Language) -> str:
    return text.de if language == "de" else text.en
