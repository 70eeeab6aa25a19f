"""A real server with its worker, Debian's Chromium, and a watch over everything a page does."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from entered_firm import MILLISECONDS_TO_COMPUTE, Firm, enter, pass_on, passed_on
from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState, sync_playwright

from databases import ADDRESS, address_of, bring

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SECONDS_TO_START = 150
REMEMBER = "(kept) => kept.forEach((one) => localStorage.setItem(one.name, one.value))"
WIDTHS = (390, 768, 1280, 1920)
DARK = "document.documentElement.dataset.theme = 'dark'"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OF_STRUCTURE = ("aria-allowed-attr", "aria-valid-attr", "region", "link-in-text-block")
"""Rules of axe-core that look at neither words nor the colours of a theme, and cost half of all."""
TELL_BREACHES = """document.addEventListener('securitypolicyviolation',
  (e) => window.tellBreach(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));"""


def entered(examples: Path) -> Path:
    """Return where the firm is that one process of a run enters for all."""
    return examples.parents[1] / "entered"


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """Return the data folder of this process's server."""
    folder = tmp_path_factory.mktemp("var")
    if entered(examples).exists():
        shutil.copytree(entered(examples), folder, dirs_exist_ok=True)
        bring(folder)
    (folder / "examples").symlink_to(examples, target_is_directory=True)
    return folder


@pytest.fixture(scope="session")
def server(data_folder: Path) -> Iterator[str]:
    """Start the product as ``make run`` does, on a data folder of its own; give the address it answers at."""
    folder = data_folder
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # Reviews nobody looks at would take a core from the tests for minutes; tests/web runs them.
    environment = os.environ | {
        "LEITPLANKE_LOCAL": "1",
        "LEITPLANKE_VAR": str(folder),
        "LEITPLANKE_REVIEWS": "ask",
        ADDRESS: address_of(folder),
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "leitplanke", "serve", "--port", str(port)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process, folder / "log")
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    assert "Traceback" not in (folder / "log").read_text()


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    last = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < last and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/gesund", timeout=1).close()  # noqa: S310 - http on this machine
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the server did not start: {log.read_text()}")


def to_the_end(locator: Locator, *, no_wait_after: bool = False) -> None:
    """Click, and wait until the page that this leads to is read: the driver waits for its first byte, when there is no element yet."""
    click(locator, no_wait_after=no_wait_after)
    if not no_wait_after:
        locator.page.wait_for_load_state()


click, Locator.click = Locator.click, to_the_end  # type: ignore[method-assign, assignment]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; that without windows, menus and a profile does the same with half the work."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if program is None:
        pytest.fail("Chromium is missing: apt-get install -y chromium-headless-shell")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@dataclass(slots=True)
class Watch:
    """What pages did that they must not do."""

    host: str
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.expose_binding("tellBreach", lambda source, text: self.faults.append(f"policy on {source['page'].url}: {text}"))
        context.add_init_script(TELL_BREACHES)
        # Playwright writes a mark on the object of a bound method, which a slotted one has no room for.
        context.on("page", lambda page: self._page(page))  # noqa: PLW0108 - see above
        context.on("request", lambda request: self._request(request.url))

    def _request(self, url: str) -> None:
        if not url.startswith(("data:", "blob:")) and urlsplit(url).netloc != self.host:
            self.faults.append(f"request to {url}")

    def _page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"error on {page.url}: {error}"))
        page.on("console", lambda message: self._console(page, message.type, message.text))

    def _console(self, page: Page, kind: str, text: str) -> None:
        expected = "the server responded with a status of 4" in text
        if kind == "error" and not expected:
            self.faults.append(f"console on {page.url}: {text}")


Reader = Callable[..., Page]
Kind = tuple[str, str, int, bool]
"""Server, theme, width and whether scripts run: what a window cannot change later."""


@pytest.fixture(scope="session")
def eye() -> Watch:
    """Keep one watch over all windows that serve several tests."""
    return Watch("")


@pytest.fixture
def watch(server: str, eye: Watch) -> Watch:
    """Whatever the pages of this test did wrong."""
    eye.host = urlsplit(server).netloc
    eye.faults.clear()
    return eye


@dataclass(slots=True)
class Windows:
    """Opens browser windows, all under one watch; what a test leaves is emptied and serves the next, with styles and scripts read."""

    chromium: Browser
    watch: Watch
    idle: dict[Kind, list[Page]] = field(default_factory=dict)
    taken: list[tuple[Kind, Page]] = field(default_factory=list)
    fresh: list[BrowserContext] = field(default_factory=list)

    def open(
        self,
        server: str,
        *,
        language: str = "de",
        theme: Literal["light", "dark"] = "light",
        width: int = 1280,
        script: bool = True,
        state: StorageState | None = None,
        fresh: bool = False,
    ) -> Page:
        """Return a page in a window of its own; a `fresh` one has read nothing yet, and nobody has it afterwards."""
        kind = (server, theme, width, script)
        page = self._new(kind, state) if fresh or not self.idle.get(kind) else self._again(kind, state)
        page.context.add_cookies([{"name": "leitplanke-language", "value": language, "url": server}])
        if fresh:
            self.fresh.append(page.context)
        else:
            self.taken.append((kind, page))
        return page

    def _new(self, kind: Kind, state: StorageState | None) -> Page:
        server, theme, width, script = kind
        context = self.chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            java_script_enabled=script,
            base_url=server,
            storage_state=state,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        # The first reader of an example waits for its evaluation.
        context.set_default_navigation_timeout(MILLISECONDS_TO_COMPUTE)
        self.watch.over(context)
        return context.new_page()

    def _again(self, kind: Kind, state: StorageState | None) -> Page:
        page = self.idle[kind].pop()
        page.set_viewport_size({"width": kind[2], "height": 900})
        if state is not None:
            page.context.add_cookies(state["cookies"])
            for origin in state["origins"]:
                page.evaluate(REMEMBER, origin["localStorage"])
        return page

    def close(self) -> None:
        """Close what nobody shall have again, and empty the others of all that a test left in them."""
        for context in self.fresh:
            context.close()
        for kind, page in self.taken:
            for other in page.context.pages:
                if other is not page:
                    other.close()
            page.context.set_offline(offline=False)
            page.unroute_all()
            page.mouse.move(0, 0)
            page.goto("/gesund")
            if kind[3]:
                page.evaluate("localStorage.clear(); sessionStorage.clear()")
            page.context.clear_cookies()
            self.idle.setdefault(kind, []).append(page)
        self.fresh.clear()
        self.taken.clear()


@pytest.fixture(scope="session")
def windows(chromium: Browser, eye: Watch) -> Windows:
    """Return the windows of all tests of this process."""
    return Windows(chromium, eye)


@pytest.fixture
def reader(server: str, windows: Windows, watch: Watch) -> Iterator[Reader]:
    """Return what opens a browser window: ``reader(language="en", theme="dark", width=390, script=True)``; it fails on any breach."""
    yield partial(windows.open, server)
    faults = list(watch.faults)
    windows.close()
    assert faults == []


@pytest.fixture(scope="session")
def firm(server: str, data_folder: Path, examples: Path, chromium: Browser) -> Firm:
    """Return a firm entered by clicks, once a run: who comes later has it in the data folder."""
    found = passed_on(data_folder)
    if found is None:
        watch = Watch(urlsplit(server).netloc)
        found = enter(server, chromium, watch.over, watch.faults)
        pass_on(found, data_folder, entered(examples))
    return found


@pytest.fixture(scope="session")
def access() -> Callable[..., list[str]]:
    """Return what asks axe-core for all it finds on a page, what one rule finds, or what all but those of structure or colours do."""
    return faults_of_access


def faults_of_access(page: Page, rules: str = "", *, structure: bool = True, colours: bool = True) -> list[str]:
    if not page.evaluate("'axe' in window"):
        # Evaluated by the test driver, not loaded by the page: the page's policy stays as it is.
        page.evaluate(AXE.read_text(encoding="utf-8"))
    asked: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        asked["runOnly"] = [rules]
    if without := (() if structure else OF_STRUCTURE) + (() if colours else ("color-contrast",)):
        asked["rules"] = {rule: {"enabled": False} for rule in without}
    found = page.evaluate("(asked) => axe.run(document, asked)", asked)
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found["violations"] for node in one["nodes"]]


@pytest.fixture(scope="session")
def hold() -> Callable[[Page, str], None]:
    """Return what holds a page as it is open now in a language against its window, in four widths, and against axe-core."""
    return held


def held(page: Page, language: str) -> None:
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert {width: wide for width in WIDTHS if (wide := too_wide(page, width)) > 0} == {}
    if language == "de":
        assert faults_of_access(page) == []
        return
    # Only words differ from language to language, and only colours in the dark: both are looked at once.
    page.evaluate(DARK)
    assert faults_of_access(page, structure=False) == []


def too_wide(page: Page, width: int) -> int:
    page.set_viewport_size({"width": width, "height": 900})
    return int(page.evaluate(TOO_WIDE))
