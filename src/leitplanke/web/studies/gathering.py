"""Step 3 of the nine: rows of the database become the inputs of a study."""

import json
from typing import TYPE_CHECKING, cast

from leitplanke.assessment.rating import Answer, Missing, Rater
from leitplanke.primitives.plain import plain, restore
from leitplanke.study.inputs import DaysPerQuarter, Limits, StudyInputs
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.kept import file_moments, kept_of
from leitplanke.web.strengths.rating import strengths_of
from leitplanke.web.survey.models import Rater as RaterRow
from leitplanke.web.survey.models import Rating
from leitplanke.web.weights.weighing import weights_of

if TYPE_CHECKING:
    from leitplanke.catalogue.entries import Role

_MISSING: dict[str, Missing] = {"unknown": "unknown", "not-applicable": "not-applicable"}


def gather(company: Company) -> StudyInputs:
    """Return everything known about a firm; answers that lack their reason are left out.

    Raises
    ------
    ValueError
        If the profile lacks staff or turnover.
    """
    raters = {row.pk: _rater(row) for row in RaterRow.objects.filter(company=company, wave=None)}
    ratings = Rating.objects.filter(rater__company=company, rater__wave=None).order_by("indicator", "rater_id")
    answers = tuple(_answer(row, raters[row.rater_id].id) for row in ratings if row.counts)
    own = kept_of(company)
    answered = {answer.indicator for answer in answers}
    return StudyInputs(
        company=company.profile(),
        start=company.start,
        raters=tuple(rater for rater in raters.values() if any(answer.rater == rater.id for answer in answers)),
        answers=answers,
        moments=tuple(one for one in file_moments(company) if one.indicator not in answered),
        running=own.running,
        overrides=own.overrides,
        not_relevant=own.not_relevant,
        decided=own.decided,
        funding=own.funding,
        starts=own.starts,
        strengths=strengths_of(company),
        weights=weights_of(company),
        limits=Limits(
            budget_eur_per_year=company.budget_eur_per_year,
            person_days_per_quarter=DaysPerQuarter(
                owner=company.owner_days_per_quarter,
                management=company.management_days_per_quarter,
                it=company.it_days_per_quarter,
                staff=company.staff_days_per_quarter,
            ),
            last_start=company.last_start or None,
            tolerable_loss_eur=company.tolerable_loss_eur,
        ),
    )


def _rater(row: RaterRow) -> Rater:
    return Rater(id=f"rater-{row.pk}", role=cast("Role", row.role), weight=row.weight)


def _answer(row: Rating, rater: str) -> Answer:
    return Answer(rater=rater, indicator=row.indicator, level=row.level, missing=_MISSING.get(row.missing), reason=row.reason)


def to_text(inputs: StudyInputs) -> str:
    """Return inputs as the text that is stored; equal inputs give equal text."""
    return json.dumps(plain(inputs), ensure_ascii=False, sort_keys=True)


def from_text(text: str) -> StudyInputs:
    """Return the inputs of a stored text."""
    return restore(StudyInputs, json.loads(text))
