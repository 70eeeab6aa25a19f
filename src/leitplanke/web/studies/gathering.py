"""Step 3 of the nine: rows of the database become the inputs of a study."""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from leitplanke.assessment.rating import Answer, Missing, Moments, Rater
from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.merging import condensed
from leitplanke.company.dependence.partner import Relation
from leitplanke.primitives.measurement import StatedFirst
from leitplanke.primitives.plain import plain, restore
from leitplanke.study.dependence import Dependence
from leitplanke.study.inputs import DaysPerQuarter, Limits, StudyInputs
from leitplanke.web.catalogue import catalogue
from leitplanke.web.cloud.keeping import inventory_of
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.entries import own_of
from leitplanke.web.estimates.kept import file_moments, kept_of
from leitplanke.web.ledger.intake import ledger_of
from leitplanke.web.strengths.rating import strengths_of
from leitplanke.web.survey.models import Rater as RaterRow
from leitplanke.web.survey.models import Rating
from leitplanke.web.waves.counting import joined, wave_moments
from leitplanke.web.weights.weighing import weights_of

if TYPE_CHECKING:
    from leitplanke.catalogue.entries import Role

RATER = "rater-"
"""Begins the name that a study gives to somebody at the desk; a number follows."""
_MISSING: dict[str, Missing] = {"unknown": "unknown", "not-applicable": "not-applicable"}


def gather(company: Company) -> StudyInputs:
    """Return everything known about a firm; answers that lack their reason are left out.

    Raises
    ------
    ValueError
        If the profile lacks staff or turnover.
    """
    answered = _answers(company)
    own, added = kept_of(company), own_of(company)
    inputs = StudyInputs(
        company=company.profile(),
        start=company.start,
        raters=answered.raters,
        answers=answered.answers,
        moments=answered.moments,
        running=own.running,
        overrides=own.overrides,
        not_relevant=own.not_relevant,
        decided=own.decided,
        funding=own.funding,
        starts=own.starts,
        strengths=strengths_of(company),
        weights=weights_of(company),
        own_unseens=added.own_unseens,
        own_measures=added.own_measures,
        dependence=_dependence(company),
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
    return _numbered(inputs)


def _dependence(company: Company) -> Dependence:
    ledger, values = ledger_of(company), [row.value() for row in company.network_entries.all()]
    return replace(
        inventory_of(company).dependence,
        ledger=condensed(ledger) if ledger else None,
        relations=tuple(one for one in values if isinstance(one, Relation)),
        channels=tuple(one for one in values if isinstance(one, Channel)),
        stated_first=tuple(one for one in values if isinstance(one, StatedFirst)),
    )


@dataclass(frozen=True, slots=True)
class _Answered:
    raters: tuple[Rater, ...]
    answers: tuple[Answer, ...]
    moments: tuple[Moments, ...]


def _answers(company: Company) -> _Answered:
    """Return what the desk says answer by answer, and what waves say in moments; both before what a file once said.

    What a wave says enters as moments only, so that no single answer of it ever lies in a stored study.
    """
    people = {row.pk: _rater(row) for row in RaterRow.objects.filter(company=company, wave=None)}
    ratings = Rating.objects.filter(rater__company=company, rater__wave=None).order_by("indicator", "rater_id")
    desk = tuple(_answer(row, people[row.rater_id].id) for row in ratings if row.counts)
    waves, answers = joined(wave_moments(company, catalogue()), tuple(people.values()), desk, catalogue())
    at_desk, spoken = {answer.indicator for answer in desk}, {(one.indicator, one.group) for one in waves}
    of_file = (one for one in file_moments(company) if one.indicator not in at_desk and (one.indicator, one.group) not in spoken)
    answering = {answer.rater for answer in answers}
    return _Answered(tuple(one for one in people.values() if one.id in answering), answers, (*of_file, *waves))


def _rater(row: RaterRow) -> Rater:
    return Rater(id=f"{RATER}{row.pk}", role=cast("Role", row.role), weight=row.weight)


def _answer(row: Rating, rater: str) -> Answer:
    return Answer(rater=rater, indicator=row.indicator, level=row.level, missing=_MISSING.get(row.missing), reason=row.reason)


def to_text(inputs: StudyInputs) -> str:
    """Return inputs as the text that is stored; equal inputs give equal text."""
    return json.dumps(plain(inputs), ensure_ascii=False, sort_keys=True)


def from_text(text: str) -> StudyInputs:
    """Return the inputs of a stored text; raters that an older release named by their rows are numbered by their order."""
    return _numbered(restore(StudyInputs, json.loads(text)))


def _numbered(inputs: StudyInputs) -> StudyInputs:
    """Return inputs with raters named by their order.

    The number of a row would tell how many others answered in between, lead from a file to the database, and be another one in a copy.
    """
    names = {one.id: f"{RATER}{number}" for number, one in enumerate(inputs.raters, start=1)}
    raters = tuple(replace(one, id=names[one.id]) for one in inputs.raters)
    return replace(inputs, raters=raters, answers=tuple(replace(one, rater=names[one.rater]) for one in inputs.answers))
