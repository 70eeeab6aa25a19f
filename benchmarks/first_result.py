"""From "Mein Unternehmen" to the first result by keyboard, in Debian's Chromium (aims: 60 clicks, 8 minutes at 10 seconds an item).

Run with ``.venv/bin/python benchmarks/first_result.py``; it starts a server of its own on a data folder of its own. A click is what a
mouse would do: a choice, a field entered, a button pressed. Beside them, over all pages on the way and what follows: the longest
answer of the server, the bytes transferred (compressed; fonts and scripts once, as a browser keeps them) and the layout shift.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Page, sync_playwright

SECONDS_AN_ITEM = 10.0
MOST_TABS = 80
PROFILE = {
    "name": "Muster GmbH",
    "sector": "Zerspanung",
    "staff": "38",
    "turnover_eur": "5,2 Mio",
    "liquidity_eur": "420.000",
    "free_cash_flow_eur_per_year": "150.000",
    "equity_eur": "1,1 Mio",
    "largest_buyer_eur": "2,4 Mio",
}
AFTERWARDS = ("", "leitfrage", "mitspieler", "wiedervorlage", "fragen/", "vertiefung/cloud/1", "eigene-zahlen/", "ziele")
WATCH = """window.shifted = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) { if (!one.hadRecentInput) { window.shifted += one.value; } } })
  .observe({type: 'layout-shift', buffered: true});"""
TIMING = "() => { const one = performance.getEntriesByType('navigation')[0]; return one.responseStart - one.requestStart; }"
BYTES = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .reduce((sum, one) => sum + one.transferSize, 0)"""


@dataclass
class Walk:
    """What one way through the pages took."""

    clicks: int = 0
    items: int = 0
    pages: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    """By page: milliseconds of the server, kB, layout shift."""

    def note(self, page: Page) -> None:
        """Measure the page that is open."""
        page.wait_for_load_state("networkidle")
        kilobytes = page.evaluate(BYTES) / 1000.0
        self.pages[page.url.rsplit("/unternehmen/", 1)[-1]] = (page.evaluate(TIMING), kilobytes, page.evaluate("window.shifted"))

    def tab_to(self, page: Page, selector: str) -> None:
        """Press Tab until the focus is on what matches."""
        for _ in range(MOST_TABS):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        sys.exit(f"Tab never reaches {selector} on {page.url}")

    def press(self, page: Page, selector: str) -> None:
        """Go to a button by keys, press it and wait for the next page."""
        self.tab_to(page, selector)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        self.clicks += 1


@contextmanager
def served() -> Iterator[str]:
    """Serve the product on a free port until the end."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = os.environ | {"LEITPLANKE_LOCAL": "1", "LEITPLANKE_VAR": folder}
        command = [sys.executable, "-m", "leitplanke", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def wait_for(address: str) -> None:
    """Wait until the server answers."""
    for _ in range(200):
        try:
            urllib.request.urlopen(f"{address}/gesund", timeout=1).close()  # noqa: S310 - http on this machine
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    sys.exit("the server did not start")


def walk(page: Page, address: str) -> tuple[Walk, float]:
    """Go all the way by keys; return what it took and the seconds of the evaluation."""
    found = Walk()
    page.goto(address)
    found.note(page)
    found.press(page, "main form[action='/mein-unternehmen'] button")
    for name, typed in PROFILE.items():
        found.tab_to(page, f"#{name}")
        page.keyboard.type(typed)
        found.clicks, found.items = found.clicks + 1, found.items + 1
    found.note(page)
    for _ in ("profile", "further"):
        found.press(page, "main .actions button.button:not(.second):not(.quiet)")
        found.note(page)
    while "/fragen/" in page.url and page.locator("fieldset.question").count():
        answer(page, found)
        found.press(page, "main .actions button.button:not(.second):not(.quiet)")
        found.note(page)
    start = time.perf_counter()
    found.press(page, "main .actions button.button:not(.second):not(.quiet)")
    page.wait_for_selector("#most-important", timeout=300_000)
    seconds = time.perf_counter() - start
    page.reload()
    found.note(page)
    return found, seconds


def answer(page: Page, found: Walk) -> None:
    """Choose the first level in each question by the space bar."""
    for place in range(page.locator("fieldset.question").count()):
        found.tab_to(page, f"fieldset.question:nth-of-type({place + 1}) input[type=radio]")
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.keyboard.press("Space")
        found.clicks, found.items = found.clicks + 1, found.items + 1


def main() -> None:
    """Print the figures."""
    with served() as address, sync_playwright() as driver:
        program = shutil.which("chromium") or shutil.which("chromium-headless-shell")
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        context.add_init_script(WATCH)
        page = context.new_page()
        page.set_default_timeout(30_000)
        found, seconds = walk(page, address)
        firm = next(one for one in found.pages if one.endswith("/profil")).removesuffix("profil")
        for rest in AFTERWARDS:
            page.goto(f"{address}/unternehmen/{firm}{rest}")
            found.note(page)
        browser.close()
    minutes = (found.items * SECONDS_AN_ITEM + seconds) / 60.0
    print(f"clicks {found.clicks} (aim 60), items {found.items}, evaluation {seconds:.1f} s, minutes {minutes:.1f} (aim 8)")
    print(f"{'page':<60}{'server ms':>10}{'kB':>8}{'shift':>8}")
    for name, (milliseconds, kilobytes, shift) in found.pages.items():
        print(f"{name.replace(firm, ''):<60}{milliseconds:>10.0f}{kilobytes:>8.0f}{shift:>8.3f}")


if __name__ == "__main__":
    main()
