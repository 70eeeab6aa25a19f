"""One slim line above a page: the firm, the step, the minutes left, and what comes next."""

from dataclasses import dataclass
from uuid import UUID

from leitplanke.web.companies.models import Company
from leitplanke.web.guide.standing import Stage, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What the line says; without `stage` the page belongs to no step, without `following` nothing is left to do.

    `minutes` are those to the first result, after it those of the step; None where nothing is left.
    """

    company_id: UUID
    firm: str
    stage: Stage | None
    following: Stage | None
    settled: int
    minutes: int | None
    to_result: bool
    marks: tuple[str, ...]


def line_of(company: Company, standing: Standing, step: str) -> Line:
    """Return the line of a page that belongs to `step` (an id, or empty)."""
    stage, to_result = standing.stage(step), standing.study_id is None
    minutes = standing.minutes_to_result if to_result else stage.minutes if stage else 0
    return Line(
        company_id=company.pk,
        firm=company.name,
        stage=stage,
        following=standing.following(step),
        settled=standing.settled,
        minutes=minutes or None,
        to_result=to_result,
        marks=tuple("now" if one is stage else one.state for one in standing.stages),
    )
