"""A trace keeps every node once."""

import pytest

from leitplanke.primitives.trace import TraceBuilder, TraceNode


def test_nodes_in_the_order_they_came() -> None:
    trace = TraceBuilder()
    first = TraceNode(id="b", value=1.0, unit="EUR", operation="given")
    second = TraceNode(id="a", value=2.0, unit="EUR", operation="product", inputs=("b",), parameters=(("factor", 2.0),))
    assert [trace.add(first), trace.add(second), trace.add(first)] == ["b", "a", "b"]
    assert trace.table() == (first, second)


def test_one_id_cannot_mean_two_numbers() -> None:
    trace = TraceBuilder()
    trace.add(TraceNode(id="a", value=1.0, unit="EUR", operation="given"))
    with pytest.raises(ValueError, match="a"):
        trace.add(TraceNode(id="a", value=2.0, unit="EUR", operation="given"))
