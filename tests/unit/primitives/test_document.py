"""Files that people (and attackers) write are read strictly, with the line of every field."""

import contextlib
import json
import re
import time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.primitives.document import LARGEST_BYTES, MOST_FIELDS, at, parse
from leitplanke.primitives.faults import Fault, InputFaultsError

FIRM = """\
# a comment
company:
  name: Müller & Söhne
  staff: 38

raters:
  - id: chef
    weight: 2.5
  - {id: it,
     weight: 1}
"""


def refused(content: str | bytes) -> Fault:
    with pytest.raises(InputFaultsError) as raised:
        parse(content, "firm.yaml")
    (fault,) = raised.value.faults
    return fault


def test_tree_and_lines() -> None:
    document = parse(FIRM.encode(), "firm.yaml")
    assert document.value == {
        "company": {"name": "Müller & Söhne", "staff": 38},
        "raters": [{"id": "chef", "weight": 2.5}, {"id": "it", "weight": 1}],
    }
    assert document.lines[("company", "staff")] == 4
    assert document.lines[("raters", 0)] == 7
    assert document.lines[("raters", 0, "weight")] == 8
    assert document.lines[("raters", 1, "weight")] == 10
    assert document.line(("company", "equity_eur")) == 2
    assert document.line(("nothing",)) == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-1", -1),
        ("0.5", 0.5),
        ("1e6", 1e6),
        (".5", 0.5),
        ("true", True),
        ("null", None),
        ("~", None),
        # what YAML 1.1 would silently turn into something else stays the text that was written
        ("no", "no"),
        ("ja", "ja"),
        ("on", "on"),
        ("12,5", "12,5"),
        ("5.200.000", "5.200.000"),
        ("1_000", "1_000"),
        ("012", "012"),
        ("0x1F", "0x1F"),
        ("1:30", "1:30"),
        ("2026-11-22", "2026-11-22"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1e999", "1e999"),
        ("12345678901234567890123", 1.2345678901234568e22),
        ('"38"', "38"),
        ("'true'", "true"),
    ],
)
def test_only_the_values_of_json(text: str, value: object) -> None:
    read = parse(f"field: {text}\n", "x").value
    assert read == {"field": value}
    assert isinstance(read, dict)
    assert type(read["field"]) is type(value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_with_or_without_mark(encoding: str) -> None:
    assert parse("name: Größe".encode(encoding), "x").value == {"name": "Größe"}


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "empty-file", None),
        (b"# only a comment\n", "empty-file", None),
        (b"---\n", "empty-file", None),
        ("a: 1\nname: Größe".encode("cp1252"), "encoding", 2),
        ("name: x".encode("utf-16"), "encoding", 1),
        (b"a: 1\n---\nb: 2\n", "several-documents", 2),
        (b"a: 1\n  b: 2\n", "syntax", 2),
        (b"a: 'open\n", "syntax", None),
        (b"a: \x00", "syntax", None),
        (b"? [1, 2]\n: 3\n", "syntax", 1),
        (b"[" * 100_000, "too-deep", 1),
        (b"a: " + b"{b: " * 50 + b"}" * 50, "too-deep", 1),
        (b"- 1\n" * (MOST_FIELDS + 10), "too-many-fields", MOST_FIELDS),
        (b"x" * (LARGEST_BYTES + 1), "too-big", None),
    ],
)
def test_what_leaves_no_tree_is_one_clear_fault(content: bytes, code: str, line: int | None) -> None:
    fault = refused(content)
    assert (fault.where, fault.code) == ("firm.yaml", code)
    if line is not None:
        assert fault.line == line


def test_fifty_megabytes_are_refused_unread() -> None:
    content = b"[" * 50_000_000
    start = time.perf_counter()
    fault = refused(content)
    assert time.perf_counter() - start < 0.2
    assert fault.values == (("given", "50.0"), ("limit", "1.0"))


def test_a_small_bomb_does_not_grow() -> None:
    """Nine layers of ten aliases would be 10^9 texts; here each is one fault and no memory."""
    lines = ["a0: &a0 [lol]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 10)]
    document = parse("\n".join(lines), "bomb.yaml")
    assert {fault.code for fault in document.faults} == {"alias"}
    assert len(document.faults) == 10 + 9 * 10
    assert document.value == {"a0": ["lol"]} | {f"a{level}": [None] * 10 for level in range(1, 10)}


def test_no_python_objects() -> None:
    document = parse("a: !!python/object/apply:os.system ['true']\nb: !own 3\n", "x")
    assert [(fault.code, fault.line) for fault in document.faults] == [("tag", 1), ("tag", 2)]
    assert document.value == {"a": ["true"], "b": 3}


def test_of_duplicate_keys_the_first_stays_and_the_second_is_told() -> None:
    document = parse("a: 1\nb: {c: 2}\na: 3\nb: {d: 4}\n", "x")
    assert document.value == {"a": 1, "b": {"c": 2}}
    assert [(fault.where, fault.code, fault.line) for fault in document.faults] == [("a", "duplicate-key", 3), ("b", "duplicate-key", 4)]


def test_merge_keys_are_only_keys() -> None:
    assert parse("<<: {a: 1}\n", "x").value == {"<<": {"a": 1}}


def test_where_people_find_a_field() -> None:
    assert at("", ("a", 0, 1, "b")) == "a[0][1].b"


SAFE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff\x85\u2028\u2029"), max_size=20)


def trees(texts: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    """Return trees of everything that JSON can hold."""
    return st.recursive(
        st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False) | texts,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=12,
    )


WORDS = SAFE.filter(lambda text: not re.search(r"[0-9]", text))
"""PyYAML writes the text 1e5 bare, because YAML 1.1 sees no number in it; we do, as JSON does."""


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(SAFE, trees(SAFE), min_size=1, max_size=4))
def test_json_is_read_as_json_reads_it(tree: dict[str, object]) -> None:
    """An independent writer (json) and reader agree on every tree."""
    assert parse(json.dumps(tree), "x.json").value == json.loads(json.dumps(tree))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(WORDS, trees(WORDS), min_size=1, max_size=4))
def test_what_pyyaml_writes_is_read_again(tree: dict[str, object]) -> None:
    assert parse(yaml.safe_dump(tree, allow_unicode=True), "x.yaml").value == tree


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_it_fall(content: bytes) -> None:
    """Whatever the bytes, there is a tree or a list of faults, and no other error."""
    with contextlib.suppress(InputFaultsError):
        assert parse(content, "x").value is not None
