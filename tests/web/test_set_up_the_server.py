"""The one-time link that creates the administrator."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from leitplanke.web.accounts import guard
from leitplanke.web.accounts.models import FailedSignIn, SetupLink, User
from leitplanke.web.accounts.setup import needs_setup

GOOD = {"username": "anna", "password": "vier-Pferde-im-Regen"}


def link() -> str:
    return reverse("accounts:set-up", args=[SetupLink.renew()])


def test_the_link_creates_the_administrator_and_signs_in(as_stranger: Client) -> None:
    assert needs_setup()
    address = link()
    assert as_stranger.get(address).status_code == 200
    assert as_stranger.post(address, GOOD)["Location"] == reverse("companies:list")
    assert as_stranger.get(reverse("companies:list")).status_code == 200
    assert User.objects.get().organisations.count() == 1
    assert not needs_setup()


def test_the_password_opens_the_door_later(as_stranger: Client) -> None:
    Client().post(link(), GOOD)
    wrong = as_stranger.post(reverse("accounts:sign-in"), {**GOOD, "password": "falsch-falsch-falsch"})
    assert wrong.status_code == 200
    assert "stimmen nicht" in wrong.content.decode()
    assert as_stranger.post(reverse("accounts:sign-in"), GOOD)["Location"] == reverse("companies:list")


def test_a_link_works_once(as_stranger: Client) -> None:
    address = link()
    as_stranger.post(address, GOOD)
    assert Client().get(address).status_code == 404
    assert Client().post(address, {**GOOD, "username": "eve"}).status_code == 404
    assert User.objects.count() == 1


def test_a_link_dies_after_a_day_and_with_the_next_one(as_stranger: Client) -> None:
    old = link()
    SetupLink.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert as_stranger.get(old).status_code == 404
    first = link()
    second = link()
    assert as_stranger.get(first).status_code == 404
    assert as_stranger.get(second).status_code == 200


def test_the_secret_itself_is_not_stored() -> None:
    secret = SetupLink.renew()
    assert secret not in str(list(SetupLink.objects.values()))


@pytest.mark.parametrize(
    ("field", "given"),
    [("password", "kurz"), ("password", "123456789012345"), ("password", "password1234"), ("username", ""), ("username", "local-owner")],
)
def test_a_weak_password_or_bad_name_is_explained(field: str, given: str, as_stranger: Client) -> None:
    response = as_stranger.post(link(), {**GOOD, field: given})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#{field}"' in page
    assert GOOD["password"] not in page
    assert User.objects.count() == 0


def test_guessing_is_slowed_down_for_that_address_only(as_stranger: Client) -> None:
    Client().post(link(), GOOD)
    address = reverse("accounts:sign-in")
    for _ in range(guard.MOST_FAILURES):
        assert as_stranger.post(address, {**GOOD, "password": "geraten-geraten"}).status_code == 200
    closed = as_stranger.post(address, GOOD)
    assert closed.status_code == 429
    assert "Viertelstunde" in closed.content.decode()
    assert Client(REMOTE_ADDR="203.0.113.9").post(address, GOOD).status_code == 302
    FailedSignIn.objects.update(since=timezone.now() - guard.CLOSED_FOR)
    assert as_stranger.post(address, GOOD).status_code == 302
    assert FailedSignIn.objects.count() == 0


def test_sign_in_leads_to_no_other_site(as_stranger: Client) -> None:
    Client().post(link(), GOOD)
    response = as_stranger.post(reverse("accounts:sign-in"), {**GOOD, "next": "https://evil.example/"})
    assert response["Location"] == reverse("companies:list")


def test_signing_out_closes_the_door(as_alice: Client) -> None:
    assert as_alice.get(reverse("accounts:sign-out")).status_code == 405
    as_alice.post(reverse("accounts:sign-out"))
    assert as_alice.get(reverse("companies:list")).status_code == 302
