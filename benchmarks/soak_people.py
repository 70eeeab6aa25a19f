"""People of a soak: browsers with one connection each, and what owners, advisers and raters do over and over."""

import http.client
import random
import re
import sys
import threading
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SAVED = re.compile(r"^\s*(zuletzt )?gespeichert\b")
"""What a page reads after an answer; where one is refused it begins otherwise."""
ENDED = "somebody who ended early"
Answers = dict[str, int]
"""Levels by form name, as they were acknowledged."""
PATIENCE = 300.0
"""Seconds until an evaluation must be done: others may wait for the same worker."""
PAUSE = (0.5, 3.0)
"""Seconds between two clicks."""
FURTHER = {"nothing": 45, "owner: reads the result": 25, "owner: opens questions": 20, "report as PDF": 8, "evaluation": 2}
"""What an owner does after an answer, of a hundred times."""
FORM = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Felt:
    """Seconds of each action, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    guard: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def action(self, name: str) -> Iterator[None]:
        """Time one action; what it raises is a fault of the server and ends nobody."""
        start = time.perf_counter()
        try:
            yield
        except OverError:
            return
        except Exception as fault:  # noqa: BLE001 - whatever it is, this action has failed, and somebody must hear of it
            with self.guard:
                self.faults[name].append(repr(fault))
        else:
            with self.guard:
                self.seconds[name].append(time.perf_counter() - start)


class OverError(Exception):
    """The soak ended in the middle of an action, which does not count."""


class WrongAnswerError(Exception):
    """The server answered something else than it should."""


@dataclass(slots=True)
class Browser:
    """Keeps cookies and one connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str, *, part: bool = False) -> str:
        """Return a page, or with `part` what a page fetches into itself."""
        return self.ask("GET", path, part=part)[1]

    def post(self, path: str, *, part: bool = False, **form: str) -> str:
        """Send a form and return where it leads, or what comes back."""
        leads, body = self.ask("POST", path, {"csrfmiddlewaretoken": self.token, **form}, part=part)
        return leads or body

    def save(self, path: str, name: str, level: int) -> None:
        """Send one answer as a page does on a click, and insist that it says that the answer is stored."""
        said = self.post(path, part=True, **{name: str(level)})
        if not SAVED.search(said):
            message = f"{path}: not said to be stored: {said[:200]}"
            raise WrongAnswerError(message)

    def learn_token(self, path: str) -> None:
        """Take the token of a page's forms."""
        found = TOKEN.search(self.get(path))
        if found is None:
            message = f"no form on {path}"
            raise WrongAnswerError(message)
        self.token = found[1]

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, *, part: bool = False) -> tuple[str, str]:
        """Return where the answer leads to and its body; a page is fetched anew once if the connection was closed meanwhile.

        A form is not sent twice in silence: whether the first one was stored would never be seen.
        """
        body = None if form is None else urllib.parse.urlencode(form)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"HX-Request": "true"} if part else {}
        headers |= {"Content-Type": FORM} if form is not None else {}
        for kept in (self._connection is not None, False):
            try:
                return self._exchange(method, path, body, headers)
            except (ConnectionError, http.client.HTTPException):
                self._connection = None
                if not kept or method != "GET":
                    raise
        raise AssertionError

    def _exchange(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[str, str]:
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.split(";")[0]
        if answer.status not in {200, 302}:
            message = f"{method} {path}: {answer.status}"
            raise WrongAnswerError(message)
        leads = answer.headers.get("Location", "") or answer.headers.get("HX-Redirect", "")
        if "/anmelden" in leads:
            message = f"{method} {path}: signed out"
            raise WrongAnswerError(message)
        return leads, content.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Firm:
    """A company of the soak: its key, the study that was evaluated before, and questions as page, form name."""

    key: str
    study: str
    questions: Sequence[tuple[str, str]]


@dataclass(slots=True)
class Owner:
    """Saves answers, has evaluations made, reads results and takes reports along."""

    browser: Browser
    firm: Firm
    rng: random.Random
    kept: Answers = field(default_factory=dict)

    def act(self, felt: Felt) -> None:
        """Do one of these things."""
        place = f"/unternehmen/{self.firm.key}"
        if not self.browser.token:
            with felt.action("owner: comes in"):
                self.browser.learn_token(f"{place}/profil")
            return
        page, name = self.rng.choice(self.firm.questions)
        with felt.action("owner: saves an answer"):
            level = self.rng.randrange(5)
            self.kept.pop(name, None)
            self.browser.save(f"{place}/fragen/{page}/{name}", name, level)
            self.kept[name] = level
        further = self.rng.choices(tuple(FURTHER), tuple(FURTHER.values()))[0]
        if further == "evaluation":
            self._evaluate(felt)
        elif further != "nothing":
            with felt.action(further):
                path = {"owner: opens questions": f"{place}/fragen/{page}", "owner: reads the result": f"/auswertung/{self.firm.study}/"}
                self.browser.get(path.get(further, f"/auswertung/{self.firm.study}/datei/bericht.pdf"))

    def _evaluate(self, felt: Felt) -> None:
        with felt.action("evaluation, from click to result"):
            study = self.browser.post(f"/unternehmen/{self.firm.key}/auswertung").strip("/").split("/")[1]
            last = time.monotonic() + PATIENCE
            while not self._is_done(study):
                if time.monotonic() > last:
                    message = f"evaluation {study} was not done within {PATIENCE:.0f} s"
                    raise WrongAnswerError(message)
                if felt.over.wait(1.0):
                    raise OverError
            self.browser.get(f"/auswertung/{study}/")

    def _is_done(self, study: str) -> bool:
        leads, body = self.browser.ask("GET", f"/auswertung/{study}/stand", part=True)
        if not leads and "hx-get" not in body:
            message = f"evaluation {study} ended without a result"
            raise WrongAnswerError(message)
        return bool(leads)


@dataclass(slots=True)
class Adviser:
    """Looks at firms, pictures, plans, what-if pages and the log."""

    browser: Browser
    firms: Sequence[Firm]
    rng: random.Random

    def act(self, felt: Felt) -> None:
        """Look at one page."""
        firm = self.rng.choice(self.firms)
        pages = {
            "adviser: list of companies": "/unternehmen/",
            "adviser: overview": f"/unternehmen/{firm.key}/fragen/",
            "adviser: picture": f"/unternehmen/{firm.key}/bild",
            "adviser: result": f"/auswertung/{firm.study}/",
            "adviser: what-if page": f"/auswertung/{firm.study}/was-waere-wenn/",
            "adviser: log": f"/unternehmen/{firm.key}/protokoll",
            "adviser: takes the archive": f"/unternehmen/{firm.key}/daten/archiv.zip",
        }
        name = self.rng.choice(sorted(pages))
        with felt.action(name):
            self.browser.get(pages[name])


@dataclass(slots=True)
class Rater:
    """Comes by the link of a room, answers, and comes again as somebody else."""

    port: int
    secret: str
    questions: Sequence[tuple[int, str]]
    rng: random.Random
    browser: Browser | None = None
    next: int = 0
    kept: list[Answers] = field(default_factory=list)
    """Of each person that it was."""

    def act(self, felt: Felt) -> None:
        """Begin, or answer the next question."""
        if self.browser is None:
            with felt.action("rater: begins"):
                found = Browser(self.port)
                found.learn_token(f"/w/{self.secret}/")
                found.post(f"/w/{self.secret}/", agreed="yes")
                self.browser, self.next = found, 0
                self.kept.append({})
            return
        page, name = self.questions[self.next]
        with felt.action("rater: saves an answer"):
            level = self.rng.randrange(5)
            self.browser.save(f"/w/{self.secret}/{page}/{name}", name, level)
            self.kept[-1][name] = level
        self.next += 1
        if self.next == len(self.questions):
            self.browser = None


def live(act: Callable[[Felt], None], felt: Felt, rng: random.Random) -> None:
    """Act with pauses until it is over; who ends before that is told."""
    try:
        while not felt.over.wait(rng.uniform(*PAUSE)):
            act(felt)
    finally:
        if not felt.over.is_set():
            with felt.guard:
                felt.faults[ENDED].append(repr(sys.exception()))
