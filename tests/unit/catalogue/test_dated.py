"""A rule or programme stands as its dates say on the day of the study, whatever the clock says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from leitplanke.catalogue import compiled
from leitplanke.catalogue.dated import FRESH_DAYS, Phase, Programme, Rule, standing

CHECKED = date(2026, 11, 22)


def rule(name: str) -> Rule:
    return next(entry for entry in compiled.read().rules if entry.id == f"rule.{name}")


def programme(name: str) -> Programme:
    return next(entry for entry in compiled.read().programmes if entry.id == f"programme.{name}")


@pytest.mark.parametrize(
    ("name", "on", "phase"),
    [
        ("data-act", date(2024, 1, 10), "coming"),
        ("data-act", date(2025, 9, 11), "coming"),
        ("data-act", date(2025, 9, 12), "running"),
        ("data-act-design", date(2026, 9, 11), "coming"),
        ("data-act-design", date(2026, 9, 12), "running"),
        ("data-act-no-switching-charges", CHECKED, "coming"),
        ("data-act-no-switching-charges", date(2027, 1, 12), "running"),
        ("data-act-old-contracts", date(2027, 9, 11), "coming"),
        ("data-act-old-contracts", date(2027, 9, 12), "running"),
        ("p2b", date(2020, 7, 11), "coming"),
        ("p2b", CHECKED, "running"),
        ("nis2", date(2025, 12, 5), "coming"),
        ("nis2", date(2025, 12, 6), "running"),
        ("ai-act-literacy", date(2025, 2, 1), "coming"),
        ("ai-act-literacy", date(2025, 2, 2), "running"),
        ("betrvg-87", date(1990, 1, 1), "running"),
        ("betrvg-94", date(2030, 1, 1), "running"),
    ],
)
def test_a_law_applies_from_its_day(name: str, on: date, phase: Phase) -> None:
    """Days as the sources give them (Data Act Art. 50 and 29, BSIG, AI Act Art. 113)."""
    assert standing(rule(name), on).phase == phase


@pytest.mark.parametrize(
    ("name", "on", "phase"),
    [
        ("go-digital", date(2024, 12, 31), "running"),
        ("go-digital", date(2025, 1, 1), "over"),
        ("digital-jetzt", date(2020, 9, 6), "coming"),
        ("digital-jetzt", date(2023, 12, 31), "running"),
        ("digital-jetzt", CHECKED, "over"),
        ("bafa-advice", date(2026, 12, 31), "running"),
        ("bafa-advice", date(2027, 1, 1), "over"),
        ("kfw-511", date(2025, 6, 30), "coming"),
        ("kfw-511", CHECKED, "running"),
        ("mid-nrw", CHECKED, "running"),
    ],
)
def test_a_programme_is_open_between_its_days(name: str, on: date, phase: Phase) -> None:
    assert standing(programme(name), on).phase == phase


@pytest.mark.parametrize(("days", "unchecked"), [(0, False), (90, False), (91, True), (1000, True)])
def test_what_nobody_checked_for_ninety_days_is_unchecked(days: int, unchecked: bool) -> None:  # noqa: FBT001 - the expectation
    found = standing(programme("kfw-511"), CHECKED + timedelta(days=days))
    assert (found.unchecked, found.age) == (unchecked, days)
    assert FRESH_DAYS == 90


def test_a_study_before_the_check_is_not_unchecked() -> None:
    found = standing(rule("nis2"), CHECKED - timedelta(days=200))
    assert (found.unchecked, found.age) == (False, 0)


def test_the_next_change_is_the_first_day_of_the_next_phase() -> None:
    bafa = programme("bafa-advice")
    assert standing(bafa, CHECKED).changes == date(2027, 1, 1)
    assert standing(bafa, date(2026, 12, 31)).changes == date(2027, 1, 1)
    assert standing(bafa, date(2027, 1, 1)).changes is None
    assert standing(programme("digital-jetzt"), date(2020, 1, 1)).changes == date(2020, 9, 7)
    assert standing(rule("betrvg-87"), CHECKED).changes is None
    for on in (date(2020, 1, 1), date(2022, 1, 1)):
        day = standing(programme("digital-jetzt"), on).changes
        assert day is not None
        assert standing(programme("digital-jetzt"), day).phase != standing(programme("digital-jetzt"), day - timedelta(days=1)).phase


@pytest.mark.parametrize("status", ["paused", "exhausted", "announced"])
def test_a_programme_without_money_is_closed_inside_its_days(status: str) -> None:
    """Outside its days the dates decide."""
    bafa = replace(programme("bafa-advice"), status=status)
    assert standing(bafa, CHECKED).phase == "closed"
    assert standing(bafa, date(2027, 1, 1)).phase == "over"


def test_an_end_without_a_day_is_over_at_once() -> None:
    """The loader refuses it in a file; a value built in code still gets a sensible answer."""
    ended = replace(programme("zim"), status="ended")
    assert standing(ended, CHECKED).phase == "over"
    assert standing(replace(rule("p2b"), status="repealed"), CHECKED).phase == "over"
