"""What the shared sentences say, and what they say when something is unknown, missing or nothing."""

from dataclasses import replace

import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import sentences
from leitplanke.reports.words import Language
from leitplanke.study.result import Band, ExistentialProbability, StudyResult


def with_existence(result: StudyResult, liquidity: Band | None, equity: Band | None) -> StudyResult:
    chances = ExistentialProbability(liquidity=liquidity, equity=equity)
    return replace(result, risk=replace(result.risk, existential_probability=chances))


def test_headline_german(result: StudyResult, catalogue: Catalogue) -> None:
    chance, origin, help_ = sentences.headline(result, catalogue, "de")
    assert "4 von 100 solchen Firmen in 5 Jahren (Spanne 1 bis 7 von 100)" in chance
    # The made-up losses sum to 83,200 EUR; networks have 32,200 of it (39 %).
    assert "rund 83.000\u00a0€ im Jahr (52.000 bis 140.000\u00a0€)" in origin
    assert origin.split(". ")[1].startswith("39\u00a0% davon")
    assert "„Neue Kundengruppen gewinnen“ (ab 2.\u00a0Quartal 2027)" in help_
    assert "5 Maßnahmen" in help_


def test_headline_english(result: StudyResult, catalogue: Catalogue) -> None:
    chance, origin, help_ = sentences.headline(result, catalogue, "en")
    assert "4 in 100 such firms in 5 years (range 1 to 7 in 100)" in chance
    assert "€83,000 a year (€52,000 to €140,000)" in origin
    assert "(from Q2 2027)" in help_


@pytest.mark.parametrize(("language", "word"), [("de", "Eigenkapital"), ("en", "equity")])
def test_equity_stands_in_for_unknown_liquidity(result: StudyResult, catalogue: Catalogue, language: Language, word: str) -> None:
    known = Band(low=0.01, mid=0.02, high=0.03)
    assert word in sentences.headline(with_existence(result, None, known), catalogue, language)[0]


def test_without_any_balance_the_worst_cases_stand_first(result: StudyResult, catalogue: Catalogue) -> None:
    sentence = sentences.headline(with_existence(result, None, None), catalogue, "de")[0]
    assert "1.500.000\u00a0€" in sentence
    assert "Firmen" not in sentence


def test_printed_range_never_excludes_the_number(result: StudyResult, catalogue: Catalogue) -> None:
    skewed = Band(low=0.0, mid=0.06, high=0.03)
    assert "(Spanne 0 bis 6 von 100)" in sentences.headline(with_existence(result, skewed, None), catalogue, "de")[0]


def test_empty_plan_says_so(result: StudyResult, catalogue: Catalogue) -> None:
    bare = replace(result, plan=replace(result.plan, measures=()))
    assert "keine Maßnahme" in sentences.headline(bare, catalogue, "de")[2]


def test_no_loss_at_all(result: StudyResult, catalogue: Catalogue) -> None:
    nothing = tuple(replace(one, expected_annual_loss_eur=0.0, low=0.0, high=0.0) for one in result.risk.unseens)
    safe = replace(result, risk=replace(result.risk, unseens=nothing))
    assert "kein Schaden" in sentences.headline(safe, catalogue, "de")[1]


@pytest.mark.parametrize(
    ("equity", "word"),
    [(None, "Privatvermögen haftet"), (-50_000.0, "heute schon negativ")],
)
def test_private_liability(result: StudyResult, equity: float | None, word: str) -> None:
    told = sentences.liability(replace(result, company=replace(result.company, equity_eur=equity)), "de")
    assert told is not None
    assert word in told


def test_no_liability_note_with_equity(result: StudyResult) -> None:
    assert sentences.liability(result, "de") is None


def test_running_unseens_are_named(result: StudyResult, catalogue: Catalogue) -> None:
    told = sentences.running(result, catalogue, "de")
    assert told is not None
    assert "„Cloud wird teurer, Wechsel lohnt nicht“" in told


def test_path_of_three(result: StudyResult, catalogue: Catalogue) -> None:
    told = sentences.paths(result, catalogue, "de")[1]
    assert told.count("„") == 3
    assert "und das wiederum zu" in told
    assert "640\u00a0€" in told


def test_open_questions_with_and_without_effect(result: StudyResult, catalogue: Catalogue) -> None:
    told = sentences.missing(replace(result, missing=(*result.missing, replace(result.missing[1], narrowing=0.0))), catalogue, "de")
    assert "12\u00a0%" in told[0]
    assert "wenig Einfluss" in told[-1]


def test_existence_figure_is_no_insolvency_probability() -> None:
    for language, label in (("de", "digitale Unseens allein"), ("en", "digital Unseens alone exhaust liquidity at the stated cash flow")):
        assert label in sentences.existential_label(language, "liquidity")  # type: ignore[arg-type]


def test_cards_have_unit_range_and_trail(result: StudyResult) -> None:
    for card in sentences.cards(result, "de"):
        assert card.label
        assert card.help
        assert "Spanne" in card.range
        assert card.trace


def test_comparison_with_published_insolvencies() -> None:
    """Calibration: 23,900 of 3.87 million firms is about 0.6 % a year, so about 3 % in five years."""
    german = sentences.comparison("de")
    assert "rund 0,6\u00a0% der Firmen" in german
    assert "in 5 Jahren sind das rund 3\u00a0%" in german
    assert "23.900" in german


def test_only_open_points_of_little_weight_are_not_also_open(result: StudyResult, catalogue: Catalogue) -> None:
    little = tuple(replace(one, narrowing=0.0) for one in result.missing)
    (sentence,) = sentences.missing(replace(result, missing=little), catalogue, "de")
    assert sentence.startswith("Offen, doch mit wenig Einfluss")
