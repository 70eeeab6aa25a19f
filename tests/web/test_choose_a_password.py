"""Passwords that guessers try first are refused wherever one is chosen; those that chance makes are not."""

import random
import secrets
import string

import pytest
from django.conf import global_settings, settings
from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from leitplanke.web.accounts.members import Part, invite
from leitplanke.web.accounts.models import Membership, Organisation, SetupLink, User
from leitplanke.web.accounts.passwords import LEAST_BITS, bits, common_words
from leitplanke.web.accounts.rights import Role
from leitplanke.web.companies.models import Company

pytestmark = pytest.mark.no_database
EVERYDAY = (
    # From the yearly lists that the Hasso Plattner Institute publishes of passwords leaked in Germany, made as long as the rule asks.
    *("1Qaz2wsx3edc", "hallo123hallo123", "passwort12345", "ficken123456", "qwertz123456", "schatz123456", "1234567891011", "killer123456"),
    *(
        "Willkommen2026!",
        "Sommer2026!!",
        "Passwort2026!",
        "P@ssw0rt2026!",
        "Fussball1234",
        "Bayern-München-1900",
        "ichliebedich1",
        "Geheim!Geheim!",
    ),
    *(
        "qwertzuiopasdf",
        "asdfghjklasdf",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "987654321000",
        "Leitplanke2026",
        "Montag-Dienstag",
        "Januar2027....",
    ),
    *("Schneider1978!", "admin-admin-admin", "Guten-Morgen-123", "ÄpfelÄpfelÄpfel"),
)
NOUNS = ("Kreide", "Tunnel", "Ahorn", "Kompass", "Ziegel", "Brille", "Mantel", "Socke", "Geysir", "Anker", "Flosse", "Pinsel", "Zither")


@pytest.mark.parametrize("password", EVERYDAY)
def test_what_guessers_try_first_is_refused(password: str) -> None:
    assert len(password) >= 12
    with pytest.raises(ValidationError):
        validate_password(password, User(username="anna"))


def test_every_listed_word_with_year_and_sign_is_refused() -> None:
    tails = ("2026", "2026!", "123456", "1234567890", "!!!!!!!!!", "1999.", "111111111")
    let_through = [word + tail for word in common_words() for tail in tails if bits(word.capitalize() + tail) >= LEAST_BITS]
    assert let_through == []


def test_what_chance_makes_is_taken() -> None:
    chance = random.Random(7)  # noqa: S311 - the same passwords in each run
    letters = string.ascii_letters + string.digits
    for _ in range(500):
        validate_password("".join(chance.choices(letters, k=14)), User(username="anna"))
        validate_password("-".join(chance.sample(NOUNS, 4)), User(username="anna"))
    assert all(bits(secrets.token_urlsafe(12)) >= LEAST_BITS for _ in range(500))


def test_a_longer_password_is_never_easier_by_a_random_letter() -> None:
    chance = random.Random(8)  # noqa: S311 - as above
    for _ in range(200):
        text = "".join(chance.choices(string.ascii_lowercase, k=12))
        assert bits(f"{text}x-{chance.choice(string.ascii_lowercase)}q") > bits(text) - 1.0


@pytest.mark.django_db
def test_names_of_person_firm_and_organisation_are_no_password() -> None:
    user = User.objects.create_user("brandhuber", password="!")  # noqa: S106 - of this test
    chamber = Organisation.objects.create(name="Kreisverband Spessart")
    Membership.objects.create(user=user, organisation=chamber)
    Company.objects.create(organisation=chamber, name="Zerspanung Öttl GmbH & Co. KG")
    for password in ("Brandhuber-2026", "Spessart2026!!", "Kreisverband-123", "Zerspanung4711", "zerspanungoettl1"):
        with pytest.raises(ValidationError):
            validate_password(password, user)
        if "rand" not in password:
            validate_password(password + "-Geysir-Flosse", User(username="else"))


@pytest.mark.django_db
def test_a_person_who_is_invited_is_held_to_the_firms_names() -> None:
    user = User.objects.create_user("chef")
    firm = Organisation.objects.create(name="Zerspanung Huttenlocher")
    giver = Membership.objects.create(user=user, organisation=firm)
    secret, _ = invite(giver, "Ida", Part(Role.IT))
    answer = Client().post(reverse("accounts:join", args=[secret]), {"username": "ida", "password": "Huttenlocher-2026"})
    assert answer.status_code == 422
    assert "leicht zu erraten" in answer.content.decode()
    assert (
        Client().post(reverse("accounts:join", args=[secret]), {"username": "ida", "password": "Geysir-Kompass-Zither"}).status_code == 302
    )


@pytest.mark.django_db
def test_the_administrator_of_a_new_server_is_held_to_the_rule_in_both_languages() -> None:
    page = reverse("accounts:set-up", args=[SetupLink.renew()])
    told = {}
    for language in ("de", "en"):
        browser = Client()
        browser.cookies["leitplanke-language"] = language
        told[language] = browser.post(page, {"username": "anna", "password": "Willkommen2026!"}).content.decode()
    assert "leicht zu erraten" in told["de"]
    assert "easy to guess" in told["en"]
    assert not User.objects.exists()


@pytest.mark.django_db
def test_passwords_are_kept_as_django_keeps_them_today() -> None:
    """Only tests take fewer rounds (conftest), and no setting of ours does."""
    assert settings.PASSWORD_HASHERS == global_settings.PASSWORD_HASHERS
    assert get_hasher() is get_hasher("pbkdf2_sha256")
