"""What the program writes it reads again, unchanged."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitplanke.primitives.plain import plain, restore


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A leaf."""

    name: str
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A tree."""

    height: float
    leaves: tuple[Leaf, ...] = ()
    first: Leaf | None = None
    groups: tuple[tuple[str, ...], ...] = ()
    sizes: tuple[float, float, float] = (0.0, 0.0, 0.0)
    pairs: tuple[tuple[str, float], ...] = ()
    best: tuple[Leaf, float] | None = None


LEAVES = st.builds(Leaf, name=st.text(), day=st.none() | st.dates())
FLOATS = st.floats(allow_nan=False)


@given(
    st.builds(
        Tree,
        height=FLOATS,
        leaves=st.lists(LEAVES, max_size=3).map(tuple),
        first=st.none() | LEAVES,
        groups=st.lists(st.lists(st.text(), max_size=3).map(tuple), max_size=3).map(tuple),
        sizes=st.tuples(FLOATS, FLOATS, FLOATS),
        best=st.none() | st.tuples(LEAVES, FLOATS),
        pairs=st.lists(st.tuples(st.text(), FLOATS), max_size=3).map(tuple),
    )
)
def test_there_and_back(tree: Tree) -> None:
    assert restore(Tree, plain(tree)) == tree


def test_the_plain_form_is_json() -> None:
    tree = Tree(height=1.5, leaves=(Leaf(name="a", day=date(2026, 11, 22)),), pairs=(("x", 2.0),))
    assert plain(tree) == {
        "height": 1.5,
        "leaves": [{"name": "a", "day": "2026-11-22"}],
        "first": None,
        "groups": [],
        "sizes": [0.0, 0.0, 0.0],
        "pairs": [["x", 2.0]],
        "best": None,
    }


def test_what_is_missing_takes_its_default() -> None:
    assert restore(Tree, {"height": 2}) == Tree(height=2.0)
    assert isinstance(restore(Tree, {"height": 2}).height, float)


def test_another_shape_is_an_error() -> None:
    with pytest.raises(TypeError):
        restore(Tree, {"height": 1.0, "width": 2.0})
    with pytest.raises(TypeError):
        plain({1, 2})
