"""Firms for programs: list, get, and put by the name that the other program has for them."""

from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest
from ninja import Path, Query, Router, Schema, Status
from pydantic import AfterValidator, ConfigDict, Field

from leitplanke.reports.words import say
from leitplanke.web.accounts.models import Membership, Organisation
from leitplanke.web.accounts.rights import NotAllowedError, Role, Verb
from leitplanke.web.api.models import MOST_EXTERNAL, ExternalId
from leitplanke.web.api.paging import Listed, Part, rows_of
from leitplanke.web.api.problems import ProblemError, language_of
from leitplanke.web.api.scoping import firm_for, firms, token_of
from leitplanke.web.archive.removing import remove
from leitplanke.web.companies.fields import MOST_EUR
from leitplanke.web.companies.forms import MOST_DAYS, MOST_STAFF
from leitplanke.web.companies.models import Company

router = Router(tags=["companies"])
Change = Literal["created", "updated", "unchanged"]
LegalForm = Literal["", "einzelunternehmen", "gbr", "ohg", "kg", "gmbh", "gmbh-co-kg", "ug", "ag", "eg", "other"]
EXTERNAL = rf"^[A-Za-z0-9][A-Za-z0-9._-]{{0,{MOST_EXTERNAL - 1}}}$"
ExternalName = Annotated[str, Path(pattern=EXTERNAL)]
WITHIN_TURNOVER = ("largest_buyer_eur", "platform_revenue_eur")


def one_line(text: str) -> str:
    """Return a text as one line, as the pages keep it."""
    return " ".join(text.replace("\0", "").split())


def named(text: str) -> str:
    """Return a text as one line that is not empty.

    Raises
    ------
    ValueError
        If nothing is left of it.
    """
    if not one_line(text):
        raise ValueError
    return one_line(text)


Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(named)]
Line = Annotated[str, Field(max_length=120), AfterValidator(one_line)]
Euros = Annotated[float, Field(ge=0.0, le=MOST_EUR, allow_inf_nan=False)] | None
SomeEuros = Annotated[float, Field(gt=0.0, le=MOST_EUR, allow_inf_nan=False)] | None
Balance = Annotated[float, Field(ge=-1e9, le=MOST_EUR, allow_inf_nan=False)] | None
Days = Annotated[float, Field(ge=0.0, le=MOST_DAYS, allow_inf_nan=False)] | None


class CompanyIn(Schema):
    """A firm as sent: what is left out stays as it is, null clears a figure."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    sector: Line = ""
    region: Line = ""
    legal_form: LegalForm = ""
    owner_led: bool | None = None
    staff: Annotated[float, Field(gt=0.0, le=MOST_STAFF, allow_inf_nan=False)] | None = None
    turnover_eur: SomeEuros = None
    balance_sheet_eur: Euros = None
    value_added_eur: SomeEuros = None
    equity_eur: Balance = None
    liquidity_eur: Euros = None
    free_cash_flow_eur_per_year: Balance = None
    payroll_eur_per_year: SomeEuros = None
    largest_buyer_eur: Euros = None
    platform_revenue_eur: Euros = None
    cloud_spend_eur_per_year: Euros = None
    digital_budget_eur_per_year: Euros = None
    budget_eur_per_year: Euros = None
    owner_days_per_quarter: Days = None
    management_days_per_quarter: Days = None
    it_days_per_quarter: Days = None
    staff_days_per_quarter: Days = None
    tolerable_loss_eur: Euros = None


class CompanyOut(Schema):
    """A firm as stored; null: not given, a marked default counts."""

    id: UUID
    external_id: str | None
    is_complete: bool
    name: str
    sector: str
    region: str
    legal_form: str
    owner_led: bool | None
    staff: float | None
    turnover_eur: float | None
    balance_sheet_eur: float | None
    value_added_eur: float | None
    equity_eur: float | None
    liquidity_eur: float | None
    free_cash_flow_eur_per_year: float | None
    payroll_eur_per_year: float | None
    largest_buyer_eur: float | None
    platform_revenue_eur: float | None
    cloud_spend_eur_per_year: float | None
    digital_budget_eur_per_year: float | None
    budget_eur_per_year: float | None
    owner_days_per_quarter: float | None
    management_days_per_quarter: float | None
    it_days_per_quarter: float | None
    staff_days_per_quarter: float | None
    tolerable_loss_eur: float | None

    @staticmethod
    def resolve_external_id(row: Company) -> str | None:
        """Return what the other program calls it, if it does."""
        found: ExternalId | None = getattr(row, "external_id", None)
        return found.external_id if found else None


class NameIn(Schema):
    """What the other program calls a firm."""

    model_config = ConfigDict(extra="forbid")

    external_id: Annotated[str, Field(pattern=EXTERNAL)]


class CompanyPut(Schema):
    """What became of a firm that was sent."""

    change: Change
    company: CompanyOut


@router.get("/companies", response=Listed[CompanyOut], url_name="companies")
def list_companies(request: HttpRequest, part: Query[Part]) -> dict[str, Any]:
    """List the firms that the token's person may see in the token's organisation."""
    rows = firms(request).for_user(request.user, Verb.SEE).select_related("external_id").order_by("created_at", "pk")
    return {"items": rows_of(rows, part), "total": rows.count(), "limit": part.limit, "offset": part.offset}


@router.get("/companies/{uuid:company_id}", response=CompanyOut, url_name="company")
def get_company(request: HttpRequest, company_id: UUID) -> Company:
    """Get one firm."""
    return firm_for(request, company_id, Verb.SEE)


@router.delete("/companies/{uuid:company_id}", response={204: None}, url_name="company")
def delete_company(request: HttpRequest, company_id: UUID) -> Status[None]:
    """Delete a firm with everything in it, for good; needs the right to change settings."""
    remove(firm_for(request, company_id, Verb.SETTINGS))
    return Status(HTTPStatus.NO_CONTENT, None)


@router.put("/companies/{uuid:company_id}/external-id", response=CompanyPut, url_name="external-id")
def put_external_id(request: HttpRequest, company_id: UUID, sent: NameIn) -> dict[str, Any]:
    """Give a firm that is there already the name that the other program has for it, in the place of an earlier one."""
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=token_of(request).organisation_id)
        company = firm_for(request, company_id, Verb.EDIT)
        before = ExternalId.objects.filter(company=company).first()
        if before is not None and before.external_id == sent.external_id:
            return {"change": "unchanged", "company": company}
        if ExternalId.objects.filter(organisation=organisation, external_id=sent.external_id).exists():
            raise ProblemError(HTTPStatus.CONFLICT, "taken")
        values = {"organisation": organisation, "external_id": sent.external_id}
        ExternalId.objects.update_or_create(company=company, defaults=values)
    return {"change": "updated" if before else "created", "company": firm_for(request, company_id, Verb.EDIT)}


@router.delete("/companies/{uuid:company_id}/external-id", response={204: None}, url_name="external-id")
def delete_external_id(request: HttpRequest, company_id: UUID) -> Status[None]:
    """Forget what the other program calls a firm; a second time changes nothing."""
    ExternalId.objects.filter(company=firm_for(request, company_id, Verb.EDIT)).delete()
    return Status(HTTPStatus.NO_CONTENT, None)


@router.get("/companies/by-external-id/{external_id}", response=CompanyOut, url_name="company-by-external-id")
def get_company_by_name(request: HttpRequest, external_id: ExternalName) -> Company:
    """Get the firm of a name."""
    found = ExternalId.objects.filter(organisation=token_of(request).organisation_id, external_id=external_id).first()
    if found is None:
        raise Http404
    return firm_for(request, found.company_id, Verb.SEE)


@router.put("/companies/by-external-id/{external_id}", response={200: CompanyPut, 201: CompanyPut}, url_name="company-by-external-id")
def put_company(request: HttpRequest, external_id: ExternalName, sent: CompanyIn) -> Status[dict[str, Any]]:
    """Create the firm of this name, or change what differs; sending the same again changes nothing."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=token_of(request).organisation_id)
        found = ExternalId.objects.filter(organisation=token_of(request).organisation_id, external_id=external_id).first()
        company = _known(request, found) if found else _begun(request)
        differing = _differing(company, sent)
        _check(request, company)
        change: Change = "updated" if differing else "unchanged"
        if found is None:
            company.save()
            ExternalId.objects.create(organisation=company.organisation, company=company, external_id=external_id)
            change = "created"
        elif differing:
            company.save(update_fields=[*differing, "saved_at"])
    return Status(HTTPStatus.CREATED if change == "created" else HTTPStatus.OK, {"change": change, "company": company})


def _known(request: HttpRequest, found: ExternalId) -> Company:
    """Return the firm of a name; who may not know it gets the answer of a name that nobody has."""
    if not firms(request).known_to(request.user).filter(pk=found.company_id).exists():
        raise NotAllowedError(Verb.EDIT)
    return firm_for(request, found.company_id, Verb.EDIT)


def _begun(request: HttpRequest) -> Company:
    """Return a new firm of the token's organisation, if its person may begin one there."""
    token = token_of(request)
    place = Membership.objects.filter(user=token.user, organisation=token.organisation).first()
    if place is None or place.role == Role.ADVISER or Verb.EDIT not in place.verbs:
        raise NotAllowedError(Verb.EDIT)
    return Company(organisation=token.organisation)


def _differing(company: Company, sent: CompanyIn) -> list[str]:
    """Put what was sent into the row and return the fields that it changes."""
    values = sent.model_dump(exclude_unset=True)
    names = [name for name, value in values.items() if getattr(company, name) != value]
    for name in names:
        setattr(company, name, values[name])
    return names


def _check(request: HttpRequest, company: Company) -> None:
    """Refuse a part of the turnover that is above it, as the pages do."""
    turnover = company.turnover_eur
    above = [name for name in WITHIN_TURNOVER if turnover is not None and (getattr(company, name) or 0.0) > turnover]
    if above:
        told = say(language_of(request), "api.wrong.above-turnover")
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", {f"body/{name}": told for name in above})
