"""What programs take away through the interface, and the names they give to firms of the pages."""

import pytest
from django.http import HttpResponse
from django.test import Client

from leitplanke.web.accounts.models import Membership, User
from leitplanke.web.api import tokens
from leitplanke.web.companies.models import Company
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves.models import Wave
from leitplanke.web.workshop.models import Workbook

ROOT = "/api/v1"
INDICATOR = "indicator.cloud.core-share"


class Program:
    """Another program that may write in somebody's name."""

    def __init__(self, user: User) -> None:
        secret = tokens.make(user, user.organisations.get(), "ERP", "write", 90)[1]
        self.browser = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str) -> HttpResponse:
        return self.browser.get(f"{ROOT}{path}")

    def put(self, path: str, body: object) -> HttpResponse:
        return self.browser.put(f"{ROOT}{path}", body, content_type="application/json")

    def delete(self, path: str) -> HttpResponse:
        return self.browser.delete(f"{ROOT}{path}")


@pytest.fixture
def erp(alice: User) -> Program:
    return Program(alice)


def assert_problem(response: HttpResponse, status: int, code: str) -> None:
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response.json()["code"] == code


def test_a_firm_of_the_pages_gets_the_name_of_the_other_program(erp: Program, company: Company) -> None:
    at = f"/companies/{company.pk}/external-id"
    assert_problem(erp.get("/companies/by-external-id/K-7"), 404, "not-found")
    assert [erp.put(at, {"external_id": "K-7"}).json()["change"] for _ in range(2)] == ["created", "unchanged"]
    assert erp.put("/companies/by-external-id/K-7", {"name": "Alpha AG"}).json()["change"] == "updated"
    assert Company.objects.get().name == "Alpha AG"
    assert erp.get("/companies/by-external-id/K-7").json()["id"] == str(company.pk)
    erp.put("/companies/by-external-id/K-8", {"name": "Beta"})
    assert_problem(erp.put(at, {"external_id": "K-8"}), 409, "taken")
    assert_problem(erp.put(at, {"external_id": "../K"}), 422, "invalid")
    assert erp.put(at, {"external_id": "K-9"}).json()["company"]["external_id"] == "K-9"
    assert [erp.delete(at).status_code for _ in range(2)] == [204, 204]
    assert erp.get(f"/companies/{company.pk}").json()["external_id"] is None


def test_a_program_deletes_an_answer_and_a_firm(erp: Program, answered: Company) -> None:
    at = f"/companies/{answered.pk}"
    before = Rating.objects.count()
    assert [erp.delete(f"{at}/answers/{INDICATOR}").status_code for _ in range(2)] == [204, 204]
    assert Rating.objects.count() == before - 1
    assert not Rating.objects.filter(indicator=INDICATOR).exists()
    assert_problem(erp.delete(f"{at}/answers/indicator.none"), 404, "not-found")
    mona = User.objects.create_user("mona")
    Membership.objects.create(user=mona, organisation=answered.organisation, role="management")
    assert_problem(Program(mona).delete(at), 403, "forbidden")
    assert erp.delete(at).status_code == 204
    assert_problem(erp.delete(at), 404, "not-found")
    assert not Company.objects.exists()


def test_answers_of_workbooks_and_waves_are_not_deleted_by_a_program(erp: Program, company: Company) -> None:
    wave = Wave.objects.create(company=company, number=1, state="open")
    read = Rater.objects.create(company=company, role="it")
    Workbook.objects.create(rater=read, name="mappe.xlsx")
    for rater in (read, Rater.objects.create(company=company, wave=wave, role="it")):
        Rating.objects.create(rater=rater, indicator=INDICATOR, level=1, catalogue_version="1")
    assert erp.delete(f"/companies/{company.pk}/answers/{INDICATOR}?role=it").status_code == 204
    assert Rating.objects.count() == 2
