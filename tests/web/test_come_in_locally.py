"""The local mode: one person, one machine, no password, and nobody else."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from leitplanke.web.accounts.models import Organisation, User
from leitplanke.web.companies.models import Company

ENTER = "/mein-unternehmen"


@pytest.fixture
def local(settings: Settings) -> None:
    settings.LOCAL = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]


def here(*, enforce_csrf_checks: bool = False) -> Client:
    return Client(headers={"host": "127.0.0.1:8000"}, enforce_csrf_checks=enforce_csrf_checks)


@pytest.mark.usefixtures("local")
def test_my_firm_signs_the_owner_in_and_opens_an_empty_profile() -> None:
    browser = here()
    response = browser.post(ENTER, follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[-1][0].endswith("/profil")
    assert User.objects.get().username == "local-owner"
    assert not User.objects.get().has_usable_password()
    assert Company.objects.get().organisation == Organisation.objects.get()


@pytest.mark.usefixtures("local")
def test_a_second_visit_from_a_fresh_browser_finds_the_same_firm() -> None:
    here().post(ENTER)
    here().post(ENTER)
    assert (User.objects.count(), Organisation.objects.count(), Company.objects.count()) == (1, 1, 1)


@pytest.mark.usefixtures("local")
def test_after_the_session_ended_the_owner_goes_on_without_password() -> None:
    here().post(ENTER)
    place = reverse("companies:profile", args=[Company.objects.get().pk])
    browser = here()
    asked = browser.get(place, follow=True)
    assert 'name="password"' not in asked.content.decode()
    answer = browser.post(asked.redirect_chain[-1][0], {"next": place})
    assert answer["Location"] == place
    assert browser.get(place).status_code == 200
    outside = here().post(reverse("accounts:sign-in"), {"next": "https://evil.example/"})
    assert outside["Location"] == reverse("companies:list")
    assert here(enforce_csrf_checks=True).post(reverse("accounts:sign-in"), {"next": place}).status_code == 403


@pytest.mark.usefixtures("local")
def test_looking_does_not_sign_in() -> None:
    assert here().get(ENTER).status_code == 405
    assert User.objects.count() == 0


@pytest.mark.usefixtures("local")
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.1.5:8000", "0.0.0.0:8000"])
def test_a_rebound_name_is_refused(host: str) -> None:
    response = Client(headers={"host": host}).post(ENTER)
    assert response.status_code == 400
    assert User.objects.count() == 0


@pytest.mark.usefixtures("local")
@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via", "X-Forwarded-Host"])
def test_what_comes_through_a_proxy_is_refused(header: str) -> None:
    assert Client(headers={"host": "localhost", header: "203.0.113.9"}).post(ENTER).status_code == 403
    assert User.objects.count() == 0


@pytest.mark.usefixtures("local")
def test_what_comes_from_another_machine_is_refused() -> None:
    assert Client(headers={"host": "localhost"}, REMOTE_ADDR="192.168.1.7").get("/").status_code == 403
    assert Client(headers={"host": "localhost"}, REMOTE_ADDR="::1").get("/").status_code == 200


@pytest.mark.usefixtures("local")
def test_another_sites_form_cannot_sign_in() -> None:
    browser = here(enforce_csrf_checks=True)
    browser.get("/")
    token = browser.cookies["leitplanke-csrf"].value
    without = browser.post(ENTER)
    foreign = browser.post(ENTER, {"csrfmiddlewaretoken": token}, headers={"origin": "https://evil.example"})
    other_port = browser.post(ENTER, {"csrfmiddlewaretoken": token}, headers={"origin": "http://127.0.0.1:9999"})
    assert [without.status_code, foreign.status_code, other_port.status_code] == [403, 403, 403]
    assert User.objects.count() == 0
    own = browser.post(ENTER, {"csrfmiddlewaretoken": token}, headers={"origin": "http://127.0.0.1:8000"})
    assert own.status_code == 302
    assert User.objects.count() == 1


def test_a_server_asks_who_is_there(as_stranger: Client) -> None:
    response = as_stranger.post(ENTER, follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("accounts:sign-in"))
    assert User.objects.count() == 0


@pytest.mark.usefixtures("local")
def test_a_local_session_is_worth_nothing_on_a_server(settings: Settings) -> None:
    browser = here()
    browser.post(ENTER)
    assert browser.get(reverse("companies:list")).status_code == 200
    settings.LOCAL = False
    assert browser.get(reverse("companies:list")).status_code == 302


def test_a_member_goes_on_where_they_left_off(as_alice: Client, answered: Company) -> None:
    assert as_alice.post(ENTER, follow=True).redirect_chain[-1][0] == reverse("survey:overview", args=[answered.pk])
