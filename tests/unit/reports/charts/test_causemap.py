"""The cause map shows the strongest links of the result, causes left of effects, nothing on top of anything else."""

import itertools
import math
from dataclasses import replace

import pytest

from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.charts import causemap
from leitplanke.reports.naming import Names
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.courses import LinkLoss
from leitplanke.study.result import StudyResult

NAMES = Names.of(compiled.read(), "de")


def links(result: StudyResult, *ends: tuple[str, str, float]) -> StudyResult:
    found = (LinkLoss(cause=f"unseen.{cause}", effect=f"unseen.{effect}", expected_annual_loss_eur=eur) for cause, effect, eur in ends)
    return replace(result, links=tuple(found))


def test_a_cause_stands_left_of_its_effect(real: StudyResult) -> None:
    found = causemap.lay_out(real, NAMES)
    assert found is not None
    at = {node.unseen: node for node in found.nodes}
    last = max(node.x for node in found.nodes)
    # A chain longer than the sheet is wide ends in one column.
    assert all(at[edge.link.cause].x < at[edge.link.effect].x or at[edge.link.cause].x == last for edge in found.edges)
    assert len({node.x for node in found.nodes}) == causemap.MOST_COLUMNS or all(at[edge.link.cause].x < last for edge in found.edges)
    assert [edge.link for edge in found.edges] == list(real.links[: causemap.SHOWN])
    shown = sum(edge.link.expected_annual_loss_eur for edge in found.edges)
    assert found.share == pytest.approx(shown / sum(one.expected_annual_loss_eur for one in real.links))
    assert [edge.width for edge in found.edges] == sorted((edge.width for edge in found.edges), reverse=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_symbol_or_label_lies_on_another(real: StudyResult, catalogue: Catalogue, language: Language) -> None:
    found = causemap.lay_out(real, Names.of(catalogue, language))
    assert found is not None
    for one, other in itertools.combinations([node.box for node in found.nodes], 2):
        beside = one.right <= other.left or other.right <= one.left
        assert beside or one.bottom <= other.top or other.bottom <= one.top
    for box in (node.box for node in found.nodes):
        assert 0.0 <= box.left < box.right <= causemap.WIDTH
        assert 0.0 <= box.top < box.bottom <= found.height


def test_a_label_goes_above_where_an_arrow_would_run_through_it(result: StudyResult, catalogue: Catalogue) -> None:
    # One cause with two effects: its arrows leave up and down, the lower one beside the label, not through it.
    pair = links(result, ("org.missed-window", "finance.gap", 9.0), ("org.missed-window", "cyber.incident", 5.0))
    found = causemap.lay_out(pair, Names.of(catalogue, "de"))
    assert found is not None
    at = {node.unseen: node for node in found.nodes}
    for node in found.nodes:
        through = sum(
            node.writing.crossed((at[edge.link.cause].x, at[edge.link.cause].y), (at[edge.link.effect].x, at[edge.link.effect].y))
            for edge in found.edges
        )
        assert through == 0


def test_the_area_of_a_symbol_follows_the_loss(real: StudyResult) -> None:
    found = causemap.lay_out(real, NAMES)
    assert found is not None
    loss = {one.id: one.expected_annual_loss_eur for one in real.risk.unseens}
    ordered = sorted(found.nodes, key=lambda node: loss[node.unseen])
    assert [node.radius for node in ordered] == sorted(node.radius for node in found.nodes)
    largest, least = ordered[-1], ordered[0]
    inner = [(node.radius - 5.0) / 8.0 for node in (least, largest)]
    assert inner[1] == pytest.approx(1.0)
    assert inner[0] == pytest.approx(math.sqrt(loss[least.unseen] / loss[largest.unseen]))


def test_a_circle_is_drawn_too(result: StudyResult, catalogue: Catalogue) -> None:
    ring = links(result, ("org.missed-window", "finance.gap", 9.0), ("finance.gap", "org.missed-window", 5.0))
    found = causemap.lay_out(ring, NAMES)
    assert found is not None
    assert len(found.nodes) == len(found.edges) == 2
    assert causemap.draw(ring, Names.of(catalogue, "de")) is not None


def test_without_cascades_there_is_no_map(result: StudyResult, catalogue: Catalogue) -> None:
    assert causemap.lay_out(result, NAMES) is None
    assert causemap.draw(result, Names.of(catalogue, "de")) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_names_every_link(real: StudyResult, catalogue: Catalogue, language: Language) -> None:
    names = Names.of(catalogue, language)
    drawing = causemap.draw(real, names)
    assert drawing is not None
    expected = [(names.title(one.cause), names.title(one.effect)) for one in real.links[: causemap.SHOWN]]
    assert [row[:2] for row in drawing.rows] == expected
    assert drawing.svg.startswith("<svg")
