"""The annex: where each main number comes from, all Unseens, the curve as a table, and the stamp."""

from leitplanke.reports import former, sentences
from leitplanke.reports.chapters.findings import main_bands
from leitplanke.reports.chapters.view import View
from leitplanke.reports.charts import exceedance
from leitplanke.reports.content import Block, Heading, Paragraph, Table, table
from leitplanke.reports.numbers import grouped, index, percent
from leitplanke.reports.reproduction import command
from leitplanke.reports.size import because
from leitplanke.reports.trail import Explainer, Trail

WIDEST = 3
"""So many inputs of each number are shown, the largest of a sum."""
SHOWN_UNSEENS = 1
LEVEL = "\u2192\u00a0"
"""Before the name, once for each step away from the number explained."""


def write(view: View) -> list[Block]:
    """Return the blocks of the annex."""
    explainer = Explainer.of(view.result, view.catalogue, view.language)
    curve = exceedance.draw(view.result, view.language)
    blocks: list[Block] = [
        Heading(level=1, text=view.say("report.annex")),
        Paragraph(text=view.say("report.annex.intro")),
    ]
    for heading, caption, numbers in _groups(view):
        rows = _trail(explainer, numbers)
        if rows:
            header = view.header("number", "value", "how")
            blocks += [Heading(level=2, text=heading), table(caption, header, rows, (0.36, 0.17, 0.47), text=(0, 2))]
    blocks += [Heading(level=2, text=view.say("report.annex.unseens")), _unseens(view)]
    if curve.rows:
        caption = view.say("report.annex.curve-caption", years=view.years)
        columns = len(curve.header)
        header = (view.say("table.amount"), *curve.header[1:])
        blocks.append(Heading(level=2, text=view.say("report.findings.curve")))
        blocks.append(table(caption, header, curve.rows, (1 / columns,) * columns, text=()))
    blocks += [Heading(level=2, text=view.say("report.annex.stamp")), _stamp(view)]
    return blocks


def _groups(view: View) -> list[tuple[str, str, list[tuple[str, int]]]]:
    """Return heading, caption and numbers of each table: the trace id of each number, and how many steps back to go."""
    main = [(band.trace, 1) for _, _, band in main_bands(view.result.risk) if band]
    groups = [(view.say("report.annex.numbers"), view.say("report.annex.numbers-caption"), main)]
    for one in sentences.strongest(view.result)[:SHOWN_UNSEENS]:
        title = view.names.title(one.id)
        groups.append((title, view.say("report.annex.trail-caption", name=title), [(one.trace, 3)]))
    for measure in sentences.most_helpful(view.result)[:1]:
        caption = view.say("report.annex.trail-caption", name=view.names.title(measure.id))
        groups.append((view.say("report.annex.measure"), caption, [(measure.cost_eur.trace, 1), (measure.avoided_loss_eur.trace, 1)]))
    return groups


def _trail(explainer: Explainer, numbers: list[tuple[str, int]]) -> tuple[tuple[str, ...], ...]:
    rows = []
    seen: set[str] = {trace for trace, _ in numbers}
    for trace, depth in numbers:
        for level, node in explainer.walk(trace, depth, WIDEST):
            if level and node.id in seen:
                continue
            seen.add(node.id)
            found = explainer.explain(node.id)
            rows.append((LEVEL * level + found.name, found.value, _told(found)))
    return tuple(rows)


def _told(found: Trail) -> str:
    """Return formula, who answered, and source; the chapter on sources has the dates and publications in full."""
    parts = (found.formula, found.ratings, found.origin.rpartition(";")[0], ", ".join(found.cited), found.note)
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


def _unseens(view: View) -> Table:
    after = {one.id: one for one in view.result.plan.after.unseens}
    language = view.language
    rows = []
    for one in sorted(view.result.risk.unseens, key=lambda one: -one.expected_annual_loss_eur):
        later = after.get(one.id)
        indices = (index(number, language) for number in (one.exposure, one.sensitivity, one.coping))
        rows.append(
            (
                view.names.title(one.id),
                view.euro(one.expected_annual_loss_eur),
                view.euro(later.expected_annual_loss_eur) if later else "\u2013",
                *indices,
            )
        )
    header = view.header("unseen", "before", "after", "exposure", "sensitivity", "coping")
    return table(view.say("report.annex.unseens-caption"), header, tuple(rows), (0.35, 0.12, 0.12, 0.12, 0.15, 0.14))


def _stamp(view: View) -> Table:
    stamp, language = view.result.study, view.language
    status = view.result.company.sme_status
    sizes = {name: view.say(f"report.sme.{value}") for name, value in (("eu", status.eu), ("ifm", status.ifm), ("source", status.source))}
    pairs = (
        ("hash", stamp.input_hash),
        ("catalogue", former.edition(view.result)),
        ("engine", stamp.engine_version),
        ("seed", str(stamp.seed)),
        ("command", command(view.result)),
        ("points", grouped(stamp.outer_points, language)),
        ("histories", grouped(stamp.histories, language)),
        ("error", percent(view.result.risk.error_bound_relative, language)),
        ("sme", view.say("report.stamp.sme-text", **sizes)),
        ("sme-because", " ".join(because(status.reasons, language))),
    )
    rows = tuple((view.say(f"report.stamp.{name}"), value) for name, value in pairs if value)
    return table(view.say("report.annex.stamp-caption"), view.header("item", "value"), rows, (0.36, 0.64), text=(0, 1))
