"""What comes too often is slowed down, however many processes the server has: they count together, in the database."""

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from leitplanke.web.api import middleware
from leitplanke.web.pace.counting import Pace
from leitplanke.web.pace.models import Tally
from leitplanke.web.waves import coming
from leitplanke.web.whatif import sharing


def test_a_pace_counts_by_key_and_begins_anew() -> None:
    pace = Pace("a", 2, 60.0)
    assert [pace.allows("x") for _ in range(4)] == [True, True, False, False]
    assert pace.allows("y")
    assert Pace("b", 2, 60.0).allows("x")
    pace.forget()
    assert not pace.allows("x")
    Tally.objects.update(ends=Tally.objects.first().ends - timedelta(seconds=61))
    pace.forget()
    assert [pace.allows("x") for _ in range(3)] == [True, True, False]


def test_two_processes_count_together() -> None:
    one, other = Pace("a", 5, 60.0), Pace("a", 5, 60.0)
    assert sum(pace.allows("x") for _ in range(5) for pace in (one, other)) == 5
    assert not Pace("a", 5, 60.0).allows("x")


@pytest.mark.parametrize("batch", [1, 7, 20, 90])
def test_batches_let_no_more_pass_and_hold_back_less_than_one_each(batch: int) -> None:
    paces = [Pace("a", 60, 60.0, batch=batch) for _ in range(3)]
    passed = sum(pace.allows("x") for _ in range(100) for pace in paces)
    assert passed == 60
    uneven = [Pace("b", 60, 60.0, batch=batch) for _ in range(3)]
    first = [pace.allows("x") for pace in uneven]
    alone = sum(uneven[0].allows("x") for _ in range(100))
    assert sum(first) + alone >= 60 - 2 * (batch - 1)


def test_a_batch_asks_the_database_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    pace = Pace("a", 600, 60.0, batch=20)
    pace.allows("x")
    with django_assert_num_queries(0):
        assert all(pace.allows("x") for _ in range(19))
    closed = Pace("b", 1, 60.0)
    closed.allows("x")
    assert not closed.allows("x")
    with django_assert_num_queries(0):
        # Whoever hammers on a closed door costs the database nothing.
        assert not any(closed.allows("x") for _ in range(100))


def test_a_clock_set_back_shuts_nobody_out_for_long() -> None:
    pace = Pace("a", 1, 60.0)
    pace.allows("x")
    Tally.objects.update(ends=Tally.objects.first().ends + timedelta(days=400))
    assert Pace("a", 1, 60.0).allows("x")


def test_a_flood_of_keys_fills_neither_memory_nor_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leitplanke.web.pace.counting.MOST_KEYS", 20)
    pace = Pace("a", 2, 60.0)
    for number in range(50):
        pace.allows(f"flood {number}")
    assert len(pace._known) == 20
    assert Tally.objects.count() == 50
    Tally.objects.update(ends=Tally.objects.first().ends - timedelta(seconds=61))
    pace.allows("late")
    assert Tally.objects.count() == 1


def test_the_table_cannot_be_turned_back_into_addresses(settings: Settings) -> None:
    Pace("a", 2, 60.0).allows("203.0.113.9")
    plain = {hashlib.sha256(text.encode()).hexdigest() for text in ("203.0.113.9", "a 203.0.113.9")}
    assert not plain & set(Tally.objects.values_list("digest", flat=True))
    settings.SECRET_KEY = "another server's key"  # noqa: S105 - of this test
    Pace("a", 2, 60.0).allows("203.0.113.9")
    assert Tally.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_let_through_exactly() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory is one connection for all threads")
    paces, gate = [Pace("a", 30, 60.0) for _ in range(8)], threading.Barrier(8)

    def hammer(pace: Pace) -> int:
        gate.wait()
        try:
            return sum(pace.allows("x") for _ in range(10))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(hammer, paces)) == 30


def as_another_process() -> None:
    """Take from this process what only it knows."""
    for pace in (middleware.MISSES, middleware.REQUESTS, coming.MISSES, sharing.MISSES, sharing.VIEWS):
        pace.forget()


@pytest.mark.parametrize(
    ("address", "most", "found"),
    [
        (reverse("waves:start", args=["guess"]), coming.MOST_MISSES, 404),
        ("/geteilt/guess/", sharing.MOST_MISSES, 404),
        ("/api/v1/companies", middleware.MOST_MISSES, 401),
    ],
)
def test_a_guesser_who_meets_another_process_each_time_has_no_more_tries(address: str, most: int, found: int, as_stranger: Client) -> None:
    as_another_process()
    codes = []
    for _ in range(most + 3):
        codes.append(as_stranger.get(address).status_code)
        as_another_process()
    assert codes == [found] * most + [429] * 3
