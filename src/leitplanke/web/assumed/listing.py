"""Builds the page of assumptions: filtered by kind, ordered, one part at a time."""

from collections.abc import Callable
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse

from leitplanke.reports.assumed import words_of
from leitplanke.reports.hinge import origin_words
from leitplanke.reports.numbers import grouped, percent
from leitplanke.reports.words import Language, say
from leitplanke.web.assumed.constants import constants
from leitplanke.web.assumed.values import Carrier, Choice, Listing, Row, Share
from leitplanke.web.assumed.weighing import weighed
from leitplanke.web.catalogue import catalogue
from leitplanke.web.hinge.lines import entry_link

ROWS = 40
"""Assumptions on one page."""
CARRIERS = ("common", "figures", "answers", "sourced")
_ORDERS: dict[str, Callable[[Row], tuple[float | str, ...]]] = {
    "weight": lambda row: (-max(_size(row.loss), _size(row.benefit)),),
    "loss": lambda row: (-_size(row.loss),),
    "benefit": lambda row: (-_size(row.benefit),),
    "title": lambda row: (row.entry.title.casefold(), row.name),
}


def listing(language: Language, kind: str, order: str, page: int) -> Listing:
    """Return one page of the list; an unknown kind shows all, an unknown order the heaviest first, a page too far the last."""
    every = rows(language)
    kinds = tuple(dict.fromkeys(sorted(row.kind for row in every)))
    kind = kind if kind in kinds else ""
    order = order if order in _ORDERS else "weight"
    chosen = [row for row in every if kind in {"", row.kind}]
    pages = max(1, -(-len(chosen) // ROWS))
    page = min(max(1, page), pages)
    ordered = sorted(chosen, key=_ORDERS[order])[(page - 1) * ROWS : page * ROWS]
    first = (page - 1) * ROWS + 1

    def at(number: int) -> str:
        return _address(kind, order, number) if 1 <= number <= pages else ""

    return Listing(
        method=say(language, "assumptions.method", firms=weighed().firms),
        carriers=tuple(_carrier(name, language) for name in CARRIERS),
        kinds=_kinds(every, ("", *kinds), kind, order, language),
        orders=tuple(
            Choice(title=say(language, f"assumptions.order.{name}"), address=_address(kind, name), chosen=name == order) for name in _ORDERS
        ),
        rows=tuple(ordered),
        shown=say(language, "assumptions.shown", first=first, last=first + len(ordered) - 1, count=grouped(len(chosen), language)),
        earlier=at(page - 1),
        later=at(page + 1),
        constants=constants(language),
    )


@cache
def rows(language: Language) -> tuple[Row, ...]:
    """Return every assumption, heaviest first."""
    found, said = weighed().figures, words_of(catalogue(), language)
    most = max((max(row.weight.loss, row.weight.benefit) for row in found), default=0.0)
    made = []
    for one in found:
        figure, told = one.figure, said[one.figure.id]
        drawn = one.standing == "drawn"
        made.append(
            Row(
                id=figure.id,
                kind=figure.kind,
                entry=entry_link(figure.entry, language),
                name=told.name,
                value=told.value,
                reason=told.reason,
                origin=origin_words(figure.origin, language),
                sources=tuple(entry_link(source, language) for source in figure.origin.sources),
                loss=_share(one.weight.loss, most, language) if drawn else None,
                benefit=_share(one.weight.benefit, most, language) if drawn else None,
                standing="" if drawn else say(language, f"assumptions.standing.{one.standing}"),
            )
        )
    return tuple(made)


def _size(share: Share | None) -> float:
    return share.share if share else -1.0


def _share(share: float, most: float, language: Language) -> Share:
    return Share(share=share, words=percent(share, language), length=f"{100.0 * share / max(most, 1e-12):.1f}")


def _carrier(name: str, language: Language) -> Carrier:
    weight = weighed().carried(name)
    return Carrier(
        title=say(language, f"assumptions.of-{name}"), loss=percent(weight.loss, language), benefit=percent(weight.benefit, language)
    )


def _kinds(every: tuple[Row, ...], kinds: tuple[str, ...], kind: str, order: str, language: Language) -> tuple[Choice, ...]:
    found = []
    for name in kinds:
        count = grouped(sum(name in {"", row.kind} for row in every), language)
        key = "assumptions.kind" if name else "assumptions.all"
        title = say(language, key, kind=say(language, f"hinge.kind.{name}") if name else "", count=count)
        found.append(Choice(title=title, address=_address(name, order), chosen=name == kind))
    return tuple(found)


def _address(kind: str, order: str, page: int = 1) -> str:
    query = {"kind": kind, "order": "" if order == "weight" else order, "page": str(page) if page > 1 else ""}
    text = urlencode({name: value for name, value in query.items() if value})
    return f"{reverse('assumed:list')}{'?' if text else ''}{text}"
