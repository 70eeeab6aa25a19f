"""The interface for programs: tokens, rights, putting twice, and refusals as RFC 9457 wants them."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from leitplanke.web.accounts import members
from leitplanke.web.accounts.models import Membership, Organisation, User
from leitplanke.web.api import middleware, service, tokens
from leitplanke.web.api.models import ExternalId, Token
from leitplanke.web.audit.models import Actor, Entry
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company, CompanyAccess
from leitplanke.web.pace.counting import Pace
from leitplanke.web.studies.models import Study
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves.models import Shown, Wave

ROOT = "/api/v1"
INDICATOR = "indicator.cloud.core-share"


class Program:
    """Another program with a token."""

    def __init__(self, secret: str, language: str = "de") -> None:
        self.browser = Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": language})

    def get(self, path: str, **query: object) -> HttpResponse:
        return self.browser.get(f"{ROOT}{path}", query)

    def put(self, path: str, body: object) -> HttpResponse:
        return self.browser.put(f"{ROOT}{path}", json.dumps(body), content_type="application/json")

    def post(self, path: str) -> HttpResponse:
        return self.browser.post(f"{ROOT}{path}")

    def delete(self, path: str) -> HttpResponse:
        return self.browser.delete(f"{ROOT}{path}")


def program(user: User, scope: str = "write", language: str = "de") -> Program:
    return Program(tokens.make(user, user.organisations.get(), "ERP", scope, 90)[1], language)


def with_role(company: Company, role: str) -> User:
    user = User.objects.create_user(f"{role}-person")
    Membership.objects.create(user=user, organisation=company.organisation, role=role)
    return user


@pytest.fixture(autouse=True)
def fresh_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "MISSES", Pace("test", 1000, 60.0))


@pytest.fixture
def erp(alice: User) -> Program:
    return program(alice)


def addresses(study: Study) -> list[tuple[str, str]]:
    """Every method of every address, with rows of Alpha; compared with the document below."""
    wave = Wave.objects.create(company=study.company, number=1, state="closed")
    values = {
        "company_id": study.company_id,
        "study_id": study.pk,
        "wave_id": wave.pk,
        "indicator": INDICATOR,
        "external_id": "K-1",
    }
    paths = service.api.get_openapi_schema()["paths"]
    return [(method, path.format(**values).removeprefix(ROOT)) for path, operations in paths.items() for method in operations]


def call(who: Program, method: str, path: str) -> HttpResponse:
    body = {"level": 3} if "/answers/" in path else {"external_id": "K-9"} if "/external-id" in path else {"name": "Written"}
    return who.put(path, body) if method == "put" else getattr(who, method)(path)


def assert_problem(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert (told["status"], told["code"]) == (status, code)
    assert told["title"]
    assert told["detail"]
    return told


def test_the_document_is_public_and_names_every_address() -> None:
    found = Client().get(f"{ROOT}/openapi.json")
    assert found.status_code == 200
    assert found.json()["openapi"].startswith("3.1")
    assert set(found.json()["paths"]) == {
        f"{ROOT}{path}"
        for path in (
            "/companies",
            "/companies/{company_id}",
            "/companies/by-external-id/{external_id}",
            "/companies/{company_id}/external-id",
            "/companies/{company_id}/answers",
            "/companies/{company_id}/answers/{indicator}",
            "/companies/{company_id}/studies",
            "/companies/{company_id}/waves",
            "/questions",
            "/studies/{study_id}",
            "/studies/{study_id}/result",
            "/waves/{wave_id}/picture",
        )
    }


def test_nobody_comes_in_without_a_good_token(study: Study, as_alice: Client) -> None:
    ended, secret = tokens.make(study.company.organisation.members.get(), study.company.organisation, "old", "write", 1)
    Token.objects.filter(pk=ended.pk).update(
        created_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(seconds=1)
    )
    known = addresses(study)
    for who in (Program("guessed"), Program(""), Program(secret)):
        for method, path in known:
            assert_problem(call(who, method, path), 401, "unauthorised")
    # A browser that is signed in opens nothing here, so no other site can use it.
    for _, path in known:
        assert as_alice.get(f"{ROOT}{path}").status_code in {401, 405}


def test_another_organisation_finds_nothing(study: Study, bob: User) -> None:
    ExternalId.objects.create(organisation=study.company.organisation, company=study.company, external_id="K-1")
    before = Company.objects.values().get(pk=study.company_id)
    who = program(bob)
    for method, path in addresses(study):
        found = call(who, method, path)
        assert "Alpha" not in found.content.decode()
        if str(study.company_id) in path or path.startswith(("/studies/", "/waves/")):
            assert_problem(found, 404, "not-found")
    assert who.get("/companies").json()["total"] == 1
    assert ExternalId.objects.filter(external_id="K-1").count() == 2
    assert Company.objects.values().get(pk=study.company_id) == before


def test_a_token_reaches_one_organisation_only(company: Company, alice: User) -> None:
    other = Organisation.objects.create(name="second")
    Membership.objects.create(user=alice, organisation=other)
    elsewhere = Program(tokens.make(alice, other, "ERP", "write", 30)[1])
    assert elsewhere.get("/companies").json()["items"] == []
    assert_problem(elsewhere.get(f"/companies/{company.pk}"), 404, "not-found")


@pytest.mark.parametrize("role", ["reader", "employee"])
def test_a_role_that_may_not_write_does_not(role: str, study: Study) -> None:
    ExternalId.objects.create(organisation=study.company.organisation, company=study.company, external_id="K-1")
    who, answers = program(with_role(study.company, role)), list(Rating.objects.values())
    for method, path in addresses(study):
        found = call(who, method, path)
        if method != "get":
            assert "Recht" in assert_problem(found, 403, "forbidden")["detail"]
        elif path.endswith("/result") or (role == "employee" and "waves" not in path and path not in {"/companies", "/questions"}):
            assert_problem(found, 403, "forbidden")
        else:
            assert found.status_code == 200, path
    assert who.get("/companies").json()["total"] == (1 if role == "reader" else 0)
    assert (Company.objects.count(), Study.objects.count(), list(Rating.objects.values())) == (1, 1, answers)


def test_a_token_for_reading_writes_nothing(study: Study, alice: User) -> None:
    ExternalId.objects.create(organisation=study.company.organisation, company=study.company, external_id="K-1")
    who = program(alice, "read")
    for method, path in addresses(study):
        found = call(who, method, path)
        if method == "get":
            assert found.status_code == 200, path
        else:
            assert_problem(found, 403, "scope")
    assert (Company.objects.count(), Study.objects.count()) == (1, 1)


def test_an_adviser_comes_only_to_open_firms(company: Company) -> None:
    ExternalId.objects.create(organisation=company.organisation, company=company, external_id="K-1")
    adviser = with_role(company, "adviser")
    who = program(adviser)
    assert who.get("/companies").json()["total"] == 0
    # Whether a name is taken is not told: both are refused alike.
    assert who.put("/companies/by-external-id/K-1", {"name": "x"}).json() == who.put("/companies/by-external-id/K-2", {"name": "x"}).json()
    access = CompanyAccess.objects.create(user=adviser, company=company, expires_at=timezone.now() + timedelta(days=1))
    assert who.put("/companies/by-external-id/K-1", {"name": "Beta"}).json()["change"] == "updated"
    CompanyAccess.objects.filter(pk=access.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert_problem(who.get(f"/companies/{company.pk}"), 404, "not-found")


def test_who_left_has_no_more_than_an_empty_list(company: Company, erp: Program, alice: User) -> None:
    assert erp.get("/companies").json()["total"] == 1
    Membership.objects.filter(user=alice).delete()
    assert erp.get("/companies").json()["total"] == 0
    assert_problem(erp.get(f"/companies/{company.pk}"), 404, "not-found")
    assert_problem(erp.put("/companies/by-external-id/K-9", {"name": "x"}), 403, "forbidden")


def test_tokens_of_a_removed_member_stay_dead_after_coming_back(company: Company, erp: Program, alice: User) -> None:
    boss = Membership.objects.get(user=with_role(company, "administrator"))
    Membership.objects.create(user=alice, organisation=Organisation.objects.create(name="Anderswo"), role="reader")
    members.remove(boss, Membership.objects.get(user=alice, organisation=company.organisation))
    Membership.objects.create(user=alice, organisation=company.organisation, role="administrator")
    assert_problem(erp.get("/companies"), 401, "unauthorised")


def test_putting_a_firm_twice_makes_one(erp: Program) -> None:
    sent = {"name": "  Beta\u00a0GmbH ", "sector": "Handel", "staff": 12, "turnover_eur": 1.5e6}
    first = erp.put("/companies/by-external-id/K-100", sent)
    assert (first.status_code, first.json()["change"]) == (201, "created")
    assert (first.json()["company"]["name"], first.json()["company"]["is_complete"]) == ("Beta GmbH", True)
    again = erp.put("/companies/by-external-id/K-100", sent)
    assert (again.status_code, again.json()["change"]) == (200, "unchanged")
    changed = erp.put("/companies/by-external-id/K-100", {"name": "Beta GmbH", "staff": None, "equity_eur": -5e4})
    assert changed.json()["change"] == "updated"
    row = Company.objects.get(external_id__external_id="K-100")
    assert (row.staff, row.turnover_eur, row.equity_eur, row.sector) == (None, 1.5e6, -5e4, "Handel")
    assert Company.objects.count() == 1


def test_wrong_values_are_named_and_nothing_is_stored(erp: Program, alice: User) -> None:
    sent = {"staff": -1, "turnover_eur": "viel", "colour": "red", "liquidity_eur": float("nan")}
    told = assert_problem(erp.put("/companies/by-external-id/K-1", sent), 422, "invalid")
    found = {one["at"]: one["detail"] for one in told["errors"]}
    assert found.keys() == {"body/name", "body/staff", "body/turnover_eur", "body/colour", "body/liquidity_eur"}
    assert found["body/staff"] == "Die Zahl muss größer als 0.0 sein."
    above = erp.put("/companies/by-external-id/K-1", {"name": "x", "turnover_eur": 10, "largest_buyer_eur": 11})
    assert [one["at"] for one in assert_problem(above, 422, "invalid")["errors"]] == ["body/largest_buyer_eur"]
    english = program(alice, language="fr, en;q=0.8, de;q=0.2").put("/companies/by-external-id/K-1", {})
    assert assert_problem(english, 422, "invalid")["errors"] == [{"at": "body/name", "detail": "This entry is missing."}]
    assert english["Content-Language"] == "en"
    assert not Company.objects.exists()


def test_whatever_fails_is_told_as_a_problem(company: Company, erp: Program, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = erp.browser.put(f"{ROOT}/companies/by-external-id/K-1", b"{\xff", content_type="application/json")
    assert_problem(broken, 400, "bad-request")
    assert_problem(erp.get("/nowhere"), 404, "not-found")
    assert_problem(erp.get(f"/companies/{uuid4()}"), 404, "not-found")
    refused = erp.browser.patch(f"{ROOT}/companies/{company.pk}")
    assert_problem(refused, 405, "method")
    assert set(refused["Allow"].split(", ")) == {"GET", "DELETE"}
    large = erp.browser.put(f"{ROOT}/companies/by-external-id/K-1", b" " * 300_000, content_type="application/json")
    assert large["Content-Type"] == "application/problem+json"
    assert large.status_code in {400, 413}
    Company.objects.filter(pk=company.pk).update(sector="")
    assert_problem(erp.post(f"/companies/{company.pk}/studies"), 409, "incomplete")
    monkeypatch.setattr(middleware, "REQUESTS", Pace("test-requests", 2, 60.0))
    quick = program(alice)
    assert [quick.get("/questions").status_code for _ in range(3)] == [200, 200, 429]
    slowed = quick.get("/questions")
    assert_problem(slowed, 429, "too-many")
    assert slowed["Retry-After"] == "60"
    monkeypatch.setattr(middleware, "MISSES", Pace("test-misses", 2, 60.0))
    assert [Program("guessed").get("/questions").status_code for _ in range(3)] == [401, 401, 429]


def test_answers_at_the_desk_are_kept_by_role(company: Company, erp: Program) -> None:
    at = f"/companies/{company.pk}/answers/{INDICATOR}"
    assert erp.put(at, {"level": 3}).json()["change"] == "created"
    assert erp.put(at, {"level": 3}).json()["change"] == "unchanged"
    assert erp.put(at, {"level": 2}).json()["change"] == "updated"
    assert erp.put(f"{at}?role=it", {"missing": "not-applicable", "reason": "Keine  Cloud"}).json()["answer"]["reason"] == "Keine Cloud"
    wave = Wave.objects.create(company=company, number=1, state="open")
    other = Rater.objects.create(company=company, wave=wave, role="it")
    Rating.objects.create(rater=other, indicator=INDICATOR, level=0, catalogue_version="1")
    found = erp.get(f"/companies/{company.pk}/answers").json()
    assert [(one["role"], one["level"], one["missing"]) for one in found["items"]] == [("it", None, "not-applicable"), ("owner", 2, None)]
    for wrong in ({}, {"level": 5}, {"level": 1, "missing": "unknown"}, {"missing": "not-applicable"}, {"level": "3"}, {"level": True}):
        assert_problem(erp.put(at, wrong), 422, "invalid")
    assert_problem(erp.put(f"/companies/{company.pk}/answers/indicator.none", {"level": 1}), 404, "not-found")
    assert_problem(erp.put(f"{at}?role=king", {"level": 1}), 422, "invalid")


def test_a_study_is_ordered_and_its_result_taken(study: Study, erp: Program) -> None:
    ordered = erp.post(f"/companies/{study.company_id}/studies")
    assert (ordered.status_code, ordered.json()["id"], ordered.json()["state"]) == (202, str(study.pk), "done")
    assert erp.get(f"/studies/{study.pk}").json()["percent"] == 100
    assert erp.get(f"/studies/{study.pk}/result").json() == json.loads(study.result.document)
    erp.put(f"/companies/{study.company_id}/answers/{INDICATOR}", {"level": 4})
    new = erp.post(f"/companies/{study.company_id}/studies").json()
    assert new["id"] != str(study.pk)
    assert_problem(erp.get(f"/studies/{new['id']}/result"), 409, "not-done")
    assert [one["id"] for one in erp.get(f"/companies/{study.company_id}/studies").json()["items"]] == [new["id"], str(study.pk)]


def test_of_an_anonymous_wave_only_shown_cells_leave(company: Company, erp: Program) -> None:
    wave = Wave.objects.create(company=company, number=1, mode="anonymous", state="closed")
    people = [Rater.objects.create(company=company, wave=wave, role="staff", key=f"{number:064}") for number in range(7)]
    Rating.objects.bulk_create(Rating(rater=one, indicator=INDICATOR, level=1, catalogue_version="1") for one in people)
    assert erp.get(f"/waves/{wave.pk}/picture").json() == []
    Shown.objects.create(wave=wave, indicator=INDICATOR, group="staff", counts=[0, 4, 1, 0, 0, 0, 0])
    shown = {"indicator": INDICATOR, "group": "staff", "levels": [0, 4, 1, 0, 0], "unknown": 0, "not_applicable": 0}
    assert erp.get(f"/waves/{wave.pk}/picture").json() == [shown]
    assert erp.get(f"/companies/{company.pk}/answers").json()["total"] == 0
    Wave.objects.filter(pk=wave.pk).update(state="open")
    assert erp.get(f"/waves/{wave.pk}/picture").json() == []


def test_lists_come_in_parts(company: Company, erp: Program) -> None:
    Company.objects.bulk_create(Company(organisation=company.organisation, name=f"Firm {number}") for number in range(5))
    parts = [erp.get("/companies", limit=2, offset=offset).json() for offset in (0, 2, 4, 6)]
    found = [one["name"] for part in parts for one in part["items"]]
    assert sorted(found) == sorted([company.name, *(f"Firm {number}" for number in range(5))])
    assert {part["total"] for part in parts} == {6}
    assert_problem(erp.get("/companies", limit=101), 422, "invalid")
    questions = [one for offset in range(0, 200, 100) for one in erp.get("/questions", limit=100, offset=offset).json()["items"]]
    assert {one["id"] for one in questions} == {one.id for one in catalogue().indicators}
    assert all(len(one["levels"]) == 5 for one in questions)


def test_the_log_tells_who_wrote(erp: Program, alice: User) -> None:
    company = erp.put("/companies/by-external-id/K-1", {"name": "Beta"}).json()["company"]
    found = Entry.objects.filter(company=company["id"], object_type="companies.company", field="name")
    assert [(one.new, one.actor_key) for one in found] == [("Beta", Actor.objects.get(user=alice).key)]


def test_a_token_is_shown_once_and_only_its_hash_is_kept(as_alice: Client, alice: User, company: Company) -> None:
    page = reverse("api:tokens")
    made = as_alice.post(page, {"name": "ERP", "scope": "read", "days": "365"}).content.decode()
    secret = made.partition("<code>")[2].partition("</code>")[0]
    assert Program(secret).get("/companies").json()["items"][0]["id"] == str(company.pk)
    assert secret not in as_alice.get(page).content.decode()
    row = Token.objects.values().get()
    assert secret not in str(row)
    assert row["last_used_on"] == timezone.localdate()
    as_alice.post(reverse("api:revoke", args=[row["id"]]))
    assert_problem(Program(secret).get("/companies"), 401, "unauthorised")
    told = [(one.action, one.field, one.new) for one in Entry.objects.filter(object_type="api.token")]
    assert {"create", "delete"} <= {action for action, _, _ in told}
    assert "ERP" not in str(told)
    assert alice.is_active


@pytest.mark.parametrize(("field", "typed"), [("name", " "), ("name", "x" * 81), ("scope", "all"), ("days", "366"), ("days", "")])
def test_what_is_no_token_is_refused(field: str, typed: str, as_alice: Client) -> None:
    sent = {"name": "ERP", "scope": "read", "days": "30"} | {field: typed}
    assert as_alice.post(reverse("api:tokens"), sent).status_code == 422
    assert not Token.objects.exists()


def test_no_token_lives_longer_than_a_year(alice: User) -> None:
    with pytest.raises(ValueError, match="366"):
        tokens.make(alice, alice.organisations.get(), "ERP", "read", 366)


def test_nobody_takes_back_the_token_of_another(alice: User, as_bob: Client) -> None:
    row, _ = tokens.make(alice, alice.organisations.get(), "ERP", "read", 30)
    assert as_bob.post(reverse("api:revoke", args=[row.pk])).status_code == 404
    assert Token.objects.exists()


@pytest.mark.parametrize("local", [False, True])
def test_the_search_finds_the_page_of_tokens(local: bool, settings: Settings, as_alice: Client, as_stranger: Client) -> None:  # noqa: FBT001 - pytest gives it
    settings.LOCAL = local
    page = f'href="{reverse("api:tokens")}"'
    assert page in as_alice.get(reverse("help:search"), {"q": "Zugangsschlüssel"}).content.decode()
    assert page not in as_stranger.get(reverse("help:search"), {"q": "Zugangsschlüssel"}).content.decode()


def test_a_token_ends_with_its_person_and_its_organisation(company: Company, alice: User) -> None:
    first = program(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert_problem(first.get("/companies"), 401, "unauthorised")
    Organisation.objects.filter(pk=company.organisation_id).delete()
    assert not Token.objects.exists()
