"""A tree has the shape of a type or every field that has not is named."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

import pytest
from pydantic import Field

from leitplanke.primitives import shape
from leitplanke.primitives.document import parse
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.shape import MOST_FAULTS, schema, shaped, short
from leitplanke.reports.words import LANGUAGES, store


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part."""

    name: str
    size: Literal["small", "large"] = "small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A thing."""

    name: str
    weight: float
    count: Annotated[int, Field(ge=0)] = 0
    price: Annotated[float, Field(gt=0.0, lt=1000.0)] | None = None
    sold: bool = False
    day: date = date(2026, 1, 1)
    parts: tuple[Part, ...] = ()
    row: tuple[float, float, float] = (0.0, 0.0, 0.0)
    spare: Part | None = None


def faults(text: str, where: str = "") -> list[Fault]:
    with pytest.raises(InputFaultsError) as raised:
        shaped(Thing, parse(text, "thing.yaml"), where)
    return list(raised.value.faults)


def test_right_is_right() -> None:
    text = (
        "name: box\nweight: 3\ncount: 2\nday: 2026-11-22\nparts: [{name: lid}, {name: leg, size: large}]\nrow: [1, 2, 3.5]\nspare: null\n"
    )
    thing = shaped(Thing, parse(text, "thing.yaml"))
    assert thing == Thing(
        name="box",
        weight=3.0,
        count=2,
        day=date(2026, 11, 22),
        parts=(Part(name="lid"), Part(name="leg", size="large")),
        row=(1.0, 2.0, 3.5),
    )
    assert isinstance(thing.weight, float)


KNOWN = "name, weight, count, price, sold, day, parts, row, spare"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("weight: twelve", Fault("weight", "not-a-number", (("given", "twelve"),), 2)),
        ('weight: "12"', Fault("weight", "not-a-number", (("given", "12"),), 2)),
        ("weight: true", Fault("weight", "not-a-number", (("given", "true"),), 2)),
        ("weight: .inf", Fault("weight", "not-a-number", (("given", ".inf"),), 2)),
        ("weight: [1]", Fault("weight", "not-a-number", (("given", "[1]"),), 2)),
        ("weight:", Fault("weight", "missing", (), 2)),
        ("wieght: 1", Fault("wieght", "unknown-key", (("given", "wieght"), ("nearest", "weight"), ("known", KNOWN)), 2)),
        ("count: 2.5", Fault("count", "not-whole", (("given", "2.5"),), 2)),
        ("count: -1", Fault("count", "too-small", (("given", "-1"), ("limit", "0"), ("sign", ">=")), 2)),
        ("price: 0", Fault("price", "too-small", (("given", "0"), ("limit", "0"), ("sign", ">")), 2)),
        ("price: 1000", Fault("price", "too-large", (("given", "1000"), ("limit", "1000"), ("sign", "<")), 2)),
        ("name: 12", Fault("name", "not-text", (("given", "12"),), 2)),
        ("sold: yes", Fault("sold", "not-true-or-false", (("given", "yes"),), 2)),
        ("sold: 1", Fault("sold", "not-true-or-false", (("given", "1"),), 2)),
        ("day: 22.11.2026", Fault("day", "not-a-date", (("given", "22.11.2026"),), 2)),
        ("day: 2026-02-30", Fault("day", "not-a-date", (("given", "2026-02-30"),), 2)),
        ("day: 2026-11-22 10:00", Fault("day", "not-a-date", (("given", "2026-11-22 10:00"),), 2)),
        ("parts: lid", Fault("parts", "not-a-list", (("given", "lid"),), 2)),
        ("parts: [lid]", Fault("parts[0]", "not-a-group", (("given", "lid"),), 2)),
        ("spare: lid", Fault("spare", "not-a-group", (("given", "lid"),), 2)),
        ("spare: {size: small}", Fault("spare.name", "missing", (), 2)),
        ("parts: [{name: a, size: huge}]", Fault("parts[0].size", "not-one-of", (("given", "huge"), ("known", "small, large")), 2)),
        ("row: [1, 2]", Fault("row[2]", "missing", (), 2)),
        ("row: [1, 2, 3, 4]", Fault("row", "too-many", (("given", "4"), ("limit", "3")), 2)),
    ],
)
def test_each_fault_exactly(line: str, fault: Fault) -> None:
    given = line.split(":", 1)[0]
    rest = [text for text in ("name: box", "weight: 1") if not text.startswith(f"{given}:")]
    content = "\n".join(["# line 1", line, *rest])
    assert faults(content) == [fault]


def test_all_at_once_in_the_order_of_lines() -> None:
    text = "weight: much\nsold: maybe\nparts:\n  - {name: 1}\n  - {nmae: x}\nextra: 1\nextra: 2\n"
    found = [(fault.line, fault.where, fault.code) for fault in faults(text, "a.yaml")]
    assert [line for line, _, _ in found] == [1, 1, 2, 4, 5, 5, 6, 7]
    assert sorted(found) == [
        (1, "a.yaml: name", "missing"),
        (1, "a.yaml: weight", "not-a-number"),
        (2, "a.yaml: sold", "not-true-or-false"),
        (4, "a.yaml: parts[0].name", "not-text"),
        (5, "a.yaml: parts[1].name", "missing"),
        (5, "a.yaml: parts[1].nmae", "unknown-key"),
        (6, "a.yaml: extra", "unknown-key"),
        (7, "a.yaml: extra", "duplicate-key"),
    ]


def test_a_bare_tree_has_no_lines() -> None:
    with pytest.raises(InputFaultsError) as raised:
        shaped(Thing, {"name": "box"}, "sent")
    assert raised.value.faults == (Fault("sent: weight", "missing"),)


def test_a_list_is_no_group() -> None:
    assert faults("- 1\n") == [Fault("thing.yaml", "not-a-group", (("given", "[1]"),), 1)]


def test_a_flood_of_faults_is_counted_not_listed() -> None:
    found = faults("name: box\nweight: 1\nparts: [" + "{}, " * 6000 + "]")
    assert len(found) == MOST_FAULTS + 1
    (summary,) = (fault for fault in found if fault.code == "more-faults")
    assert summary.values == (("given", "6000"), ("limit", str(MOST_FAULTS)))


def test_long_values_are_cut_for_people() -> None:
    assert short("x" * 100) == "x" * 59 + "…"
    assert short("a\nb\t c") == "a b c"


def test_schema_forbids_what_is_unknown() -> None:
    made = schema(Thing)
    assert made["$ref"] == "#/$defs/Thing"
    assert made["$defs"]["Thing"]["additionalProperties"] is False
    assert made["$defs"]["Part"]["additionalProperties"] is False
    assert made["$defs"]["Thing"]["required"] == ["name", "weight"]


def test_every_code_has_a_sentence_in_both_languages() -> None:
    rows = re.findall(r"^([a-z]+(?:-[a-z0-9]+)*) {2,}([a-z, ]+?|-) {2,}\S", str(shape.__doc__), re.MULTILINE)
    codes = {code: names for code, names in rows if code != "code"}
    assert len(codes) >= 25
    assert set(shape._CODES.values()) <= set(codes)
    for code, names in codes.items():
        placeholders = {name.strip() for name in names.split(",")} - {"-"}
        for language in LANGUAGES:
            used = set(re.findall(r"\{(\w+)\}", store()[f"fault.{code}"][language]))
            assert used <= placeholders, (code, language)
