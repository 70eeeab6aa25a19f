"""All papers of one result: the right kind of file each, in both languages, of much and of almost nothing."""

from dataclasses import replace
from datetime import date

import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.papers import PAPERS, Matter, Paper, make
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.result import ExistentialProbability, StudyResult

STARTS = {"pdf": b"%PDF-1.7", "docx": b"PK\x03\x04", "html": b"<!DOCTYPE html>", "xlsx": b"PK\x03\x04"}


def begins(paper: Paper) -> bytes:
    return STARTS[paper.rpartition(".")[2]]


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_is_what_its_name_says(paper: Paper, result: StudyResult, catalogue: Catalogue) -> None:
    matter = Matter(result=result, catalogue=catalogue, on=date(2026, 11, 22))
    assert make(paper, matter, "de").startswith(begins(paper))


def test_without_a_day_no_date_is_invented(result: StudyResult, catalogue: Catalogue) -> None:
    matter = Matter(result=result, catalogue=catalogue)
    first = make("report.html", matter, "de")
    assert first == make("report.html", matter, "de")
    assert b"Bericht aus der Leitplanke \xc2\xb7" in first


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_papers_of_almost_nothing(paper: Paper, language: Language, result: StudyResult, catalogue: Catalogue) -> None:
    """No plan, no equity, no loss, no open question, no trace: the paper still stands, and PDF/UA still holds."""
    unseens = tuple(replace(one, expected_annual_loss_eur=0.0, low=0.0, high=0.0, loss_rate_per_year=0.0) for one in result.risk.unseens)
    unknown = ExistentialProbability(liquidity=None, equity=None)
    risk = replace(result.risk, unseens=unseens, existential_probability=unknown, resilience=None, exceedance=(), assumed_share=0.0)
    bare = replace(
        result,
        company=replace(result.company, equity_eur=None),
        risk=risk,
        plan=replace(result.plan, measures=(), quarters=(), after=risk),
        paths=(),
        assumptions=(),
        missing=(),
        disagreements=(),
        trace=(),
    )
    assert make(paper, Matter(result=bare, catalogue=catalogue), language).startswith(begins(paper))
