"""Who sets off whom: the Unseens that take part in the strongest cascades, from causes on the left to what they lead to on the right."""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

from leitplanke.reports.charts.canvas import Canvas, Chart
from leitplanke.reports.charts.lettering import width, wrap
from leitplanke.reports.charts.room import Box, apart, crossings
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import euro, percent
from leitplanke.reports.palette import INK, LIMIT, MUTED, mark
from leitplanke.reports.words import say
from leitplanke.study.courses import LinkLoss
from leitplanke.study.result import StudyResult

NAME = "causes"
SHOWN = 12
"""Links; on the worked firms they carry four fifths of what cascades cost."""
HIGHLIGHTED = 3
MOST_COLUMNS = 5
WIDTH = 640.0
_SIDE, _TOP, _ROW, _FOOT = 70.0, 34.0, 74.0, 30.0
_LABEL, _SIZE, _LINE, _BELOW = 110.0, 12.0, 14.0, 4.0
"""Room and size of letters of a label, height of a line, and how far off the symbol it stands."""
_WIDER = 1.16
"""How much wider than the shipped typeface those are that a browser may have instead."""
_LEAST, _MOST = 5.0, 13.0
"""Radii of symbols."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An Unseen on the map: its place on a sheet 640 wide, and the radius of its symbol (area by loss)."""

    unseen: str
    component: str
    x: float
    y: float
    radius: float
    label: tuple[str, ...]
    above: bool = False
    """Where the label stands."""

    @property
    def writing(self) -> Box:
        """Where the label is written."""
        half = _WIDER * max(width(line, _SIZE) for line in self.label) / 2.0
        height = _LINE * len(self.label)
        top = self.y - self.radius - _BELOW - height if self.above else self.y + self.radius + _BELOW
        return Box(self.x - half, top, self.x + half, top + height)

    @property
    def box(self) -> Box:
        """Room of symbol and label together."""
        text = self.writing
        top, bottom = min(text.top, self.y - self.radius), max(text.bottom, self.y + self.radius)
        return Box(min(text.left, self.x - self.radius), top, max(text.right, self.x + self.radius), bottom)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A link on the map; `width` by euros, `strong` if it belongs to one of the three strongest chains."""

    link: LinkLoss
    width: float
    strong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseMap:
    """The map; `share` is how much of what cascades cost it shows."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    height: float
    share: float


def lay_out(result: StudyResult, names: Names, most: int = SHOWN) -> CauseMap | None:
    """Return where everything stands, `most` links; None if nothing sets off anything or the result is older than that figure."""
    shown = result.links[:most]
    total = sum(one.expected_annual_loss_eur for one in result.links)
    if not shown or total <= 0.0:
        return None
    columns = _ordered(_columns(shown), shown)
    rows = max(len(column) for column in columns)
    strong = {pair for path in result.paths[:HIGHLIGHTED] for pair in pairwise(path.unseens)}
    heaviest = shown[0].expected_annual_loss_eur
    edges = tuple(
        Edge(link=one, width=1.0 + 5.0 * math.sqrt(one.expected_annual_loss_eur / heaviest), strong=(one.cause, one.effect) in strong)
        for one in shown
    )
    carried = sum(one.expected_annual_loss_eur for one in shown) / total
    nodes = _spread(_nodes(result, columns, rows * _ROW, names), edges)
    return CauseMap(nodes=nodes, edges=edges, height=max(node.box.bottom for node in nodes) + _FOOT, share=carried)


def _spread(nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> tuple[Node, ...]:
    """Return the nodes with none on another, each label where fewer arrows cross it."""
    found = [replace(node, y=node.y + down) for node, down in zip(nodes, apart([node.box for node in nodes]), strict=True)]
    at = {node.unseen: (node.x, node.y) for node in found}
    lines = [(at[edge.link.cause], at[edge.link.effect]) for edge in edges]
    for place, node in enumerate(found):
        other = replace(node, above=True)
        free = not any(other.box.meets(one.box) for number, one in enumerate(found) if number != place)
        if free and crossings(other.writing, lines) < crossings(node.writing, lines):
            found[place] = other
    top = min(node.box.top for node in found)
    return tuple(replace(node, y=node.y + _TOP - top) for node in found)


def _nodes(result: StudyResult, columns: list[list[str]], height: float, names: Names) -> tuple[Node, ...]:
    known = {one.id: one for one in result.risk.unseens}
    most = max(known[unseen].expected_annual_loss_eur for column in columns for unseen in column) or 1.0
    apart = (WIDTH - 2.0 * _SIDE) / max(1, len(columns) - 1)
    found = []
    for number, column in enumerate(columns):
        gap = height / len(column)
        for place, unseen in enumerate(column):
            # Neighbours in a row stand a little apart in height, so that a line past one does not run through it.
            shift = 9.0 if number % 2 else -9.0
            size = math.sqrt(max(0.0, known[unseen].expected_annual_loss_eur) / most)
            x = _SIDE + number * apart if len(columns) > 1 else WIDTH / 2.0
            y = gap * (place + 0.5) + shift
            component, label = known[unseen].component, tuple(wrap(names.title(unseen), _LABEL, _SIZE, lines=3))
            found.append(Node(unseen=unseen, component=component, x=x, y=y, radius=_LEAST + (_MOST - _LEAST) * size, label=label))
    return tuple(found)


def _columns(links: tuple[LinkLoss, ...]) -> list[list[str]]:
    """Return the Unseens in columns: each to the right of what sets it off, except where a circle has to be closed."""
    forward: list[LinkLoss] = []
    for link in links:
        if not _reaches(link.effect, link.cause, forward):
            forward.append(link)
    unseens = list(dict.fromkeys(end for link in links for end in (link.cause, link.effect)))
    rank = dict.fromkeys(unseens, 0)
    for _ in unseens:
        for link in forward:
            rank[link.effect] = max(rank[link.effect], min(MOST_COLUMNS - 1, rank[link.cause] + 1))
    for unseen in unseens:
        effects = [rank[link.effect] for link in forward if link.cause == unseen]
        if effects and all(link.effect != unseen for link in forward):
            rank[unseen] = max(0, min(effects) - 1)
    return [[unseen for unseen in unseens if rank[unseen] == number] for number in range(max(rank.values()) + 1)]


def _reaches(start: str, end: str, links: list[LinkLoss]) -> bool:
    if start == end:
        return True
    return any(_reaches(link.effect, end, links) for link in links if link.cause == start)


def _ordered(columns: list[list[str]], links: tuple[LinkLoss, ...]) -> list[list[str]]:
    """Return each column ordered by where its neighbours stand, so that fewer lines cross."""
    columns = [column for column in columns if column]
    for _ in range(4):
        place = {unseen: (number + 0.5) / len(column) for column in columns for number, unseen in enumerate(column)}
        for column in columns:
            column.sort(key=lambda unseen: _middle(unseen, links, place))
            place |= {unseen: (number + 0.5) / len(column) for number, unseen in enumerate(column)}
    return columns


def _middle(unseen: str, links: tuple[LinkLoss, ...], place: dict[str, float]) -> float:
    near = [place[link.cause if link.effect == unseen else link.effect] for link in links if unseen in {link.cause, link.effect}]
    return sum(near) / len(near)


def draw(result: StudyResult, names: Names, most: int = SHOWN) -> Chart | None:
    """Return the chart of the `most` expensive links of `result`; None without cascades."""
    found = lay_out(result, names, most)
    if found is None:
        return None
    language = names.language
    first = found.edges[0].link
    ends = {"cause": names.quoted(first.cause), "effect": names.quoted(first.effect)}
    title = say(language, "causemap.title", **ends, loss=euro(first.expected_annual_loss_eur, language))
    summary = say(language, "causemap.summary", count=len(found.edges), share=percent(found.share, language))
    canvas = Canvas(height=found.height)
    canvas.name(NAME, title, summary)
    _draw(canvas, found)
    header = tuple(say(language, f"causemap.{key}") for key in ("cause", "effect", "loss", "share"))
    total = sum(one.expected_annual_loss_eur for one in result.links)
    rows = tuple(
        (
            names.title(one.cause),
            names.title(one.effect),
            euro(one.expected_annual_loss_eur, language),
            percent(one.expected_annual_loss_eur / total, language),
        )
        for one in (edge.link for edge in found.edges)
    )
    return Chart(name=NAME, title=title, summary=summary, svg=canvas.render(), header=header, rows=rows)


def _draw(canvas: Canvas, found: CauseMap) -> None:
    at = {node.unseen: node for node in found.nodes}
    for edge in sorted(found.edges, key=lambda one: one.strong):
        _arrow(canvas, at[edge.link.cause], at[edge.link.effect], edge)
    for node in found.nodes:
        look = mark(node.component)
        canvas.symbol(node.x, node.y, look.symbol, look.colour, node.radius)
        for row, line in enumerate(node.label):
            canvas.text(node.x, node.writing.top + _LINE * row + 11.0, line, anchor="middle", colour=INK, halo=True)


def _arrow(canvas: Canvas, start: Node, end: Node, edge: Edge) -> None:
    length = math.hypot(end.x - start.x, end.y - start.y) or 1.0
    dx, dy = (end.x - start.x) / length, (end.y - start.y) / length
    tip = (end.x - dx * (end.radius + 3.0), end.y - dy * (end.radius + 3.0))
    head = 5.0 + edge.width
    back = (tip[0] - dx * head, tip[1] - dy * head)
    colour = LIMIT if edge.strong else MUTED
    canvas.line((start.x + dx * (start.radius + 2.0), start.y + dy * (start.radius + 2.0)), back, colour, width=edge.width)
    side = (-dy * head * 0.5, dx * head * 0.5)
    canvas.area([tip, (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1])], colour)
