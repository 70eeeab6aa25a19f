"""Studies for programs: order one, see how far it is, take its result."""

import json
from datetime import datetime
from http import HTTPStatus
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from leitplanke.web.accounts.rights import Verb
from leitplanke.web.api.paging import Listed, Part, rows_of
from leitplanke.web.api.problems import ProblemError
from leitplanke.web.api.scoping import firm_for, firms
from leitplanke.web.audit.recording import record_export
from leitplanke.web.companies.access import row_for
from leitplanke.web.studies import jobs
from leitplanke.web.studies.models import StoredResult, Study

router = Router(tags=["studies"])


class StudyOut(Schema):
    """How far a study is; `percent` reaches 100 with its result only."""

    id: UUID
    company_id: UUID
    created_at: datetime
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    percent: int

    @staticmethod
    def resolve_percent(row: Study) -> int:
        """Return how far it is."""
        return 100 if row.state == Study.State.DONE else row.percent


@router.post("/companies/{uuid:company_id}/studies", response={202: StudyOut}, url_name="studies")
def start_study(request: HttpRequest, company_id: UUID) -> Status[Study]:
    """Order the evaluation of the present figures and answers; while nothing has changed, the study there is."""
    company = firm_for(request, company_id, Verb.EVALUATE)
    if not company.is_complete:
        raise ProblemError(HTTPStatus.CONFLICT, "incomplete")
    return Status(HTTPStatus.ACCEPTED, jobs.order(company))


@router.get("/companies/{uuid:company_id}/studies", response=Listed[StudyOut], url_name="studies")
def list_studies(request: HttpRequest, company_id: UUID, part: Query[Part]) -> dict[str, Any]:
    """List the studies of a firm, the newest first."""
    rows = Study.objects.filter(company=firm_for(request, company_id, Verb.SEE)).defer("inputs").order_by("-created_at", "pk")
    return {"items": rows_of(rows, part), "total": rows.count(), "limit": part.limit, "offset": part.offset}


@router.get("/studies/{uuid:study_id}", response=StudyOut, url_name="study")
def get_study(request: HttpRequest, study_id: UUID) -> Study:
    """Say how far a study is."""
    return _study(request, study_id, Verb.SEE)


@router.get("/studies/{uuid:study_id}/result", response=dict[str, Any], url_name="result")
def get_result(request: HttpRequest, study_id: UUID) -> dict[str, Any]:
    """Take the whole result file away (docs/reference/result-file.md); needs the right to export."""
    study = _study(request, study_id, Verb.EXPORT)
    if study.state != Study.State.DONE:
        raise ProblemError(HTTPStatus.CONFLICT, "not-done")
    record_export(study.company, "ergebnis.json")
    document: dict[str, Any] = json.loads(StoredResult.objects.values_list("document", flat=True).get(study=study))
    return document


def _study(request: HttpRequest, study_id: UUID, verb: Verb) -> Study:
    return row_for(request, Study.objects.filter(company__in=firms(request)), study_id, verb)
