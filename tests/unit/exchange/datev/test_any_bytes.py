"""Whatever bytes come: an outcome, never an exception; and what counts is counted whole or not at all."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from leitplanke.exchange.datev.importing import Imported

Import = Callable[..., Imported]
Make = Callable[..., Any]
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(data=some.binary(max_size=400))
def test_any_bytes_give_an_outcome(imported: Import, data: bytes) -> None:
    assert imported(data).refused


@QUIET
@given(place=some.integers(0, 10_000), piece=some.binary(min_size=0, max_size=6), length=some.integers(0, 40))
def test_a_damaged_batch_counts_whole_or_not_at_all(batch: Make, imported: Import, place: int, piece: bytes, length: int) -> None:
    data = batch().sale("10000", "100", f13='Müller "A"; B').sale("10001", "200", turned=True).purchase("70000", "50").data
    place %= len(data)
    found = imported(data[:place] + piece + data[place + length :])
    assert (found.ledger is None) == any(one.refuses for one in found.findings)
    for one in found.findings:
        assert one.row >= 0
        assert one.code.startswith(("datev-", "ledger-"))


@QUIET
@given(cells=some.lists(some.text(max_size=12), max_size=14))
def test_any_row_gives_an_outcome(batch: Make, imported: Import, cells: list[str]) -> None:
    made = batch()
    made.rows.append(";".join(cells))
    found = imported(made.text.encode("utf-8", "surrogatepass"))
    assert isinstance(found, Imported)
