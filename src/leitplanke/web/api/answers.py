"""Answers given at the desk; what people answer in waves never comes this way."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field, model_validator

from leitplanke.catalogue.entries import Role
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.api.companies import Change
from leitplanke.web.api.paging import Listed, Part, rows_of
from leitplanke.web.api.scoping import firm_for
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.survey import answering
from leitplanke.web.survey.models import LEVELS, Rater, Rating

router = Router(tags=["answers"])
Missing = Literal["unknown", "not-applicable"]


class AnswerIn(Schema):
    """Either a level, 0 the lowest, or why there is none; "does not apply" needs its reason."""

    model_config = ConfigDict(extra="forbid")

    level: Annotated[int, Field(ge=0, lt=LEVELS, strict=True)] | None = None
    missing: Missing | None = None
    reason: Annotated[str, Field(max_length=answering.MOST_REASON)] = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        """Refuse both or none, and a missing reason."""
        if (self.level is None) == (self.missing is None):
            raise ValueError
        if self.missing == "not-applicable" and not answering.one_line(self.reason):
            raise ValueError
        return self

    @property
    def choice(self) -> str:
        """The answer as forms name it."""
        return self.missing or str(self.level)

    @property
    def kept_reason(self) -> str:
        """The reason as it is stored: only with "does not apply"."""
        return answering.one_line(self.reason) if self.missing == "not-applicable" else ""


class AnswerOut(Schema):
    """An answer at the desk."""

    indicator: str
    role: str
    level: int | None
    missing: Missing | None
    reason: str
    catalogue_version: str
    saved_at: datetime

    @staticmethod
    def resolve_role(row: Rating) -> str:
        """Return whose answer it is."""
        return row.rater.role

    @staticmethod
    def resolve_missing(row: Rating) -> str | None:
        """Return why there is no level, null if there is one."""
        return row.missing or None


class AnswerPut(Schema):
    """What became of an answer that was sent."""

    change: Change
    answer: AnswerOut


@router.get("/companies/{uuid:company_id}/answers", response=Listed[AnswerOut], url_name="answers")
def list_answers(request: HttpRequest, company_id: UUID, part: Query[Part]) -> dict[str, Any]:
    """List the answers at the desk, those of workbooks too, sorted by question and role."""
    company = firm_for(request, company_id, Verb.SEE)
    rows = Rating.objects.filter(rater__company=company, rater__wave=None).select_related("rater")
    rows = rows.order_by("indicator", F("rater__role"), "pk")
    return {"items": rows_of(rows, part), "total": rows.count(), "limit": part.limit, "offset": part.offset}


@router.put("/companies/{uuid:company_id}/answers/{indicator}", response={200: AnswerPut, 201: AnswerPut}, url_name="answer")
def put_answer(request: HttpRequest, company_id: UUID, indicator: str, sent: AnswerIn, role: Role = "owner") -> Status[dict[str, Any]]:
    """Keep the answer of a role at the desk in the place of the last one; sending the same again changes nothing."""
    company = firm_for(request, company_id, Verb.EDIT)
    if indicator not in {one.id for one in catalogue().indicators}:
        raise Http404
    with transaction.atomic():
        Company.objects.select_for_update().get(pk=company.pk)
        rater = _rater(company, role)
        before = Rating.objects.filter(rater=rater, indicator=indicator).select_related("rater").first()
        if before and (before.choice, before.reason) == (sent.choice, sent.kept_reason):
            return Status(HTTPStatus.OK, {"change": "unchanged", "answer": before})
        kept = answering.write(rater, indicator, sent.choice, sent.reason)
    status, change = (HTTPStatus.OK, "updated") if before else (HTTPStatus.CREATED, "created")
    return Status(status, {"change": change, "answer": kept})


@router.delete("/companies/{uuid:company_id}/answers/{indicator}", response={204: None}, url_name="answer")
def delete_answer(request: HttpRequest, company_id: UUID, indicator: str, role: Role = "owner") -> Status[None]:
    """Take the answer of a role at the desk back; a second time changes nothing. Answers of workbooks and waves stay."""
    company = firm_for(request, company_id, Verb.EDIT)
    if indicator not in {one.id for one in catalogue().indicators}:
        raise Http404
    rows = Rating.objects.filter(rater__company=company, rater__wave=None, rater__role=role, indicator=indicator)
    (rows if role == "owner" else rows.filter(rater__workbook=None)).delete()
    return Status(HTTPStatus.NO_CONTENT, None)


def _rater(company: Company, role: Role) -> Rater:
    """Return the one who answers for a role at the desk; answers of workbooks stay their own."""
    if role == "owner":
        return answering.owner_of(company)
    found = Rater.objects.filter(company=company, wave=None, role=role, workbook=None).first()
    return found or Rater.objects.create(company=company, role=role)
