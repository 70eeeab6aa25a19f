"""A server for many people in a real browser: the set-up link, an app, a passkey on a virtual device, people and roles."""

import base64
import hashlib
import hmac
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from databases import ADDRESS, address_of

pytestmark = pytest.mark.browser

PASSWORD = "vier-Pferde-im-Regen"  # noqa: S105 - of this test
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Watch(Protocol):
    """What conftest's watch has seen."""

    faults: list[str]


@dataclass(slots=True)
class Door:
    """Where the server answers, and what it printed."""

    address: str
    log: Path
    state: object = None
    people: str = ""

    @property
    def set_up(self) -> str:
        return re.findall(r"/einrichten/\S+", self.log.read_text())[-1]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Iterator[Door]:
    """Start the product as on a server. Browsers know passkeys of the name localhost, not of a number."""
    folder = tmp_path_factory.mktemp("var")
    (folder / "examples").symlink_to(examples, target_is_directory=True)
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    closed = {name: value for name, value in os.environ.items() if name != "LEITPLANKE_LOCAL"}
    elsewhere = {"LEITPLANKE_OIDC_ISSUER": "http://127.0.0.1:9", "LEITPLANKE_OIDC_CLIENT": "x", "LEITPLANKE_OIDC_NAME": "Firma"}
    environment = closed | elsewhere | {"LEITPLANKE_VAR": str(folder), ADDRESS: address_of(folder), "LEITPLANKE_REVIEWS": "ask"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    found = Door(f"http://localhost:{port}", folder / "log")
    with found.log.open("w") as log:
        command = [sys.executable, "-m", "leitplanke", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        last = time.monotonic() + 90.0
        while time.monotonic() < last and process.poll() is None and "/einrichten/" not in found.log.read_text():
            with suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/gesund", timeout=1).close()
            time.sleep(0.1)
        assert found.set_up, found.log.read_text()
        yield found
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    assert "Traceback" not in found.log.read_text()


@pytest.fixture(scope="module")
def server(door: Door) -> str:
    """Let the windows of this module open this server."""
    return door.address


def code_of(secret: str) -> str:
    """Return what an authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time() / 30)), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def sign_out(page: Page) -> None:
    page.goto("/konto")
    page.get_by_role("button", name="Abmelden").click()


@pytest.fixture(scope="module")
def anna(door: Door, chromium: Browser) -> Iterator[Page]:
    """Return the window of the administrator, who has just come by the set-up link and has an app as second step."""
    context = chromium.new_context(base_url=door.address, reduced_motion="reduce")
    context.add_cookies([{"name": "leitplanke-language", "value": "de", "url": door.address}])
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(door.set_up)
    page.fill("#username", "anna")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Anlegen und anmelden").click()
    door.people = page.get_by_role("link", name="Personen").get_attribute("href") or ""
    page.goto("/konto/sicherheit/app")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Weiter").click()
    page.fill("#code", code_of(page.locator("code").inner_text()))
    page.get_by_role("button", name="Einschalten").click()
    expect(page.locator(".codes li")).to_have_count(10)
    door.state = context.storage_state()
    yield page
    context.close()


@pytest.mark.usefixtures("anna")
def test_a_person_makes_signing_in_safe(door: Door, reader: Callable[..., Page]) -> None:
    # Fresh: nobody else shall have its passkeys.
    page = reader(state=door.state, fresh=True)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto("/konto/sicherheit/passkeys/neu")
    page.fill("#name", "Laptop im Büro")
    page.get_by_role("button", name="Passkey anlegen").click()
    page.get_by_role("heading", name="Laptop im Büro").wait_for()

    sign_out(page)
    page.goto("/anmelden")
    page.fill("#username", "anna")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    assert urlsplit(page.url).path == "/anmelden/zweiter-schritt"
    page.get_by_role("button", name="Passkey benutzen").click()
    page.wait_for_url("**/unternehmen/")

    sign_out(page)
    page.goto("/anmelden?next=/konto")
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    page.get_by_role("heading", name="Ihr Konto").wait_for()
    assert urlsplit(page.url).path == "/konto"
    assert "anna" in page.locator("main").inner_text()
    # The session of the fixture has ended with the first sign-out.
    door.state = page.context.storage_state()


@pytest.mark.looks
@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_of_accounts_is_open_to_everybody(
    language: str, door: Door, reader: Callable[..., Page], hold: Callable[[Page, str], None]
) -> None:
    page = reader(language=language, state=door.state)
    roles = door.people.replace("personen", "rollen")
    for path in (door.people, roles, "/konto", "/konto/sicherheit", "/konto/sicherheit/codes", "/konto/schluessel", "/konto/verbindung"):
        page.goto(path)
        hold(page, language)
    page.goto(door.people)
    page.get_by_role("link", name="anna", exact=True).click()
    hold(page, language)
    page.goto(door.people)
    page.fill("#label", "Nora")
    page.locator("form[action$=einladen] button").click()
    link = urlsplit(page.locator("[data-focus] .wrap a").inner_text()).path
    hold(page, language)
    stranger = reader(language=language)
    for path in ("/anmelden", link, "/einladung/guessed", "/passwort/guessed"):
        stranger.goto(path)
        hold(stranger, language)


@pytest.mark.usefixtures("anna")
def test_a_sign_in_elsewhere_that_does_not_answer_leads_back(door: Door, reader: Callable[..., Page], watch: Watch) -> None:
    page = reader()
    page.goto("/anmelden")
    page.get_by_role("button", name="Mit Firma anmelden").click()
    page.get_by_role("heading", name="Die andere Anmeldung antwortet nicht").wait_for()
    page.get_by_role("link", name="Zur Anmeldung").click()
    page.fill("#username", "anna")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    assert urlsplit(page.url).path == "/anmelden/zweiter-schritt"
    assert "the sign-in elsewhere failed" in door.log.read_text()
    # The browser notes the answer 502 of that page, as it should.
    watch.faults[:] = [fault for fault in watch.faults if "status of 502" not in fault]
