"""Whatever somebody writes into addresses, forms, cookies and documents: a refusal, never a fault of ours."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.web.accounts import joining
from leitplanke.web.accounts.members import Part, invite
from leitplanke.web.accounts.models import Membership, User
from leitplanke.web.accounts.rights import Role
from leitplanke.web.api import tokens
from leitplanke.web.studies.models import Study

ODD = (
    *("\x00", "x" * 5000, "\ud7ff\uffff", "[]", "companies:list"),
    *("//evil.example", "\\\\evil.example", "https:evil.example", "\r\nSet-Cookie: a=b"),
)
BODIES = (
    "[" * 100_000,
    '{"a":' * 40_000,
    '{"name": "\\ud800", "external_id": "\\ud800"}',
    '{"name": "a\\u0000b", "answers": [{"indicator": "\\u0000", "level": 1e400}]}',
    '{"name": "x", "staff": 1e400, "turnover_eur": NaN}',
    "\xff",
)


@pytest.fixture
def patient(as_alice: Client) -> Client:
    as_alice.raise_request_exception = False
    return as_alice


@pytest.mark.parametrize("sign", ["%00", "%ff", "%ed%a0%80", "%0d%0aSet-Cookie:%20a=b", "..%2f..%2fetc%2fpasswd", "%2e%2e"])
def test_odd_addresses(sign: str, study: Study, patient: Client) -> None:
    firm = f"/unternehmen/{study.company_id}"
    open_to_all = ("/suche?q={}", "/anmelden?next={}", "/w/{}/", "/geteilt/{}/", "/einladung/{}", "/passwort/{}")
    shipped = ("/scharniertabelle/{}", "/{}", "/beispiel/{}/", "/api/v1/companies/{}")
    own = (f"{firm}/eigene-zahlen/{{}}", f"{firm}/notizen/{{}}", f"{firm}/daten/{{}}.csv", f"/auswertung/{study.pk}?seite={{}}")
    for place in (*open_to_all, *shipped, *own):
        answer = patient.get(place.format(sign))
        assert answer.status_code < 500, place
        assert "Set-Cookie: a" not in str(answer.headers), place
        assert "evil" not in answer.get("Location", ""), place


@pytest.mark.parametrize("odd", ODD)
def test_odd_forms(odd: str, patient: Client) -> None:
    names = ("username", "password", "next", "language", "present", "name", "organisation", "questions")
    for page in ("/anmelden", "/sprache", "/konto", "/unternehmen/"):
        answer = patient.post(page, dict.fromkeys(names, odd))
        assert answer.status_code < 500, page
        assert not answer.get("Location", "").replace("\\", "/").startswith(("//", "http")), page
    assert Client(raise_request_exception=False).post("/anmelden", dict.fromkeys(names, odd)).status_code < 500
    # A head is made of bytes that Latin-1 has.
    value = odd.encode("utf-8").decode("latin-1")
    cookies = "; ".join(f"leitplanke-{name}={value}" for name in ("session", "language", "known", "csrf"))
    assert Client(raise_request_exception=False).get("/anmelden", headers={"cookie": cookies}).status_code < 500


def test_odd_documents(study: Study, alice: User) -> None:
    _, secret = tokens.make(alice, study.company.organisation, "ERP", "write", 30)
    program = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})
    seen, values = 0, {"company_id": str(study.company_id), "study_id": str(study.pk), "wave_id": str(study.pk)}
    for path, operations in program.get("/api/v1/openapi.json").json()["paths"].items():
        address = re.sub(r"\{(\w+)\}", lambda part: values.get(part[1], "a%00b"), path)
        for method in set(operations) - {"get"}:
            for body in BODIES:
                seen += 1
                assert getattr(program, method)(address, body, content_type="application/json").status_code < 500, (method, path, body[:30])
    assert seen > len(BODIES)


def test_links_of_accounts_are_not_guessed_for_long(alice: User) -> None:
    joining.MISSES.forget()
    guesser = Client()
    pages = [reverse("accounts:join", args=["x"]), reverse("accounts:set-password", args=["y"])]
    codes = [guesser.get(pages[number % 2]).status_code for number in range(24)]
    assert codes == [404] * 20 + [429] * 4
    # A good link opens all the same, from the same address.
    giver = Membership.objects.get(user=alice)
    secret, _ = invite(giver, "Ida", Part(Role.IT))
    assert guesser.get(reverse("accounts:join", args=[secret])).status_code == 200
    joining.MISSES.forget()
