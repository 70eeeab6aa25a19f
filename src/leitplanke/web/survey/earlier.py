"""Answers to questions of an older catalogue: shown under today's question where one took its place, else named; rows never change."""

from collections.abc import Iterable

from leitplanke.assessment.rating import Answer, Missing
from leitplanke.reports.former import sentence
from leitplanke.reports.words import Language
from leitplanke.study.upgrade import settle_answers
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.survey.models import Rating


def carried(rows: Iterable[Rating]) -> list[Rating]:
    """Return what earlier answers are today, not saved; an answer to today's own question comes before them."""
    known = {indicator.id for indicator in catalogue().indicators}
    found = []
    for row in rows:
        today, _ = settle_answers(catalogue(), [as_answer(row)]) if row.indicator not in known else ((), ())
        found += [_today(row, answer) for answer in today]
    return found


def told(company: Company, language: Language) -> list[str]:
    """Return a sentence for each answer of a firm that no longer counts; usually none."""
    rows = [row for row in Rating.objects.filter(rater__company=company, rater__wave=None) if row.counts]
    _, former = settle_answers(catalogue(), [as_answer(row) for row in rows])
    return [sentence(one, catalogue(), language) for one in former]


def as_answer(row: Rating) -> Answer:
    """Return a stored answer as the engine takes it."""
    if row.level is not None:
        return Answer(rater=str(row.rater_id), indicator=row.indicator, level=row.level)
    missing: Missing = "unknown" if row.missing == "unknown" else "not-applicable"
    return Answer(rater=str(row.rater_id), indicator=row.indicator, missing=missing, reason=row.reason)


def _today(row: Rating, answer: Answer) -> Rating:
    return Rating(
        rater_id=row.rater_id,
        indicator=answer.indicator,
        level=answer.level,
        missing=row.missing,
        reason=row.reason,
        catalogue_version=row.catalogue_version,
        saved_at=row.saved_at,
    )
