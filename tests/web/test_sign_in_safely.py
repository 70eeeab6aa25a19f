"""Second step, codes for an emergency, saying the password again, and whoever guesses."""

import os
import time
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.cache.backends import locmem
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from leitplanke.web.accounts import guard
from leitplanke.web.accounts.models import FailedSignIn, Membership, Organisation, User

PASSWORD = "vier-Pferde-im-Regen"  # noqa: S105 - of this test
SIGN_IN = "/anmelden"
TRIES = 10_000 if os.environ.get("LEITPLANKE_TEST_LONG") else 1_000


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    """Hash passwords quickly and forget the pace of earlier tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """Close a name or an address sooner than after a hundred failures; return after how many."""
    monkeypatch.setattr(guard, "MOST_OF_ALL", guard.MOST_FAILURES + 5)
    return guard.MOST_OF_ALL


@pytest.fixture
def anna() -> User:
    """Return somebody with a password and a firm's organisation."""
    user = User.objects.create_user("anna", password=PASSWORD)
    Membership.objects.create(user=user, organisation=Organisation.objects.create(name="Alpha"))
    return user


def sign_in(browser: Client, password: str = PASSWORD, name: str = "anna", **more: object) -> object:
    return browser.post(SIGN_IN, {"username": name, "password": password}, **more)


def inside(browser: Client) -> bool:
    return browser.get(reverse("companies:list")).status_code == 200


def code_of(secret: str) -> str:
    """Return what an authenticator app shows now (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def forget_as_another_process() -> None:
    """Take from this process what only it would know: another worker of the server starts with nothing."""
    for kept in (*locmem._caches.values(), *locmem._expire_info.values()):
        kept.clear()


def set_up_app(browser: Client) -> str:
    """Set the app up as a person does, and return its secret."""
    page = reverse("mfa_activate_totp")
    asked = browser.get(page)
    browser.post(asked["Location"], {"password": PASSWORD})
    secret = browser.get(page).context["form"].secret
    assert "data:image/svg+xml" in browser.get(page).content.decode()
    secret = browser.get(page).context["form"].secret
    assert browser.post(page, {"code": code_of(secret)})["Location"] == reverse("mfa_view_recovery_codes")
    cache.clear()
    return str(secret)


def test_the_code_is_that_of_the_standard() -> None:
    # RFC 4226, appendix D: the secret "12345678901234567890", counter 0 to 2.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - published
    assert [format_hotp_value(hotp_value(secret, counter)) for counter in range(3)] == ["755224", "287082", "359152"]


def test_with_an_app_the_password_alone_opens_nothing(anna: User) -> None:
    browser = Client()
    sign_in(browser)
    secret = set_up_app(browser)
    later = Client()
    assert sign_in(later)["Location"] == reverse("mfa_authenticate")
    assert not inside(later)
    wrong = later.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Der Code stimmt nicht" in wrong.content.decode()
    assert not inside(later)
    assert later.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    assert inside(later)
    assert int(later.session["_auth_user_id"]) == anna.pk
    # The same code once more, by somebody who looked over the shoulder and meets another worker.
    forget_as_another_process()
    behind = Client()
    sign_in(behind)
    behind.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert not inside(behind)


def test_a_code_for_an_emergency_works_once(anna: User) -> None:
    browser = Client()
    sign_in(browser)
    set_up_app(browser)
    codes = Authenticator.objects.get(user=anna, type="recovery_codes").wrap().get_unused_codes()
    assert len(codes) == 10
    assert all(code in browser.get(reverse("mfa_view_recovery_codes")).content.decode() for code in codes)
    found = []
    for _ in range(2):
        later = Client()
        sign_in(later)
        later.post(reverse("mfa_authenticate"), {"code": codes[0]})
        found.append(inside(later))
    assert found == [True, False]


def test_guessing_codes_is_slowed_down(anna: User) -> None:  # noqa: ARG001 - somebody to guess at
    browser = Client()
    sign_in(browser)
    secret = set_up_app(browser)
    guesser = Client()
    sign_in(guesser)
    pages = [guesser.post(reverse("mfa_authenticate"), {"code": f"{number:06}"}).content.decode() for number in range(8)]
    assert "zu viele falsche Codes" in pages[-1]
    forget_as_another_process()
    # Closed is closed: now even the right one opens nothing, also where another worker is asked.
    guesser.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert not inside(guesser)


def test_who_takes_the_second_step_away_says_the_password_again(anna: User) -> None:
    browser = Client()
    sign_in(browser)
    set_up_app(browser)
    session = browser.session
    session["account_authentication_methods"] = [{**one, "at": time.time() - 3600} for one in session["account_authentication_methods"]]
    session.save()
    asked = browser.post(reverse("mfa_deactivate_totp"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.filter(user=anna, type="totp").exists()
    assert "stimmt nicht" in browser.post(asked["Location"], {"password": "falsch-falsch"}).content.decode()
    browser.post(asked["Location"], {"password": PASSWORD})
    browser.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=anna).exists()


def test_a_session_gets_a_new_key_at_the_door(anna: User) -> None:  # noqa: ARG001 - somebody to sign in
    browser = Client()
    session = browser.session
    session["planted"] = "by an attacker"
    session.save()
    browser.cookies["leitplanke-session"] = session.session_key or ""
    sign_in(browser)
    assert browser.session.session_key != session.session_key
    assert not inside(stolen(session.session_key or ""))


def stolen(key: str) -> Client:
    browser = Client()
    browser.cookies["leitplanke-session"] = key
    return browser


def test_a_new_password_ends_every_other_session(anna: User) -> None:
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    wrong = here.post(reverse("accounts:account"), {"present": "geraten-geraten", "password": "sieben-Esel-am-Fluss"})
    assert wrong.status_code == 422
    weak = here.post(reverse("accounts:account"), {"present": PASSWORD, "password": "anna"})
    assert weak.status_code == 422
    old = here.session.session_key
    assert here.post(reverse("accounts:account"), {"present": PASSWORD, "password": "sieben-Esel-am-Fluss"}).status_code == 302
    assert (inside(here), inside(there), inside(stolen(old or ""))) == (True, False, False)
    anna.refresh_from_db()
    assert anna.check_password("sieben-Esel-am-Fluss")


def test_an_open_session_guesses_no_password(anna: User) -> None:  # noqa: ARG001 - whose password is guessed
    browser = Client()
    sign_in(browser)
    data = {"present": "geraten-geraten", "password": "sieben-Esel-am-Fluss"}
    codes = [browser.post(reverse("accounts:account"), data).status_code for _ in range(guard.MOST_FAILURES + 1)]
    assert codes == [422] * guard.MOST_FAILURES + [429]
    assert browser.post(reverse("accounts:account"), {**data, "present": PASSWORD}).status_code == 429


def test_one_address_tries_many_names(anna: User, caplog: pytest.LogCaptureFixture, few: int) -> None:  # noqa: ARG001 - one of the names
    browser = Client()
    codes = [sign_in(browser, name=f"name-{number}").status_code for number in range(few + 20)]
    assert codes == [200] * few + [429] * 20
    assert sign_in(browser).status_code == 429
    assert caplog.text.count("sign-in closed") == 1
    assert sign_in(Client(), REMOTE_ADDR="203.0.113.9").status_code == 302


def test_many_addresses_try_one_name_and_its_owner_comes_in(anna: User, few: int) -> None:  # noqa: ARG001 - whose name it is
    known = Client()
    sign_in(known)
    known.post(reverse("accounts:sign-out"))
    codes = {}
    for number in range(few + 20):
        place = f"203.0.{number // 250}.{number % 250 + 1}"
        codes[place] = sign_in(Client(), "geraten-geraten", REMOTE_ADDR=place).status_code
    assert list(codes.values()) == [200] * few + [429] * 20
    assert sign_in(Client(), REMOTE_ADDR="198.51.100.1").status_code == 429
    assert sign_in(known).status_code == 302
    # Nobody makes that mark themselves, nor takes it over for another name.
    known.post(reverse("accounts:sign-out"))
    User.objects.create_user("berta", password=PASSWORD)
    assert sign_in(known, "geraten-geraten", "berta").status_code == 200
    forged = Client()
    forged.cookies[guard.MARK] = "ImFubmEi:forged"
    assert sign_in(forged, REMOTE_ADDR="198.51.100.2").status_code == 429


def test_any_number_of_wrong_logins_tries_no_more_passwords_than_allowed(anna: User) -> None:
    browser = Client()
    assert [sign_in(browser, f"falsch-{number}").status_code for number in range(20)] == [200] * 10 + [429] * 10
    asked = RequestFactory().post(SIGN_IN, {"username": "anna", "password": "falsch"})
    assert all(guard.is_closed(asked) for _ in range(TRIES))
    assert FailedSignIn.objects.count() == 3
    assert max(FailedSignIn.objects.values_list("count", flat=True)) == guard.MOST_FAILURES
    anna.refresh_from_db()
    assert anna.last_login is None
    FailedSignIn.objects.update(since=timezone.now() - guard.CLOSED_FOR - timedelta(seconds=1))
    assert sign_in(browser).status_code == 302


def test_a_network_of_ipv6_is_one_address(anna: User) -> None:  # noqa: ARG001 - somebody to guess at
    for number in range(guard.MOST_FAILURES):
        sign_in(Client(), "geraten-geraten", REMOTE_ADDR=f"2001:db8:1:2::{number:x}")
    assert sign_in(Client(), REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert sign_in(Client(), REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_behind_a_proxy_each_reader_is_counted_alone(anna: User) -> None:  # noqa: ARG001 - somebody to guess at
    for number in range(guard.MOST_FAILURES):
        # The reader writes into the header what they like; the proxy appends where they really are.
        sign_in(Client(), "geraten-geraten", headers={"X-Forwarded-For": f"10.0.0.{number}, 198.51.100.1"})
    assert sign_in(Client(), headers={"X-Forwarded-For": "198.51.100.1"}).status_code == 429
    assert sign_in(Client(), headers={"X-Forwarded-For": "198.51.100.2"}).status_code == 302


def test_without_a_proxy_nobody_chooses_an_address(anna: User) -> None:  # noqa: ARG001 - somebody to guess at
    for number in range(guard.MOST_FAILURES):
        sign_in(Client(), "geraten-geraten", REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": f"10.0.0.{number}"})
    assert sign_in(Client(), REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": "10.9.9.9"}).status_code == 429


def test_the_operator_opens_an_account_whose_second_step_is_lost(anna: User) -> None:
    browser = Client()
    sign_in(browser)
    set_up_app(browser)
    call_command("drop_second_factor", "anna", stdout=StringIO())
    assert not Authenticator.objects.filter(user=anna).exists()
    assert sign_in(Client())["Location"] == reverse("companies:list")
    with pytest.raises(CommandError, match="nobody"):
        call_command("drop_second_factor", "nobody")


@pytest.mark.parametrize("name", ["account_reauthenticate", "mfa_index", "mfa_activate_totp", "accounts:account"])
def test_the_local_mode_knows_no_passwords(name: str, settings: Settings) -> None:
    settings.LOCAL = True
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    browser = Client(headers={"host": "127.0.0.1:8000"})
    browser.post("/mein-unternehmen")
    assert browser.get(reverse(name)).status_code == 404
    page = browser.get(reverse("companies:list")).content.decode()
    assert reverse("accounts:account") not in page
    assert "/personen" not in page
