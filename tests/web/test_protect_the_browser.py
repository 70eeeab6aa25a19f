"""Headers, pages without inline code, counted reports."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from leitplanke.web.pace.counting import Pace
from leitplanke.web.protection import views
from leitplanke.web.protection.models import PolicyBreach
from leitplanke.web.studies.models import Study


class InlineCode(HTMLParser):
    """Finds what a policy without 'unsafe-inline' would block, and every address outside this host."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kind = given.get("type") or ""
        if tag == "style" or (tag == "script" and "src" not in given and "json" not in kind):
            self.found.append(tag)
        self.found += [f"{tag} {name}" for name in given if name == "style" or name.startswith(("on", "hx-on"))]
        addresses = [given[name] or "" for name in ("src", "href", "action", "srcset", "hx-get", "hx-post") if name in given]
        self.found += [address for address in addresses if "//" in address or address.lower().startswith("javascript:")]


def report(directive: str = "style-src-attr", page: str = "http://testserver/stil?x=1") -> str:
    return json.dumps({"csp-report": {"document-uri": page, "effective-directive": directive, "blocked-uri": "inline"}})


def send(browser: Client, body: str) -> int:
    return int(browser.post("/csp", body, content_type="application/csp-report").status_code)


@pytest.fixture
def pages(study: Study) -> list[str]:
    firm = study.company_id
    return [
        *("/", "/stil", "/unternehmen/", "/beispiel/", "/gibt-es-nicht"),
        *(reverse(f"companies:{name}", args=[firm]) for name in ("profile", "further")),
        *(reverse("survey:overview", args=[firm]), reverse("survey:page", args=[firm, "cloud"])),
        *(reverse("studies:result", args=[study.pk]), f"{reverse('studies:trail', args=[study.pk])}?node=company.liquidity_eur"),
    ]


def test_pages_hold_no_inline_code_and_no_foreign_address(pages: list[str], as_alice: Client) -> None:
    for page in pages:
        reader = InlineCode()
        reader.feed(as_alice.get(page).content.decode())
        assert reader.found == [], page


def test_every_answer_carries_the_policy(pages: list[str], as_alice: Client) -> None:
    for page in [*pages, "/static/css/tokens.css", "/sprache"]:
        response = as_alice.get(page)
        policy = response["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"


def test_a_firms_pages_are_kept_out_of_caches(pages: list[str], as_alice: Client) -> None:
    for page in pages:
        assert "no-store" in as_alice.get(page)["Cache-Control"]
    # The page for an address that is none names the reader; a cache that keeps everything below /static/ must not keep it.
    missing = as_alice.get("/static/css/none.css")
    assert (missing.status_code, missing["Cache-Control"]) == (404, "no-store, private")


def test_reports_are_counted_by_directive_and_page(as_stranger: Client) -> None:
    for _ in range(3):
        assert send(as_stranger, report()) == 204
    send(as_stranger, report("script-src"))
    assert set(PolicyBreach.objects.values_list("directive", "path", "count")) == {
        ("style-src-attr", "/stil", 3),
        ("script-src", "/stil", 1),
    }


@pytest.mark.parametrize(
    "body", ["", "{}", "[]", "null", "nonsense", '{"csp-report": 7}', '{"csp-report": {"document-uri": 1}}', "x" * 20_000]
)
def test_what_is_no_report_is_dropped(body: str, as_stranger: Client) -> None:
    assert send(as_stranger, body) == 204
    assert PolicyBreach.objects.count() == 0


def test_secrets_that_an_earlier_release_kept_are_forgotten() -> None:
    for path in ("/w/4dRkQ9_wPxT-hv2Lr8sYd1A/", "/geteilt/q3Zk9-wPxThv2Lr8sYd1AbC/", "/unternehmen/", "/w/<secret>/"):
        PolicyBreach.objects.create(directive="script-src", path=path, count=3)
    step = import_module("leitplanke.web.protection.migrations.0003_forget_secrets")
    step.forget(apps, connection.schema_editor())
    assert set(PolicyBreach.objects.values_list("path", "count")) == {("/unternehmen/", 3), ("/w/<secret>/", 3)}


def test_reports_keep_no_secret_of_a_link(as_stranger: Client) -> None:
    for path in ("/w/geheim-123/", "/einladung/geheim-123", "/geteilt/geheim-123/", "/gibt/es/nicht/geheim-123"):
        send(as_stranger, report(page=f"http://testserver{path}?x=geheim-123"))
    found = set(PolicyBreach.objects.values_list("path", flat=True))
    assert found == {"/w/<secret>/", "/einladung/<secret>", "/geteilt/<secret>/", "-"}


def test_who_reports_too_often_is_not_heard(as_stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "REPORTS", Pace("test", 60, 60.0))
    for _ in range(70):
        assert send(as_stranger, report("script-src")) == 204
    assert PolicyBreach.objects.get().count == 60


def test_reports_cannot_fill_the_disk(as_stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MAX_ROWS", 5)
    for number in range(9):
        send(as_stranger, report(f"made-up-{number}"))
    assert PolicyBreach.objects.count() == 5


def test_behind_tls_nothing_goes_over_an_open_line(tmp_path: Path, settings: Settings, as_stranger: Client) -> None:
    names = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN CSRF_TRUSTED_ORIGINS"
    told = f"import json; from leitplanke.web import settings; print(json.dumps([getattr(settings, one) for one in '{names}'.split()]))"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEITPLANKE_")}
    for origin, found in (
        ("https://leitplanke.example", [True, True, False, ["https://leitplanke.example"]]),
        ("", [False, False, True, []]),
    ):
        environment = kept | {"LEITPLANKE_VAR": str(tmp_path), "LEITPLANKE_ORIGIN": origin}
        said = subprocess.run([sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True)
        assert json.loads(said.stdout) == found
    assert "Strict-Transport-Security" not in as_stranger.get("/anmelden").headers
    settings.ORIGIN = "https://leitplanke.example"
    assert int(re.search(r"max-age=(\d+)", as_stranger.get("/anmelden")["Strict-Transport-Security"])[1]) >= 365 * 24 * 3600


def test_a_form_without_token_is_explained(study: Study, alice: object) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type] - the fixture's user
    response = browser.post(reverse("companies:profile", args=[study.company_id]), {"name": "Fremd"})
    assert response.status_code == 403
    assert "noch einmal absenden" in response.content.decode()


def test_a_huge_form_is_refused(study: Study, as_alice: Client) -> None:
    response = as_alice.post(reverse("companies:profile", args=[study.company_id]), {"name": "x" * 300_000})
    assert response.status_code in {400, 413}
    study.company.refresh_from_db()
    assert study.company.name == "Alpha & Söhne GmbH"


def test_a_fault_of_ours_says_what_to_do(study: Study, as_alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(*_: object) -> None:
        raise RuntimeError("inner secret")  # noqa: EM101, TRY003 - the test's own

    monkeypatch.setattr("leitplanke.web.studies.views.is_stale", burst)
    as_alice.raise_request_exception = False
    response = as_alice.get(reverse("studies:result", args=[study.pk]))
    assert response.status_code == 500
    assert "schiefgegangen" in response.content.decode()
    assert "inner secret" not in response.content.decode()
