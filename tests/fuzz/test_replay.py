"""Kept inputs are tried at every reader: those that once broke one, and those from which the fuzzer starts."""

import random

import pytest
from fuzz_damage import damaged
from fuzz_targets import TARGETS, seeds

from fuzz import SLOW, Tally, attempt

PER_TARGET = 30
"""Fresh inputs by target here; ``make test-long`` tries a million."""


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_kept_inputs_break_nothing(name: str) -> None:
    found = Tally()
    kept = seeds(name)
    assert kept
    for data in kept:
        attempt(name, data, found)
    assert list(found.failures) == []
    assert found.slowest < SLOW


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_fresh_damage_breaks_nothing(name: str) -> None:
    chance, found, kept = random.Random(name), Tally(), seeds(name)  # noqa: S311 - the same inputs each time
    for _ in range(PER_TARGET if TARGETS[name].share > 0.01 else PER_TARGET // 6):
        attempt(name, damaged(kept, TARGETS[name].shape, chance), found)
    assert list(found.failures) == []


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_each_reader_reads_a_seed(name: str) -> None:
    # A fuzzer whose seeds are all refused at the door tests only the door.
    assert any(TARGETS[name].run(data).startswith("read") for data in seeds(name))


def test_the_fuzzer_finds_what_breaks() -> None:
    found = Tally()
    broken = "broken"
    TARGETS[broken] = type(TARGETS["document"])(lambda data: str(data[10]), "bytes", 0.0)
    try:
        attempt(broken, b"short", found)
    finally:
        del TARGETS[broken]
    assert [why.partition(" ")[0] for why in found.failures] == ["IndexError"]
