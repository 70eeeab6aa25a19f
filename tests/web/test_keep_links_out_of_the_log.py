"""No form in which an address with a link can be asked for brings its secret into the log; cookies of https go over https only."""

import logging
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.fixtures import Settings
from round_by_link import running, start

from leitplanke.web.companies.models import Company
from leitplanke.web.language.middleware import COOKIE
from leitplanke.web.logs.lines import JSONLines, TextLines
from leitplanke.web.logs.masking import LINKS, mask

SECRET = "geheimerSchluessel"  # noqa: S105 - of nobody


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Return what Django itself says of requests, as the log would have it, in both forms."""
    told: list[str] = []

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.extend(form.format(record) for form in (TextLines(), JSONLines()))

    heard, loggers = Heard(), [logging.getLogger(name) for name in ("django.request", "django.security.csrf")]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.addHandler(heard)
        one.setLevel(logging.WARNING)
    yield told
    for one, level in zip(loggers, levels, strict=True):
        one.removeHandler(heard)
        one.setLevel(level)


@pytest.mark.parametrize("first", LINKS)
@pytest.mark.parametrize(
    "tail", ["", "/", "%0AINJECTED%20line/", "%C3%BC/", "%20x/", "%22x/", "%27x", "%5C/", "/seite%0D%0Ax/", "%3Cx%3E/", "%2Fx"]
)
def test_links_do_not_come_into_the_log(first: str, tail: str, lines: list[str]) -> None:
    client = Client(enforce_csrf_checks=True)
    for ask in (client.get, client.post, client.put):
        ask(f"/{first}/{SECRET}{tail}")
    for before in ("/en", "//"):
        client.get(f"{before}/{first}/{SECRET}{tail}")
    assert lines
    assert [line for line in lines if SECRET in line or "INJECTED" in line or "\n" in line] == []


def test_a_path_in_any_message_is_masked() -> None:
    for first in LINKS:
        for told in (f"/{first}/{SECRET}", f"https://a.example/{first}/{SECRET}/x?y=1", f'"GET /{first}/{SECRET}\\nx/ HTTP/1.1"'):
            assert SECRET not in mask(told)
            assert f"/{first}/<secret>" in mask(told)


def test_every_address_that_takes_a_secret_is_known() -> None:
    def found(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
        for one in patterns:
            route = before + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from found(one.url_patterns, route)
            elif "<str:secret>" in route:
                yield route.partition("/<str:secret>")[0]

    assert set(found(get_resolver().url_patterns)) == set(LINKS)


def test_cookies_of_languages_are_secure_behind_https(company: Company, settings: Settings) -> None:
    _, secrets = running(company)
    for secure in (True, False):
        settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = secure
        client = Client()
        client.post("/sprache", {"language": "en", "next": "/"})
        client.get(start(secrets[0]))
        client.post(start(secrets[0]))
        cookies = client.cookies
        assert {COOKIE, "leitplanke-csrf"} <= set(cookies)
        assert [name for name in cookies if name.startswith("leitplanke-w-")], "the code of a device"
        assert {name: bool(one["secure"]) for name, one in cookies.items()} == dict.fromkeys(cookies, secure)
