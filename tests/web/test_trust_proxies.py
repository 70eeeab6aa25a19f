"""Whom the server takes a request to come from: what a proxy of the operator's says counts, what anybody else writes does not."""

import ipaddress

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from leitplanke.web import environment
from leitplanke.web.accounts.guard import address_of

pytestmark = pytest.mark.no_database
READER, LIAR = "203.0.113.7", "198.51.100.66"


def asked(remote: str, forwarded: str = "") -> str:
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return address_of(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))


@pytest.mark.parametrize(
    ("remote", "forwarded", "seen"),
    [
        (READER, "", READER),
        (LIAR, READER, LIAR),
        ("127.0.0.1", READER, READER),
        ("::1", READER, READER),
        ("127.0.0.1", f"{LIAR}, {READER}", READER),
        ("127.0.0.1", f"127.0.0.1, {READER}", READER),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", f"{READER}, 127.0.0.1", READER),
        ("10.88.0.1", READER, "10.88.0.1"),
        ("127.0.0.1", "2001:db8:1:2:3::4", "2001:db8:1:2::"),
        ("127.0.0.1", f"{READER}, unknown", "unknown"),
    ],
)
def test_without_a_setting_only_this_machine_s_proxy_is_believed(remote: str, forwarded: str, seen: str) -> None:
    assert asked(remote, forwarded) == seen


def test_named_proxies_are_believed_and_then_only_they(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITPLANKE_PROXIES", "10.88.0.0/16, 192.0.2.8")
    settings.PROXIES = environment.proxies()
    assert asked("10.88.0.1", f"{LIAR}, {READER}, 192.0.2.8") == READER
    assert asked("192.0.2.9", READER) == "192.0.2.9"
    assert asked("127.0.0.1", READER) == "127.0.0.1"


@pytest.mark.parametrize("said", ["0.0.0.0/0", "::/0", "proxy.example", "10.88.0.1/16", "10.0.0.0/8,", "*"])
def test_proxies_that_are_none_or_everybody_are_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITPLANKE_PROXIES", said)
    with pytest.raises(ValueError, match="LEITPLANKE_PROXIES"):
        environment.proxies()


def test_nothing_said_is_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITPLANKE_PROXIES", "")
    assert environment.proxies() == (ipaddress.ip_network("127.0.0.1/32"), ipaddress.ip_network("::1/128"))
