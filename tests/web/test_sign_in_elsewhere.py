"""The operator's own sign-in: a real issuer on this machine, and one that does not answer."""

import base64
import hashlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from leitplanke.web import environment
from leitplanke.web.accounts import adapters, elsewhere, members
from leitplanke.web.accounts.issuer import BusyError, Line
from leitplanke.web.accounts.models import Membership, Organisation, User
from leitplanke.web.accounts.rights import Role

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PASSWORD = "vier-Pferde-im-Regen"  # noqa: S105 - of this test


@dataclass
class Issuer:
    """An OpenID Connect issuer: whoever asks is `subject`; `broken` names what it does wrong."""

    address: str = ""
    subject: str = "kc-4711"
    broken: str = ""
    challenges: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str, form: dict[str, list[str]]) -> tuple[int, object]:
        self.asked.append(path)
        if self.broken == path:
            return 500, {}
        if path == "/.well-known/openid-configuration":
            ways = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo", "jwks_uri": "jwks"}
            return 200, {"issuer": self.address} | {name: f"{self.address}/{place}" for name, place in ways.items()}
        if path == "/token":
            return self.token(form)
        if path == "/userinfo":
            return 200, {
                "sub": self.subject,
                "preferred_username": "nora",
                "name": "Nora Neu",
                "email": "alice@example.org",
                "email_verified": True,
            }
        return 404, {}

    def token(self, form: dict[str, list[str]]) -> tuple[int, object]:
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != self.challenges.get(form["code"][0]):
            return 400, {"error": "invalid_grant"}
        claims = {"iss": self.address, "aud": "leitplanke", "sub": self.subject, "iat": int(time.time()), "exp": int(time.time()) + 60}
        if self.broken == "audience":
            claims["aud"] = "somebody-else"
        return 200, {"access_token": "t", "token_type": "Bearer", "id_token": jwt.encode(claims, KEY, algorithm="RS256")}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    found = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            status, document = found.answer(urlsplit(self.path).path, parse_qs(self.rfile.read(length).decode()))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(document).encode())

        do_POST = do_GET  # noqa: N815 - the name that http.server calls

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.address = f"http://127.0.0.1:{server.server_port}"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def fresh_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget which issuer did not answer in an earlier test."""
    line = Line()
    for module in (elsewhere, adapters):
        monkeypatch.setattr(module, "LINE", line)


def use(address: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Configure the issuer as an operator does."""
    monkeypatch.setenv("LEITPLANKE_OIDC_ISSUER", address)
    monkeypatch.setenv("LEITPLANKE_OIDC_CLIENT", "leitplanke")
    monkeypatch.setenv("LEITPLANKE_OIDC_SECRET", "s3cret")
    monkeypatch.setenv("LEITPLANKE_OIDC_NAME", "Firmen-Anmeldung")
    settings.SIGN_IN_ELSEWHERE = environment.sign_in_elsewhere()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [settings.SIGN_IN_ELSEWHERE]}}


@pytest.fixture
def other(issuer: Issuer, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Issuer:
    use(issuer.address, settings, monkeypatch)
    return issuer


def leave(browser: Client, query: str = "", **data: str) -> dict[str, str]:
    """Press the button, and return what the browser would bring to the issuer."""
    page = browser.post(reverse("openid_connect_login", args=["oidc"]) + query, data)
    assert page.status_code == 200
    text = page.content.decode()
    target = text.split('http-equiv="refresh" content="0;url=')[1].split('"')[0].replace("&amp;", "&")
    return {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}


def come_back(browser: Client, issuer: Issuer, brought: dict[str, str], code: str = "c1") -> object:
    issuer.challenges[code] = brought["code_challenge"]
    return browser.get(reverse("openid_connect_callback", args=["oidc"]), {"code": code, "state": brought["state"]})


def test_somebody_without_invitation_gets_no_account(other: Issuer, alice: User) -> None:
    alice.email = "alice@example.org"
    alice.save()
    browser = Client()
    brought = leave(browser)
    assert brought["code_challenge_method"] == "S256"
    assert brought["redirect_uri"].endswith(reverse("openid_connect_callback", args=["oidc"]))
    refused = come_back(browser, other, brought)
    # The issuer claims the mail address of Alice: that must not open her account either.
    assert refused.status_code == 403
    assert "Einladungslink" in refused.content.decode()
    assert set(User.objects.all()) == {alice}
    assert browser.get(reverse("companies:list")).status_code == 302


def test_an_invitation_makes_an_account_that_is_found_again(other: Issuer, alice: User) -> None:
    giver = Membership.objects.get(user=alice)
    secret, _ = members.invite(giver, "Nora", members.Part(Role.READER))
    browser = Client()
    page = browser.get(reverse("accounts:join", args=[secret])).content.decode()
    assert "Mit Firmen-Anmeldung anmelden" in page
    assert come_back(browser, other, leave(browser)).status_code == 302
    nora = Membership.objects.exclude(user=alice).get()
    assert (nora.role, nora.organisation, nora.user.email) == ("reader", giver.organisation, "")
    assert not nora.user.has_usable_password()
    again = Client()
    assert come_back(again, other, leave(again), "c2")["Location"] == reverse("companies:list")
    # Neither at the first nor at a later sign-in is it kept what else the issuer tells of her.
    nora.user.refresh_from_db()
    assert (nora.user.username, nora.user.get_full_name(), nora.user.email) == ("nora", "", "")
    assert SocialAccount.objects.get().extra_data == {}
    assert again.get(reverse("companies:list")).status_code == 200
    assert User.objects.count() == 2
    assert Client().get(reverse("accounts:join", args=[secret])).status_code == 404


def test_an_account_with_a_password_is_tied_after_saying_the_password_again(other: Issuer) -> None:
    anna = User.objects.create_user("anna", password=PASSWORD)
    Membership.objects.create(user=anna, organisation=Organisation.objects.create())
    browser = Client()
    browser.post(reverse("accounts:sign-in"), {"username": "anna", "password": PASSWORD})
    asked = come_back(browser, other, leave(browser, "?process=connect"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not SocialAccount.objects.exists()
    browser.post(asked["Location"], {"password": PASSWORD})
    assert SocialAccount.objects.get().user == anna
    later = Client()
    assert come_back(later, other, leave(later), "c2").status_code == 302
    assert int(later.session["_auth_user_id"]) == anna.pk


@pytest.mark.parametrize("broken", ["/token", "/userinfo", "audience"])
def test_a_faulty_issuer_lets_nobody_in(broken: str, other: Issuer, alice: User) -> None:
    SocialAccount.objects.create(user=alice, provider="oidc", uid=other.subject)
    browser = Client()
    brought = leave(browser)
    other.broken = broken
    assert come_back(browser, other, brought).status_code == 502
    assert "_auth_user_id" not in browser.session


def test_an_answer_that_nobody_asked_for_is_refused(other: Issuer, alice: User) -> None:
    SocialAccount.objects.create(user=alice, provider="oidc", uid=other.subject)
    brought = leave(Client())
    victim = Client()
    assert come_back(victim, other, brought).status_code == 502
    assert "_auth_user_id" not in victim.session


def test_an_unreachable_issuer_shuts_nobody_out(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        use(f"http://127.0.0.1:{probe.getsockname()[1]}", settings, monkeypatch)
    User.objects.create_user("anna", password=PASSWORD)
    browser = Client()
    assert "Firmen-Anmeldung" in browser.get(reverse("accounts:sign-in")).content.decode()
    failed = browser.post(reverse("openid_connect_login", args=["oidc"]))
    assert failed.status_code == 502
    assert reverse("accounts:sign-in") in failed.content.decode()
    assert "Connection" in caplog.text
    assert browser.post(reverse("accounts:sign-in"), {"username": "anna", "password": PASSWORD}).status_code == 302
    assert browser.get(reverse("companies:list")).status_code == 200


def test_an_issuer_that_hangs_is_left_alone_for_a_while(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.4
    monkeypatch.setattr(elsewhere, "LINE", Line(rest=60.0))
    User.objects.create_user("anna", password=PASSWORD)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        use(f"http://127.0.0.1:{silent.getsockname()[1]}", settings, monkeypatch)
        browser, seconds = Client(), []
        for _ in range(4):
            begun = time.monotonic()
            assert browser.post(reverse("openid_connect_login", args=["oidc"])).status_code == 502
            seconds.append(time.monotonic() - begun)
    assert seconds[0] >= 0.4
    assert max(seconds[1:]) < 0.2
    assert "did not answer of late" in caplog.text
    assert browser.post(reverse("accounts:sign-in"), {"username": "anna", "password": PASSWORD}).status_code == 302


def test_few_wait_for_a_slow_issuer_at_once() -> None:
    line, inside, most, refused = Line(most=2, wait=0.05), [], [], []
    guard = threading.Lock()

    def talk() -> None:
        try:
            with line.talk():
                with guard:
                    inside.append(1)
                    most.append(len(inside))
                time.sleep(0.3)
                with guard:
                    inside.pop()
        except BusyError as fault:
            refused.append(fault)

    threads = [threading.Thread(target=talk) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert max(most) == 2
    assert len(refused) == 4
    # Whoever was refused only came too many at once: the next one is let in, and so is one after a refusal by the issuer.
    line.heard(requests.HTTPError("401"))
    with line.talk():
        pass
    line.heard(requests.ConnectTimeout())
    with pytest.raises(BusyError), line.talk():
        pass


def test_an_issuer_that_talks_nonsense_shuts_nobody_out(other: Issuer) -> None:
    other.broken = "/.well-known/openid-configuration"
    assert Client().post(reverse("openid_connect_login", args=["oidc"])).status_code == 502
    assert Client().get(reverse("openid_connect_login", args=["oidc"])).status_code == 405


def test_the_log_holds_nothing_that_an_issuer_says(
    other: Issuer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What it says is about people: their names, and addresses that say who somebody is."""

    def says(fault: Exception) -> str:
        def answer(*_: object) -> None:
            raise fault

        caplog.clear()
        monkeypatch.setattr(elsewhere.openid, "callback", answer)
        assert Client().get(reverse("openid_connect_callback", args=["oidc"])).status_code == 502
        (told,) = [one.getMessage() for one in caplog.records if one.name == "leitplanke.accounts"]
        return told.removeprefix("the sign-in elsewhere failed: ")

    refusal = requests.Response()
    refusal.status_code, refusal.reason, refusal.url = 401, "Petra Maier", f"{other.address}/userinfo?name=Petra+Maier"
    with pytest.raises(requests.HTTPError) as told:
        refusal.raise_for_status()
    assert says(told.value) == "requests.exceptions.HTTPError 401"
    assert says(KeyError("Petra Maier")) == "KeyError"
    assert says(ValueError("no number: Petra Maier")) == "ValueError"
    assert says(requests.exceptions.InvalidURL("https://Petra Maier")) == "requests.exceptions.InvalidURL"
    assert says(requests.exceptions.JSONDecodeError("Extra data", "Petra Maier", 0)) == "requests.exceptions.JSONDecodeError"
    # Here the network speaks, and we ourselves.
    assert says(requests.ConnectTimeout("Connection refused")) == "requests.exceptions.ConnectTimeout: Connection refused"
    assert says(BusyError(silent=True)).endswith("BusyError: it did not answer of late")


def test_without_an_issuer_there_is_no_such_door(settings: Settings) -> None:
    assert settings.SIGN_IN_ELSEWHERE is None
    assert Client().post(reverse("openid_connect_login", args=["oidc"])).status_code == 404
    assert "anmelden/mit" not in Client().get(reverse("accounts:sign-in")).content.decode()


@pytest.mark.parametrize(
    ("issuer_address", "client", "told"),
    [("http://login.example", "x", "https"), ("login.example", "x", "https"), ("https://login.example", "", "CLIENT")],
)
def test_a_wrong_setting_is_named_at_the_start(issuer_address: str, client: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITPLANKE_OIDC_ISSUER", issuer_address)
    monkeypatch.setenv("LEITPLANKE_OIDC_CLIENT", client)
    with pytest.raises(ValueError, match=told):
        environment.sign_in_elsewhere()
