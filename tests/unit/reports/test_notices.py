"""Laws and funding in words: the same entry on three days, and what it rests on."""

from dataclasses import replace
from datetime import date

import pytest

from leitplanke.catalogue.dated import standing
from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.notices import Notice
from leitplanke.reports import notices
from leitplanke.reports.naming import Names
from leitplanke.reports.words import Language
from leitplanke.study.result import StudyResult

CHECKED, AFTER, YEAR_LATER = date(2026, 11, 22), date(2027, 2, 1), date(2027, 11, 22)
BAFA, LEVY = "Zuschuss für Beratung (BAFA)", "EU Data Act, Artikel 29: Wechsel ohne Entgelt"
GERMAN = {
    # Applications are possible up to and including 31 December 2026.
    (BAFA, CHECKED): "läuft bis 31.\u00a0Dezember 2026",
    (BAFA, AFTER): "abgelaufen, Anträge nur bis 31.\u00a0Dezember 2026",
    (BAFA, YEAR_LATER): "abgelaufen, Anträge nur bis 31.\u00a0Dezember 2026, seit über 90 Tagen nicht geprüft",
    # Article 29 (1) binds from 12 January 2027.
    (LEVY, CHECKED): "kommt am 12.\u00a0Januar 2027",
    (LEVY, AFTER): "gilt",
    (LEVY, YEAR_LATER): "gilt, seit über 90 Tagen nicht geprüft",
}


def touching(catalogue: Catalogue, id_: str, on: date, language: Language = "de") -> dict[str, notices.NoticeText]:
    found = notices.touching(id_, on, catalogue, Names.of(catalogue, language))
    return {notice.title: notice for notice in found}


@pytest.mark.parametrize(("title", "on"), sorted(GERMAN))
def test_how_an_entry_stands_on_a_day(catalogue: Catalogue, title: str, on: date) -> None:
    measure = "measure.org.process-map" if title == BAFA else "measure.cloud.exit-folder"
    assert touching(catalogue, measure, on)[title].standing == GERMAN[title, on]


def test_how_it_stands_in_english(catalogue: Catalogue) -> None:
    standings = [
        touching(catalogue, "measure.org.process-map", on, "en")["Grant for advice (BAFA)"].standing for on in (CHECKED, AFTER, YEAR_LATER)
    ]
    over = "over, applications only until 31 December 2026"
    assert standings == ["running until 31 December 2026", over, f"{over}, not checked for more than 90 days"]


def test_ninety_days_are_still_fresh(catalogue: Catalogue) -> None:
    # 23 November 2026 and 90 days are 21 February 2027.
    assert touching(catalogue, "measure.cloud.exit-folder", date(2027, 2, 21))[LEVY].standing == "gilt"
    assert "nicht geprüft" in touching(catalogue, "measure.cloud.exit-folder", date(2027, 2, 22))[LEVY].standing


@pytest.mark.parametrize(
    ("rule", "on", "said"),
    [
        # users.md section 3: repeal proposed; chapter VI of the Data Act: the Omnibus would ease it.
        ("rule.p2b", CHECKED, "gilt, Aufhebung vorgeschlagen"),
        ("rule.data-act-switching", CHECKED, "gilt, Änderung geplant"),
        ("rule.betrvg-87", CHECKED, "gilt"),
        ("rule.data-act-old-contracts", CHECKED, "kommt am 12.\u00a0September 2027"),
    ],
)
def test_a_rule_that_is_to_change_says_so_at_once(catalogue: Catalogue, rule: str, on: date, said: str) -> None:
    entry = next(one for one in catalogue.rules if one.id == rule)
    assert notices.standing(Notice(entry, standing(entry, on)), "de") == said


@pytest.mark.parametrize(
    ("id_", "said"),
    [
        # Regulation (EU) 2023/2854, Article 50: in force 11 January 2024, applied from 12 September 2025.
        ("rule.data-act", "In Kraft ab 11.\u00a0Januar 2024, anzuwenden ab 12.\u00a0September 2025."),
        ("rule.nis2", "Anzuwenden ab 6.\u00a0Dezember 2025."),
        ("rule.betrvg-87", ""),
        ("programme.bafa-advice", "Anträge bis 31.\u00a0Dezember 2026."),
        ("programme.kfw-511", "Anträge ab 1.\u00a0Juli 2025."),
    ],
)
def test_the_dates_are_told(catalogue: Catalogue, id_: str, said: str) -> None:
    entry = next(one for one in (*catalogue.rules, *catalogue.programmes) if one.id == id_)
    assert notices.dates(entry, "de") == said
    texts = {notice.title: notice.text for one in entry.measures for notice in touching(catalogue, one, CHECKED).values()}[entry.title.de]
    assert (texts[-1] == said) if said else not texts[-1].startswith(("In Kraft", "Anzuwenden"))


def test_each_tells_where_it_was_read_and_when(catalogue: Catalogue) -> None:
    for measure in catalogue.measures:
        for notice in touching(catalogue, measure.id, CHECKED).values():
            assert notice.checked in {"22.\u00a0November 2026", "23.\u00a0November 2026"}
            assert all(address.startswith(("https://", "http://")) for source in notice.sources for address in source.addresses)
    bafa = touching(catalogue, "measure.org.process-map", CHECKED)[BAFA]
    assert [source.addresses for source in bafa.sources] == [("https://bafa24.de/artikel/bafa-unternehmensberatung-kmu-anleitung",)]
    assert "höchstens 1.750 Euro" in bafa.text[1]


def test_a_measure_that_nothing_touches_has_none(catalogue: Catalogue) -> None:
    assert touching(catalogue, "measure.staff.key-person-doc", CHECKED) == {}


def test_the_day_is_the_first_of_the_study(result: StudyResult) -> None:
    quarter = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10}[result.study.start[5:]]
    first = notices.first_day(result)
    assert (first.year, first.month, first.day) == (int(result.study.start[:4]), quarter, 1)
    assert "prüfen wir nicht" in notices.as_of(result, "de")
    assert "We do not check" in notices.as_of(result, "en")


def test_what_has_no_date_or_is_not_open_is_told_too(catalogue: Catalogue) -> None:
    # Made-up states of a real programme without an end.
    entry = next(one for one in catalogue.programmes if one.id == "programme.kfw-511")
    paused, ended = replace(entry, status="paused"), replace(entry, status="ended")
    said = [notices.standing(Notice(one, standing(one, CHECKED)), "de") for one in (entry, paused, ended)]
    assert said == ["läuft", "zurzeit nicht offen", "abgelaufen"]
