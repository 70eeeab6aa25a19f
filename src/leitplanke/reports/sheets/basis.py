"""Tables of what the result rests on: assumptions, gaps, disagreement, sources, every figure of the trace, and the stamp."""

from leitplanke.primitives.trace import TraceNode
from leitplanke.reports import former
from leitplanke.reports.chapters.view import View
from leitplanke.reports.numbers import grouped, percent
from leitplanke.reports.reproduction import command
from leitplanke.reports.sheets.risk import sheet
from leitplanke.reports.sheets.sheet import WIDE, Row, Sheet, columns, text
from leitplanke.reports.size import because
from leitplanke.reports.trail import Explainer, citation, name_of


def sheets(view: View) -> list[Sheet]:
    """Return the tables of what the result rests on."""
    explainer = Explainer.of(view.result, view.catalogue, view.language)
    return [_missing(view), _disagreements(view), _assumptions(view, explainer), _sources(view), _trace(view, explainer), _stamp(view)]


def _missing(view: View) -> Sheet:
    rows: list[Row] = [(view.names.title(one.id), one.narrowing, one.id) for one in view.result.missing]
    head = (text(view.say("sheet.head.question"), 80.0), *columns(view, "share", "narrower"), text(view.say("sheet.head.id")))
    return sheet(view, "missing", head, rows)


def _disagreements(view: View) -> Sheet:
    rows: list[Row] = [(view.names.title(one.indicator), one.count, one.spread) for one in view.result.disagreements]
    head = (
        text(view.say("sheet.head.question"), 80.0),
        *columns(view, "whole", "answers"),
        *columns(view, "index", "deviation"),
    )
    return sheet(view, "disagreements", head, rows)


def _assumptions(view: View, explainer: Explainer) -> Sheet:
    rows: list[Row] = []
    for one in sorted(view.result.assumptions, key=lambda one: -one.weight):
        node = explainer.nodes.get(one.trace)
        if node is not None:
            rows.append((name_of(node.id, view.names), explainer.value(node), explainer.span(node), one.weight, node.id))
    head = (
        text(view.say("table.assumption"), 70.0),
        text(view.say("table.value")),
        text(view.say("table.range")),
        *columns(view, "share", "weight"),
        text(view.say("sheet.head.id"), WIDE),
    )
    return sheet(view, "assumptions", head, rows)


def _sources(view: View) -> Sheet:
    used = {name for node in view.result.trace if node.origin for name in node.origin.sources}
    rows: list[Row] = [
        (citation(source, view.names), view.names.text(source.statement), source.found, source.checked_on.isoformat(), source.id)
        for source in view.catalogue.sources
        if source.id in used
    ]
    head = (
        text(view.say("table.source"), 80.0),
        text(view.say("table.statement"), 80.0),
        text(view.say("sheet.head.found"), WIDE),
        text(view.say("sheet.head.checked")),
        text(view.say("sheet.head.id")),
    )
    return sheet(view, "sources", head, rows)


def _trace(view: View, explainer: Explainer) -> Sheet:
    rows: list[Row] = [_node(node, explainer) for node in view.result.trace]
    head = (
        text(view.say("table.number"), 60.0),
        *columns(view, "number", "value"),
        text(view.say("sheet.head.unit")),
        text(view.say("table.how"), 80.0),
        text(view.say("sheet.head.origin"), WIDE),
        text(view.say("sheet.head.inputs"), 60.0),
        text(view.say("sheet.head.id"), WIDE),
    )
    return sheet(view, "trace", head, rows)


def _node(node: TraceNode, explainer: Explainer) -> Row:
    found = explainer.explain(node.id)
    origin = " ".join(part for part in (found.ratings, found.origin, ", ".join(found.cited), found.note) if part)
    return found.name, node.value, node.unit, found.formula, origin, ", ".join(node.inputs), node.id


def _stamp(view: View) -> Sheet:
    stamp, language = view.result.study, view.language
    status = view.result.company.sme_status
    sizes = {name: view.say(f"report.sme.{value}") for name, value in (("eu", status.eu), ("ifm", status.ifm), ("source", status.source))}
    pairs = (
        ("report.stamp.hash", stamp.input_hash),
        ("report.stamp.catalogue", former.edition(view.result)),
        ("report.stamp.engine", stamp.engine_version),
        ("report.stamp.seed", str(stamp.seed)),
        ("report.stamp.points", grouped(stamp.outer_points, language)),
        ("report.stamp.histories", grouped(stamp.histories, language)),
        ("report.stamp.error", percent(view.result.risk.error_bound_relative, language)),
        ("report.stamp.sme", view.say("report.stamp.sme-text", **sizes)),
        ("report.stamp.sme-because", " ".join(because(status.reasons, language))),
        ("report.stamp.command", command(view.result)),
    )
    rows: list[Row] = [(view.say(key), value) for key, value in pairs if value]
    return sheet(view, "stamp", (text(view.say("table.item"), WIDE), text(view.say("table.value"), 80.0)), rows)
