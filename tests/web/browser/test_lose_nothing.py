"""Sessions that end, keys that grow old, second windows, double clicks, odd texts: nothing typed is lost, and the page says what happened.

A real server with names and passwords, and people who sign in again.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from databases import ADDRESS, address_of

pytestmark = pytest.mark.browser

PATIENCE = 40.0
NAME, PASSWORD = "anna", "schleifstein-und-lager-7"
SESSION = "leitplanke-session"
READ_AGAIN = """async (field) => {
  const answer = await fetch(location.href, { cache: "no-store" });
  return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(field).value;
}"""
ODD = "شركة 🏭 Übermaß \u202eGmbH"


@pytest.fixture(scope="module")
def manned(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Iterator[tuple[str, str]]:
    """Return the address of a server where people sign in, and the path of its setup link."""
    folder = tmp_path_factory.mktemp("manned")
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    log = folder / "log"
    (folder / "var").mkdir()
    (folder / "var" / "examples").symlink_to(examples, target_is_directory=True)
    kept |= {"LEITPLANKE_VAR": str(folder / "var"), ADDRESS: address_of(folder / "var"), "LEITPLANKE_REVIEWS": "ask"}
    with log.open("w") as out:
        command = [sys.executable, "-m", "leitplanke", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=kept, stdout=out, stderr=out)
    try:
        yield f"http://127.0.0.1:{port}", setup_link(log)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    assert "Traceback" not in log.read_text()


def setup_link(log: Path) -> str:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        if found := re.search(r"http://127\.0\.0\.1:\d+(/einrichten/\S+)", log.read_text()):
            return found[1]
        time.sleep(0.1)
    pytest.fail(log.read_text())


@pytest.fixture(scope="module")
def anna(manned: tuple[str, str], chromium: Browser) -> Iterator[BrowserContext]:
    """Return the browser of an administrator who has just set the server up."""
    address, link = manned
    context = chromium.new_context(base_url=address, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(link)
    page.locator("#username").fill(NAME)
    page.locator("#password").fill(PASSWORD)
    page.locator("main .actions .button").click()
    page.wait_for_url("**/unternehmen/")
    yield context
    context.close()


@pytest.fixture
def profile(anna: BrowserContext) -> Iterator[Page]:
    """Return the profile of a new firm, open in Anna's browser, in a window that keeps nothing of the last test."""
    page = anna.pages[0]
    page.goto("/gesund")
    page.evaluate("sessionStorage.clear()")
    page.goto("/unternehmen/")
    if "/anmelden" in page.url:
        sign_in(page)
    page.locator("form[action='/unternehmen/neu'] button").click()
    page.wait_for_url("**/profil")
    type_into(page, "name", "Firma")
    yield page
    for other in anna.pages[1:]:
        other.close()


def type_into(page: Page, field: str, text: str) -> None:
    """Type, leave the field, and wait until it is saved and the field stands anew with what was saved."""
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        page.locator(f"#{field}").fill(text)
        page.locator(f"#{field}").blur()
    assert saved.value.ok
    expect(page.locator(".htmx-request")).to_have_count(0)


def end_session(context: BrowserContext) -> None:
    context.clear_cookies(name=SESSION)


def sign_in(page: Page) -> None:
    page.wait_for_url("**/anmelden**")
    page.locator("#username").fill(NAME)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()


def stored(page: Page, field: str) -> str:
    """Return what the server has of a field: what stands in it when the page is read again."""
    return str(page.evaluate(READ_AGAIN, field))


def test_a_session_that_ends_while_a_field_is_saved(profile: Page) -> None:
    place = profile.url
    type_into(profile, "staff", "zwölf")
    end_session(profile.context)
    profile.locator("#sector").fill("Zerspanung")
    profile.locator("#sector").blur()
    sign_in(profile)
    profile.wait_for_url(place)
    expect(profile.locator("[data-kept]")).to_be_visible()
    expect(profile.locator("#sector")).to_have_value("Zerspanung")
    # What is wrong and was never stored comes back too.
    expect(profile.locator("#staff")).to_have_value("zwölf")
    profile.wait_for_load_state("networkidle")
    assert stored(profile, "sector") == "Zerspanung"


def test_a_session_that_ends_before_the_page_is_sent(profile: Page) -> None:
    place = profile.url
    # Typed without leaving the field: only the button sends it.
    profile.route("**/speichern", lambda route: route.abort())
    profile.locator("#sector").fill("Drehteile")
    end_session(profile.context)
    profile.locator("main .actions .button").first.click()
    sign_in(profile)
    profile.unroute("**/speichern")
    profile.wait_for_url(place)
    expect(profile.locator("#sector")).to_have_value("Drehteile")


def test_a_key_that_grew_old_in_another_window(profile: Page) -> None:
    place = profile.url
    other = profile.context.new_page()
    end_session(profile.context)
    other.goto("/unternehmen/")
    sign_in(other)
    other.wait_for_url("**/unternehmen/")
    # This window still holds the key of before.
    profile.locator("#sector").fill("Laserschnitt")
    profile.locator("main .actions .button").first.click()
    expect(profile.locator("a[data-again]")).to_be_visible()
    profile.locator("a[data-again]").click()
    profile.wait_for_url(place)
    expect(profile.locator("#sector")).to_have_value("Laserschnitt")
    profile.wait_for_load_state("networkidle")
    assert stored(profile, "sector") == "Laserschnitt"


def test_what_was_typed_is_gone_once_another_page_was_opened(profile: Page) -> None:
    place = profile.url
    end_session(profile.context)
    profile.locator("#sector").fill("Geheim")
    profile.locator("#sector").blur()
    profile.wait_for_url("**/anmelden**")
    profile.goto("/begriffe")
    assert profile.evaluate("sessionStorage.getItem('leitplanke-kept')") is None
    profile.goto(place)
    sign_in(profile)
    profile.wait_for_url(place)
    expect(profile.locator("#sector")).to_have_value("")


def test_two_windows_keep_each_other_s_fields_and_hear_of_changes(profile: Page) -> None:
    other = profile.context.new_page()
    other.goto(profile.url)
    type_into(profile, "sector", "Fräsen")
    expect(other.locator("[data-other-window]")).to_be_visible()
    expect(profile.locator("[data-other-window]")).to_be_hidden()
    # The other window does not know of the sector and must not empty it.
    type_into(other, "staff", "12")
    assert (stored(profile, "sector"), stored(profile, "staff")) == ("Fräsen", "12")
    # One field in both windows: the later change counts.
    type_into(other, "sector", "Drehen")
    assert stored(profile, "sector") == "Drehen"
    expect(profile.locator("[data-other-window]")).to_be_visible()


def test_a_double_click_makes_one_firm(profile: Page) -> None:
    page = profile
    page.goto("/unternehmen/")
    before = page.locator(".card.choose").count()
    page.locator("form[action='/unternehmen/neu'] button").dblclick()
    page.wait_for_url("**/profil")
    page.goto("/unternehmen/")
    assert page.locator(".card.choose").count() == before + 1


def test_the_back_button_shows_what_is_saved(profile: Page) -> None:
    type_into(profile, "sector", "Härterei")
    profile.goto("/begriffe")
    profile.go_back()
    expect(profile.locator("#sector")).to_have_value("Härterei")


def fill_the_rest(page: Page, name: str) -> str:
    """Type a firm with this name, go on, and return where its profile is."""
    for field, typed in {"name": name, "sector": "Guss", "staff": "9", "turnover_eur": "900000"}.items():
        page.locator(f"#{field}").fill(typed)
    page.locator("#turnover_eur").blur()
    page.wait_for_load_state("networkidle")
    place = page.url
    with page.expect_navigation():
        page.locator("main .actions .button").first.click()
    return place


def test_a_name_in_other_scripts_comes_back_as_typed(profile: Page) -> None:
    place = fill_the_rest(profile, ODD)
    assert profile.url != place
    assert stored_at(profile, place) == ODD
    profile.goto("/unternehmen/")
    assert ODD in profile.locator("main").inner_text()
    assert too_wide(profile) <= 0


def test_a_name_of_ten_thousand_letters_is_explained_and_stays(profile: Page, access: Callable[..., list[str]]) -> None:
    typed = "Ä" * 10_000
    place = fill_the_rest(profile, typed)
    assert profile.url == place
    expect(profile.locator(".error-summary")).to_be_visible()
    expect(profile.locator("#name")).to_have_value(typed)
    assert access(profile) == []
    assert too_wide(profile) <= 0
    assert stored(profile, "sector") == "Guss"


def too_wide(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def stored_at(page: Page, place: str) -> str:
    page.goto(place)
    return page.locator("#name").input_value()


def test_an_answer_given_after_the_session_ended_is_kept_and_saved(profile: Page) -> None:
    fill_the_rest(profile, "Firma mit Fragen")
    place = re.sub(r"(/unternehmen/[^/]+/).*", r"\1fragen/cloud", profile.url)
    profile.goto(place)
    question = profile.locator("fieldset.question").nth(1)
    end_session(profile.context)
    question.locator(".choices > .choice input").nth(3).click()
    sign_in(profile)
    profile.wait_for_url(place)
    expect(profile.locator("[data-kept]")).to_be_visible()
    expect(question.locator(".choices > .choice input").nth(3)).to_be_checked()
    expect(question.locator(".saved")).to_contain_text("zuletzt gespeichert")
    profile.reload()
    expect(question.locator(".choices > .choice input").nth(3)).to_be_checked()
