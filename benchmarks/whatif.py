"""How fast the what-if page answers a change: in the server, over the network at 1 and at 20 users, and seen in a browser.

Run with ``python benchmarks/whatif.py``; it evaluates an example as a firm of its own in a data folder of its own. Aims of the issue:
50 ms in the server, 150 ms from the change to the picture, also at 20 users. Each user makes a change a second, as somebody does
who looks at what comes of it. ``yardsticks`` relates a time to that of the smallest page, so that machines can be compared.
"""

import re
import shutil
import statistics
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable
from http.client import HTTPConnection

from served import evaluated, serving

EXAMPLE = "machine-builder"
REPEATS = 40
USERS = 20
SECONDS = 15
FORM = "application/x-www-form-urlencoded"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        page = f"/auswertung/{evaluated(EXAMPLE, folder).pk}/was-waere-wenn/"
        in_the_server(page)
        with serving() as port:
            over_the_network(page, port, 1)
            over_the_network(page, port, USERS)
            in_a_browser(page, port)


class User:
    """Somebody who moves the start of one measure of the plan to and fro; no two changes are the same."""

    def __init__(self, get: Callable[[str], str], page: str, number: int = 0) -> None:
        shown = get(page)
        self.form = {"base": "", "csrfmiddlewaretoken": re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)[0]}
        self.form |= dict.fromkeys(re.findall(r'<input type="checkbox" name="(on-[^"]+)" checked', shown), "on")
        self.form |= dict(re.findall(r'<input type="range"[^>]*name="([^"]+)"[^>]*? value="(\d+)"', shown))
        self.moved = [f"start-{name.removeprefix('on-')}" for name in self.form if name.startswith("on-")]
        self.changes = 400 * number

    def change(self) -> dict[str, str]:
        """Return the form after the next change."""
        self.changes += 1
        first, second = self.changes % 20, self.changes // 20 % 20
        return self.form | {
            self.moved[0]: str(first),
            self.moved[-1]: str(second),
            "exposure-component.cloud": str(self.changes // 400 % 20),
        }


def in_the_server(page: str) -> None:
    """Print CPU and wall time of one answer without network."""
    from django.test import Client  # noqa: PLC0415 - after django.setup

    browser = Client(headers={"host": "localhost"})
    browser.post("/mein-unternehmen")
    start = time.perf_counter()
    browser.post(f"{page}antwort", {"base": ""})
    print(f"first answer of a study (prepares the workbench): {1000 * (time.perf_counter() - start):.0f} ms")
    user = User(lambda path: browser.get(path).content.decode(), page)
    floor = timed(lambda: browser.get("/gesund"))
    print(f"{'in the server':<34}{'CPU ms':>8}{'wall ms':>9}{'yardsticks':>12}{'aim ms':>8}")
    for name, aim, call in (
        ("smallest page", "", lambda: browser.get("/gesund")),
        (
            "answer to a change of starts",
            "50",
            lambda: browser.post(f"{page}antwort", urllib.parse.urlencode(user.change()), content_type=FORM),
        ),
        ("the page, warm", "300", lambda: browser.get(page)),
    ):
        cpu, wall = timed(call)
        print(f"{name:<34}{cpu:>8.1f}{wall:>9.1f}{cpu / floor[0]:>12.0f}{aim:>8}")


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Return the median CPU and wall time of a call in ms, after one to warm up."""
    call()
    cpu, wall = [], []
    for _ in range(REPEATS):
        used, start = time.process_time(), time.perf_counter()
        call()
        cpu.append(time.process_time() - used)
        wall.append(time.perf_counter() - start)
    return 1000.0 * statistics.median(cpu), 1000.0 * statistics.median(wall)


class Connection:
    """One person's browser, as far as the server sees it."""

    def __init__(self, port: int) -> None:
        self.http = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask("GET", "/"))[0]
        self.ask("POST", "/mein-unternehmen", {"csrfmiddlewaretoken": token})

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> str:
        """Return what the server answers."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = urllib.parse.urlencode(form) if form is not None else None
        if body is not None:
            headers["Content-Type"] = FORM
        self.http.request(method, path, body, headers)
        answer = self.http.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return answer.read().decode()


def over_the_network(page: str, port: int, users: int) -> None:
    """Print how long an answer takes at so many users, each with a change a second."""
    times: list[float] = []
    opened = threading.Barrier(users)

    def use(number: int) -> None:
        browser = Connection(port)
        user = User(lambda path: browser.ask("GET", path), page, number)
        # All have opened the page before the first one changes anything: opening it twenty times at once is another question.
        opened.wait()
        time.sleep(number / users)
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            start = time.perf_counter()
            browser.ask("POST", f"{page}antwort", user.change())
            taken = time.perf_counter() - start
            times.append(taken)
            time.sleep(max(0.0, 1.0 - taken))

    warm = Connection(port)
    warm.ask("POST", f"{page}antwort", User(lambda path: warm.ask("GET", path), page).form)
    threads = [threading.Thread(target=use, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(times, n=20)
    median, most = 1000 * cuts[9], 1000 * cuts[18]
    print(f"{users:>3} users, a change a second each: median {median:.0f} ms, 95 % within {most:.0f} ms ({len(times)} changes)")


def in_a_browser(page: str, port: int) -> None:
    """Print how long it takes from pressing an arrow key to the new picture, in Debian's Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - for who has it

    program = shutil.which("chromium") or shutil.which("chromium-headless-shell")
    if program is None:
        print("no Chromium: not measured in a browser")
        return
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        shown = browser.new_page(base_url=f"http://127.0.0.1:{port}")
        shown.goto("/")
        shown.locator("main form button").last.click()
        shown.goto(page)
        shown.wait_for_selector("[data-outcome] figure")
        taken = [float(shown.evaluate(CHANGE, place)) for place in range(REPEATS)]
        browser.close()
    cuts = statistics.quantiles(taken[1:], n=20)
    print(f"in a browser, from the change to the picture: median {cuts[9]:.0f} ms, 95 % within {cuts[18]:.0f} ms (aim 150)")


CHANGE = """(place) => new Promise((done) => {
  const slider = document.querySelector("[data-row]:has(.what-on input:checked) input[type=range]");
  const shown = document.querySelector("[data-outcome]");
  const start = performance.now();
  const watch = new MutationObserver(() => { watch.disconnect(); requestAnimationFrame(() => done(performance.now() - start)); });
  watch.observe(shown, { childList: true });
  slider.value = String((Number(slider.value) + 1 + (place % 5)) % 20);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
})"""


if __name__ == "__main__":
    main()
