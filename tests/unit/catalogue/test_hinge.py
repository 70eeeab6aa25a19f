"""From a line of the source to its entries and uses and back, and nothing of the list of statements is missing."""

from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from leitplanke.catalogue import citation, loader
from leitplanke.catalogue.checks.finding import entries
from leitplanke.catalogue.citation import places
from leitplanke.catalogue.compiled import read
from leitplanke.catalogue.entries import Entry, Text
from leitplanke.catalogue.hinge import Hinge, Use, hinge

HERE = Path(__file__).parent
LISTED = [
    (id_, reference.strip())
    for id_, _, reference in (line.partition(" ") for line in (HERE / "hinge_ids.txt").read_text(encoding="utf-8").splitlines())
]
COUNTS = {
    "component": 7,
    "orientation": 6,
    "strength": 4,
    "opportunity": 4,
    "goal": 3,
    "question": 2,
    "capacity": 8,
    "unseen": 31,
    "link": 45,
    "actor": 13,
    "conflict": 6,
    "leaf": 51,
    "lever": 21,
    "method": 8,
    "measure": 69,
    "indicator": 72,
}


@cache
def shipped() -> dict[str, Entry]:
    return {entry.id: entry for entry in entries(read())}


@pytest.fixture(scope="module", name="table")
def _table() -> Hinge:
    return hinge(read())


def _texts(value: Any) -> list[Text]:  # noqa: ANN401 - walks any entry
    if isinstance(value, Text):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in _texts(item)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in _texts(getattr(value, field.name))]
    return []


def test_the_list_is_whole() -> None:
    kinds = [id_.partition(".")[0] for id_, _ in LISTED]
    assert {kind: kinds.count(kind) for kind in kinds} == COUNTS
    assert len(dict(LISTED)) == len(LISTED)


def test_every_statement_has_its_entry_reference_and_languages() -> None:
    for id_, reference in LISTED:
        entry = shipped().get(id_)
        assert entry is not None, f"no entry {id_}"
        assert {place.label for place in places(reference or "own")} <= {place.label for place in places(entry.reference)}, id_
        if not id_.startswith(("measure.", "indicator.", "lever.")):
            assert places(entry.reference), f"{id_} names no place of the source"
        texts = _texts(entry)
        assert len(texts) >= 2, id_
        assert all(any(sign.isalpha() for sign in said) for text in texts for said in (text.de, text.en)), id_


def test_no_line_of_substance_is_left_out(table: Hinge) -> None:
    """From the first section to the last sentence before the literature, every line is cited but for those listed."""
    cited = {line for row in table.rows if row.place.lines for line in range(row.place.lines[0], row.place.lines[1] + 1)}
    left = {
        (16, 19): "heading and opening sentence",
        (26, 42): "history of computing",
        (48, 48): "pressure to adapt, said in the sentences before",
        (75, 80): "aim of the chapter",
        (106, 130): "how the chapter was made, history of small firms",
        (190, 192): "heading",
        (271, 278): "summary of the section, heading",
        (365, 369): "heading",
        (413, 414): "heading",
        (504, 506): "where measures are specified",
    }
    blank = {69, 135, 141, 149, 163, 169, 185, 225, 257, 312, 464, 488, 502}
    known = {line for first, last in left for line in range(first, last + 1)} | blank
    assert set(range(16, 519)) - cited == known


def test_a_line_leads_to_what_it_says_and_on(table: Hinge) -> None:
    found = {id_ for row in table.about("L197") for id_ in row.entries}
    assert {"unseen.iot.unused-data", "unseen.iot.model-misaligned", "measure.iot.order-machine-join"} <= found
    assert "unseen.cyber.incident" not in found
    pin = table.pin("unseen.iot.unused-data")
    assert pin is not None
    assert Use("indicator.iot.machines-recorded", "drives", "exposure") in pin.used_by
    assert Use("lever.standard-process-software", "effects", "sensitivity") in pin.used_by
    assert Use("link.iot.unused-data--org.missed-window", "cause") in pin.used_by
    assert Use("rule.data-act", "unseens") in pin.used_by
    assert Use("component.iot-data", "component") in pin.names


def test_every_use_leads_back(table: Hinge) -> None:
    forth = {(pin.id, use.id, use.field, use.parameter) for pin in table.pins for use in pin.names}
    back = {(use.id, pin.id, use.field, use.parameter) for pin in table.pins for use in pin.used_by}
    assert forth == back
    assert len(forth) > 1000
    assert {use.id for pin in table.pins for use in pin.names} <= set(shipped())


def test_every_place_leads_back(table: Hinge) -> None:
    forth = {(row.place, id_) for row in table.rows for id_ in row.entries}
    assert forth == {(place, pin.id) for pin in table.pins for place in pin.places}


def test_places_stand_in_the_order_of_the_text(table: Hinge) -> None:
    labels = [row.place.label for row in table.rows]
    assert len(set(labels)) == len(labels)
    order = ["L20-25", "Box 1", "Box 2", "L99-105", "L193-204", "SoRO 3.1", "L436-463", "SoRO 3.6", "L512-518", "Appendix", "Appendix A1"]
    standing = [labels.index(label) for label in order if label in labels]
    assert standing == sorted(standing)
    assert len(standing) > 8


def test_the_appendix_has_all_its_leaves(table: Hinge) -> None:
    found = {id_ for row in table.about("Appendix") for id_ in row.entries if id_.startswith("leaf.")}
    assert len(found) == 51


def test_what_the_source_says_is_used_somewhere(table: Hinge) -> None:
    """A capacity, leaf, actor or source that nobody names would be a page that leads nowhere."""
    for kind in ("capacity", "leaf", "orientation", "unseen", "component"):
        idle = [pin.id for pin in table.pins if pin.id.startswith(f"{kind}.") and not pin.used_by]
        assert idle == [], kind


@pytest.mark.parametrize(
    ("reference", "labels"),
    [
        ("own", []),
        ("L7", ["L7"]),
        ("Executive Summary; L227-231", ["Executive Summary", "L227-231"]),
        ("Appendix B2d, L186-189, L352-355", ["Appendix B2d", "L186-189", "L352-355"]),
    ],
)
def test_a_reference_is_read(reference: str, labels: list[str]) -> None:
    assert [place.label for place in places(reference)] == labels


@pytest.mark.parametrize("reference", ["", "L0", "L558", "L200-100", "Box 9", "Appendix H1", "page 3", "L1 L2", "own, L3", "l5"])
def test_what_is_no_place_is_refused(reference: str) -> None:
    with pytest.raises(ValueError, match=r"^" + (reference.split(",", maxsplit=1)[0] or "$")):
        places(reference)


def test_a_part_without_lines_covers_no_line() -> None:
    (table, line_101) = places("Table 1, L101")
    assert table.covers(line_101)
    (box,) = places("Box 2")
    (line,) = places("L85")
    assert not box.covers(line)
    assert not line.covers(box)
    assert citation.LAST_LINE == 557


def test_the_table_of_a_small_catalogue_is_as_written() -> None:
    small = hinge(loader.load(HERE / "valid"))
    pin = small.pin("leaf.e1")
    assert pin is not None
    assert pin.used_by == (Use("lever.brigade", "leaves"),)
    assert small.pin("leaf.none") is None
    (row,) = small.about("L300")
    assert (row.place.label, row.entries) == ("L279-311", ("actor.guild",))
