"""The cause map of the result page: a drawing of the server, which the script replaces by one to click in when the reader comes near."""

from leitplanke.reports.charts import causemap
from leitplanke.reports.charts.causemap import CauseMap, Edge, Node
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.numbers import euro
from leitplanke.reports.words import say
from leitplanke.study.result import StudyResult
from leitplanke.web.results.figures import mark_of, picture_of
from leitplanke.web.results.links import Links
from leitplanke.web.results.values import Chart, Json, Table


def cause_map(result: StudyResult, names: Names, links: Links) -> Chart | None:
    """Return the map with its data, table and picture; None without cascades."""
    found, drawing = causemap.lay_out(result, names), causemap.draw(result, names)
    if found is None or drawing is None:
        return None
    data: Json = {
        "width": round(causemap.WIDTH),
        "height": round(found.height),
        "nodes": [_node(node, found, result, names, links) for node in found.nodes],
        "edges": [_edge(edge, names, links) for edge in found.edges],
    }
    chart = picture_of(drawing, "causes", data)
    trails = tuple(links.of(edge.link.trace) for edge in found.edges)
    table = Table(caption=drawing.title, head=drawing.header, rows=drawing.rows, trails=trails, number=2, words=(1,))
    return Chart(id=chart.id, kind=chart.kind, title=chart.title, summary=chart.summary, table=table, data=data, picture=chart.picture)


def _node(node: Node, found: CauseMap, result: StudyResult, names: Names, links: Links) -> Json:
    language = names.language
    known = next(one for one in result.risk.unseens if one.id == node.unseen)
    words = say(language, "causemap.node", unseen=names.quoted(node.unseen), loss=euro(known.expected_annual_loss_eur, language))
    effects = [names.quoted(edge.link.effect) for edge in found.edges if edge.link.cause == node.unseen]
    if effects:
        words = f"{words} {say(language, 'causemap.node-causes', effects=listed(effects, language))}"
    return {
        "id": node.unseen,
        "x": node.x,
        "y": node.y,
        "size": 2.0 * node.radius,
        "mark": mark_of(node.component),
        "label": "\n".join(node.label),
        "side": "top" if node.above else "bottom",
        "words": words,
        "href": links.of(known.trace),
    }


def _edge(edge: Edge, names: Names, links: Links) -> Json:
    link, language = edge.link, names.language
    ends = {"cause": names.quoted(link.cause), "effect": names.quoted(link.effect)}
    return {
        "id": link.trace,
        "source": link.cause,
        "target": link.effect,
        "width": edge.width,
        "strong": edge.strong,
        "words": say(language, "causemap.edge", **ends, loss=euro(link.expected_annual_loss_eur, language)),
        "href": links.of(link.trace),
    }
