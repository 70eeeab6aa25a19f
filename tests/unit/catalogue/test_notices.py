"""Beside a measure stand the laws that touch it and the money there is for it, as of the study's day."""

from datetime import date

from leitplanke.catalogue.compiled import read
from leitplanke.catalogue.notices import beside, noticed

CHECKED = date(2026, 11, 22)


def phases(id_: str, on: date) -> dict[str, str]:
    return {notice.entry.id: notice.standing.phase for notice in beside(read(), id_, on)}


def test_the_exit_folder_is_touched_by_the_two_rules_on_switching() -> None:
    rules = {"rule.data-act-switching": "running", "rule.data-act-no-switching-charges": "coming"}
    assert phases("measure.cloud.exit-folder", CHECKED) == rules
    assert phases("measure.cloud.exit-folder", date(2027, 1, 12)) == dict.fromkeys(rules, "running")


def test_what_is_over_stays_visible_as_over() -> None:
    found = phases("measure.cyber.basics-27076", date(2027, 2, 1))
    assert (found["programme.go-digital"], found["programme.bafa-advice"], found["programme.mid-nrw"]) == ("over", "over", "running")


def test_a_rule_stands_beside_an_unseen_too_and_before_programmes() -> None:
    assert "rule.nis2" in phases("unseen.cyber.incident", CHECKED)
    kinds = [id_.partition(".")[0] for id_ in phases("measure.iot.ai-pilot", CHECKED)]
    assert kinds == sorted(kinds, reverse=True)
    assert {"rule", "programme"} == set(kinds)


def test_what_nothing_touches_has_no_notice() -> None:
    assert beside(read(), "measure.staff.key-person-doc", CHECKED) == ()


def test_all_of_them_are_unchecked_a_year_later() -> None:
    later = noticed(read(), date(2027, 11, 22))
    assert len(later) == len(read().rules) + len(read().programmes) == 23
    assert all(notice.standing.unchecked for notice in later)
    assert not any(notice.standing.unchecked for notice in noticed(read(), CHECKED))
