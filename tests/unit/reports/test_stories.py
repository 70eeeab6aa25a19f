"""A simulated future in words: every number of it is said, nothing else."""

from dataclasses import replace

import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.cli.summary import summary
from leitplanke.reports.document import compose
from leitplanke.reports.naming import Names
from leitplanke.reports.stories import Told, stories, year
from leitplanke.reports.words import Language
from leitplanke.study.courses import StoryLoss, StoryResult
from leitplanke.study.result import StudyResult

PRICE, GAP, WINDOW = "unseen.network.price-pressure", "unseen.finance.gap", "unseen.org.missed-window"


def story(**changed: object) -> StoryResult:
    first = StoryLoss(unseen=PRICE, year=0, last_year=0, caused_by="", eur=41_234.0)
    second = StoryLoss(unseen=WINDOW, year=1, last_year=4, caused_by=GAP, eur=138_000.0)
    given = StoryResult(
        kind="one_in_twenty",
        chance=0.0501,
        trial=7,
        loss_eur=212_000.0,
        losses=(first, second),
        others=3,
        others_eur=36_000.0,
        liquidity_eur=(400_000.0, 300_000.0, 200_000.0, 150_000.0, 120_000.0),
        equity_eur=None,
    )
    return replace(given, **changed)  # type: ignore[arg-type] - any field


def told(result: StudyResult, catalogue: Catalogue, one: StoryResult, language: Language = "de") -> Told:
    found = stories(replace(result, stories=(one,)), Names.of(catalogue, language))
    assert found is not None
    return found.told[0]


def test_a_future_is_told_in_order_with_its_causes(result: StudyResult, catalogue: Catalogue) -> None:
    found = told(result, catalogue, story())
    assert found.title == "1 von 20 Zukünften: 210.000\u00a0€ Schaden oder mehr"
    assert found.losses[0] == "2027: „Preisdruck des Hauptkunden“ kostet 41.000\u00a0€."
    assert found.losses[1].startswith("2028: „Geld für die Umstellung fehlt“ löst „Zeitfenster verpasst“ aus. Das kostet bis 2031")
    assert found.losses[2] == "Dazu kommen 3 kleinere Schäden, zusammen 36.000\u00a0€."
    assert found.ending == "Am Ende von 2031 sind noch 120.000\u00a0€ auf dem Konto; heute sind es 420.000\u00a0€."


def test_the_first_year_without_money_is_named(result: StudyResult, catalogue: Catalogue) -> None:
    gone = story(
        kind="liquidity_exhausted", chance=0.041, liquidity_eur=(9e4, -2e4, -5e4, 1e4, 2e4), equity_eur=(5e5, 4e5, -1.0, -2e5, -3e5)
    )
    found = told(result, catalogue, gone, "en")
    assert found.title == "4 in 100 futures: the money runs out"
    assert found.typical == "A typical example with €210,000 of loss:"
    assert found.ending == "At the end of 2028 the money is gone: €20,000 is missing. At the end of 2029 the equity is used up."


def test_nothing_happens_in_a_quiet_future(result: StudyResult, catalogue: Catalogue) -> None:
    found = told(result, catalogue, story(losses=(), others=0, others_eur=0.0, loss_eur=0.0, liquidity_eur=None))
    assert found.losses == ("Es geschieht nichts, was Geld kostet.",)
    assert found.ending == ""


@pytest.mark.parametrize(("start", "expected"), [("2027-Q1", "2029"), ("2026-Q4", "Jahr 3 (ab 4.\u00a0Quartal 2028)")])
def test_years_that_are_no_calendar_years_say_so(result: StudyResult, start: str, expected: str) -> None:
    assert year(replace(result, study=replace(result.study, start=start)), 2, "de") == expected


@pytest.mark.parametrize("language", ["de", "en"])
def test_page_report_and_terminal_tell_the_same(real: StudyResult, catalogue: Catalogue, language: Language) -> None:
    found = stories(real, Names.of(catalogue, language))
    assert found is not None
    report = " ".join(getattr(block, "text", "") for block in compose(real, catalogue, language).blocks)
    terminal = " ".join(summary(real, catalogue, language).split())
    for one in found.told:
        for sentence in one.losses:
            assert sentence in report
            assert " ".join(sentence.split()) in terminal


def test_an_older_result_tells_nothing(result: StudyResult, catalogue: Catalogue) -> None:
    assert stories(result, Names.of(catalogue, "de")) is None
