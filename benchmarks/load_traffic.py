"""Five hundred people who answer over the network: connections that stay open, answers at fixed moments, what the server said of each.

An answer is sent at its moment whether or not earlier ones have come back, and its time counts from that moment: a server that falls
behind cannot hide it by slowing its users down (coordinated omission).
"""

import asyncio
import re
import time
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass, field

FORM = "application/x-www-form-urlencoded"
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
LEVELS = 5
FOUND = (200, 302)


@dataclass(frozen=True, slots=True)
class Question:
    """Where one question is answered: number of its page, form name, id."""

    page: int
    name: str
    indicator: str


@dataclass(slots=True)
class Person:
    """One rater's browser: it keeps its cookies, as anonymous rounds need, and one connection."""

    number: int
    secret: str
    questions: Sequence[Question]
    cookies: dict[str, str] = field(default_factory=dict)
    port: int = 0
    token: str = ""
    next: int = 0
    acknowledged: dict[str, str] = field(default_factory=dict)
    """The last answer to each question that the server has said it keeps."""
    refused: int = 0
    last_refused: int = -1
    """Status of the last request that went wrong; 0: the connection broke."""
    unsure: set[str] = field(default_factory=set)
    """Questions of which the last answer came back with no word or with a fault."""
    told: dict[str, str] = field(default_factory=dict)
    """Headers of the last answer."""
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def code(self) -> str:
        """Of the device, as the server gave it."""
        return next((value for name, value in self.cookies.items() if name.startswith("leitplanke-w-")), "")

    async def begin(self) -> bool:
        """Open the link and begin; say whether that worked."""
        async with self._turn:
            status, body = await self._ask("GET", f"/w/{self.secret}/")
            found = TOKEN.search(body)
            if status not in FOUND or found is None:
                return False
            self.token = found[1].decode()
            status, _ = await self._ask("POST", f"/w/{self.secret}/", {"agreed": "yes"})
            return status in FOUND and bool(self.code)

    async def answer(self) -> bool:
        """Answer the next question, from the first one again after the last; say whether the server keeps it."""
        async with self._turn:
            one = self.questions[self.next % len(self.questions)]
            choice = str((self.number * self.number + self.next + self.next // len(self.questions)) % LEVELS)
            self.next += 1
            self.unsure.add(one.indicator)
            status, _ = await self._ask("POST", f"/w/{self.secret}/{one.page}/{one.name}", {one.name: choice})
            if status != 200:  # noqa: PLR2004 - OK
                return False
            self.unsure.discard(one.indicator)
            self.acknowledged[one.indicator] = choice
            return True

    @property
    def turns_page(self) -> bool:
        """Whether the next question is on another page than the last one."""
        here, last = (self.questions[place % len(self.questions)].page for place in (self.next, self.next - 1))
        return self.next > 0 and here != last

    async def turn_page(self) -> bool:
        """Send the form of the last page and open the next one, as browsers do; say whether both worked."""
        async with self._turn:
            last = self.questions[(self.next - 1) % len(self.questions)].page
            form = {one.name: self.acknowledged.get(one.indicator, "") for one in self.questions if one.page == last}
            form |= {f"was-{name}": f"{choice}|" for name, choice in form.items()}
            status, _ = await self._ask("POST", f"/w/{self.secret}/{last}", form)
            following = self.questions[self.next % len(self.questions)].page
            shown, _ = await self._ask("GET", f"/w/{self.secret}/{following}")
            return status in FOUND and shown in FOUND

    async def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Return status and body; 0 if a new connection broke. One that the server closed meanwhile is made anew once, as browsers do."""
        for kept in (self._writer is not None, False):
            try:
                if self._writer is None or self._writer.is_closing():
                    self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
                status, body = await self._exchange(method, path, form)
            except (OSError, asyncio.IncompleteReadError, ValueError):
                # Left open, a connection to a port that nobody listens on any more could keep it from the next server.
                self.leave()
                self._writer, status, body = None, 0, b""
            if status or not kept:
                break
        self.refused += status not in FOUND
        self.last_refused = self.last_refused if status in FOUND else status
        return status, body

    async def _exchange(self, method: str, path: str, form: dict[str, str] | None) -> tuple[int, bytes]:
        assert self._reader is not None and self._writer is not None  # noqa: S101, PT018 - opened by `_ask`
        body = b"" if form is None else urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **form}).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\nHX-Request: true\r\n"
        if form is not None:
            head += f"Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n"
        self._writer.write(head.encode() + b"\r\n" + body)
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines[1:])]
        self._keep_cookies([value for name, value in headers if name == "set-cookie"])
        self.told = dict(headers)
        return int(lines[0].split()[1]), await self._body(self.told)

    async def _body(self, headers: dict[str, str]) -> bytes:
        assert self._reader is not None  # noqa: S101 - opened by `_ask`
        if headers.get("transfer-encoding") != "chunked":
            return await self._reader.readexactly(int(headers.get("content-length", "0")))
        parts = []
        while size := int(await self._reader.readline(), 16):
            parts.append((await self._reader.readexactly(size + 2))[:-2])
        await self._reader.readline()
        return b"".join(parts)

    def _keep_cookies(self, values: list[str]) -> None:
        for value in values:
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.split(";")[0]

    def leave(self) -> None:
        """Close the connection."""
        if self._writer is not None:
            self._writer.close()


@dataclass(slots=True)
class Felt:
    """What people waited for and how often it went wrong."""

    seconds: list[float] = field(default_factory=list)
    wrong: int = 0
    took: float = 0.0

    def note(self, start: float, *, well: bool) -> None:
        """Count one answer that was due at `start`."""
        self.seconds.append(time.perf_counter() - start)
        self.wrong += not well


async def come_in(people: Sequence[Person], rate: float) -> Felt:
    """Let everybody begin, `rate` of them a second."""
    felt = Felt()

    async def one(person: Person, due: float) -> None:
        felt.note(due, well=await person.begin())

    await _at_moments([(one, person) for person in people], rate, felt)
    return felt


async def answer(people: Sequence[Person], rate: float, answers: int, *, pages: bool) -> Felt:
    """Let all answer in turns, `rate` answers a second; with `pages` they also turn pages, whose time is not counted as an answer's."""
    felt = Felt()

    async def one(person: Person, due: float) -> None:
        felt.note(due, well=await person.answer())
        if pages and person.turns_page:
            felt.wrong += not await person.turn_page()

    await _at_moments([(one, people[number % len(people)]) for number in range(answers)], rate, felt)
    return felt


async def _at_moments(calls: Sequence[tuple[object, Person]], rate: float, felt: Felt) -> None:
    """Begin one call after the other at a fixed pace and wait for all."""
    start, running = time.perf_counter(), []
    for number, (call, person) in enumerate(calls):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        running.append(asyncio.create_task(call(person, due)))  # type: ignore[operator]
    await asyncio.gather(*running)
    felt.took = time.perf_counter() - start
