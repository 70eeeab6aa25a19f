"""Where readers meet an entry: pages of the web and chapters of the report, by kind. Ids only; nothing here knows how a page looks.

``page.result.areas`` is the section ``areas`` of the result page, ``report.plan`` the chapter with that heading. The tests of web
and reports hold every line against rendered pages and reports.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from leitplanke.catalogue.assumed import assumed_of
from leitplanke.catalogue.entries import Entry, Indicator


@dataclass(frozen=True, slots=True)
class Spot:
    """One place where readers meet an entry.

    Parameters
    ----------
    id
        ``page.…`` or ``report.…``.
    always
        Whether every entry of the kind stands there for every firm; else only those that matter in the firm's result.
    """

    id: str
    always: bool = False


_SPOTS: Mapping[str, tuple[Spot, ...]] = {
    "source": (Spot("page.trail"), Spot("report.basis")),
    "component": (
        Spot("page.quick-check"),
        Spot("page.deep-check"),
        Spot("page.result.areas"),
        Spot("report.causes"),
    ),
    "capacity": (
        Spot("page.result.most-important"),
        Spot("page.result.worth"),
        Spot("page.trail", always=True),
        Spot("report.causes", always=True),
    ),
    "base": (Spot("page.trail", always=True), Spot("report.annex")),
    "unseen": (
        Spot("page.own", always=True),
        Spot("page.result.most-important"),
        Spot("page.result.main-numbers"),
        Spot("page.result.areas"),
        Spot("page.result.paths"),
        Spot("page.result.causes"),
        Spot("page.result.stories"),
        Spot("page.result.measures"),
        Spot("page.result.outlook"),
        Spot("page.result.basis"),
        Spot("page.trail", always=True),
        Spot("report.owner"),
        Spot("report.causes"),
        Spot("report.plan"),
        Spot("report.talk"),
        Spot("report.basis"),
        Spot("report.annex", always=True),
    ),
    "link": (Spot("page.own", always=True), Spot("page.trail", always=True)),
    "shock": (Spot("page.trail", always=True),),
    "measure": (
        Spot("page.own", always=True),
        Spot("page.result.most-important"),
        Spot("page.result.measures"),
        Spot("page.result.roadmap"),
        Spot("page.trail"),
        Spot("report.owner"),
        Spot("report.plan"),
        Spot("report.annex"),
    ),
    "assumption": (Spot("page.result.basis"), Spot("page.trail"), Spot("report.basis")),
    "aim": (Spot("page.goals", always=True),),
    "stakeholder": (Spot("page.goals", always=True),),
    "strength": (Spot("page.strengths", always=True), Spot("page.result.most-important")),
    "opportunity": (Spot("page.result.most-important"),),
    "orientation": (Spot("page.deep-check", always=True),),
    "medium": (Spot("page.data-rules", always=True),),
    "rule": (Spot("page.dated", always=True), Spot("page.result.areas"), Spot("page.result.measures"), Spot("report.plan")),
    "programme": (Spot("page.dated", always=True), Spot("page.result.measures"), Spot("report.plan")),
}
_QUESTION = (
    Spot("page.result.talk"),
    Spot("page.result.unknown"),
    Spot("page.result.basis"),
    Spot("page.trail"),
    Spot("report.owner"),
    Spot("report.talk"),
    Spot("report.basis"),
    Spot("report.annex"),
)
_ASSUMED = Spot("page.assumptions", always=True)
"""The list of all assumptions, for every entry with a figure that is assumed."""
_LOOK_UP = Spot("page.hinge", always=True)
"""The page of the entry itself, which everything has."""


def shown(entry: Entry) -> tuple[Spot, ...]:
    """Return where readers meet `entry`, last its own page.

    Examples
    --------
    >>> from leitplanke.catalogue.entry import Text
    >>> from leitplanke.catalogue.setting import Leaf
    >>> leaf = Leaf(id="leaf.a1", reference="Appendix A1", title=Text(de="A", en="A"), group="A", text=Text(de="A", en="A"))
    >>> [spot.id for spot in shown(leaf)]
    ['page.hinge']
    """
    return (*_of(entry), *((_ASSUMED,) if assumed_of(entry) else ()), _LOOK_UP)


def _of(entry: Entry) -> tuple[Spot, ...]:
    if isinstance(entry, Indicator):
        return (Spot("page.quick-check" if entry.quick else "page.deep-check", always=True), *_QUESTION)
    return _SPOTS.get(entry.id.partition(".")[0], ())


def spots() -> tuple[str, ...]:
    """Return every place there is, pages first."""
    known = {spot.id for found in _SPOTS.values() for spot in found} | {spot.id for spot in (*_QUESTION, _ASSUMED, _LOOK_UP)}
    return tuple(sorted(known))
