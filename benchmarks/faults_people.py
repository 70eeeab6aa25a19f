"""People who answer all their questions whatever happens to the server: what it did not acknowledge they send again."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from load_traffic import FOUND, LEVELS, TOKEN, Person

AT_ONCE = 8
"""People who answer at the same time."""
PAUSE = 0.25
"""Seconds before somebody tries again."""
PATIENCE = 180.0
"""Seconds without a single acknowledged answer after which nothing comes any more."""
LEFT = 60
"""Answers that are given after the last fault at least."""
Page = tuple[int, tuple[str, ...]]
"""Number and form names of a page of questions."""
Event = tuple[float, Callable[[], Awaitable[None]]]
"""What happens once that share of all answers is acknowledged."""


class StuckError(Exception):
    """The server does not come back."""


@dataclass(slots=True)
class Rater(Person):
    """Somebody who sends page by page, each until it is acknowledged."""

    name: str = ""
    pages: Sequence[Page] = ()
    read: bytes = b""
    """The last page that refused."""
    kept: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By form name: the level that was acknowledged, and the moment of the disk then."""

    async def come(self) -> bool:
        """Open the link and agree to be seen under the name."""
        status, body = await self._ask("GET", f"/w/{self.secret}/")
        found = TOKEN.search(body)
        if status not in FOUND or found is None:
            return False
        self.token = found[1].decode()
        status, _ = await self._ask("POST", f"/w/{self.secret}/", {"agreed": "yes", "name": self.name})
        return status in FOUND and bool(self.code)

    async def send(self, page: Page, attempt: int) -> dict[str, int]:
        """Send one page and return what was acknowledged; every attempt says something else, so that an old answer is no new one."""
        number, names = page
        given = {name: (self.number + place + attempt) % LEVELS for place, name in enumerate(names)}
        status, self.read = await self._ask("POST", f"/w/{self.secret}/{number}", {name: str(level) for name, level in given.items()})
        # Whoever is not known any more is led to the start: that is no acknowledgement.
        forgotten = self.told.get("location", "").endswith(f"/w/{self.secret}/")
        return given if status in FOUND and not forgotten else {}


@dataclass(slots=True)
class Progress:
    """How far all are: acknowledged answers with their time, refusals by status, what people were told then."""

    wanted: int
    moment: Callable[[], int]
    acknowledged: int = 0
    times: list[float] = field(default_factory=list)
    refusals: Counter[int] = field(default_factory=Counter)
    read: dict[int, str] = field(default_factory=dict)
    retry_after: str = ""
    last: float = field(default_factory=time.monotonic)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    limit: float = float("inf")
    """How many answers people may reach while something happens: some are left to be given afterwards."""
    freed: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, count: int) -> None:
        """Count answers acknowledged just now."""
        self.acknowledged += count
        self.last = time.monotonic()
        self.times.append(self.last)
        self.changed.set()

    async def may_go_on(self) -> None:
        """Wait until people may answer more."""
        while self.acknowledged >= self.limit:
            await self.freed.wait()

    def refuse(self, person: "Rater") -> None:
        """Count a request that came to nothing."""
        self.refusals[person.last_refused] += 1
        self.read[person.last_refused] = person.read.decode() or self.read.get(person.last_refused, "")
        self.retry_after = person.told.get("retry-after", self.retry_after)
        if time.monotonic() - self.last > PATIENCE:
            raise StuckError(dict(self.refusals))

    def back_after(self, since: float) -> float:
        """Return the seconds from then to the next acknowledged answer."""
        return next((one - since for one in self.times if one >= since), float("inf"))


async def answer(people: Sequence[Rater], progress: Progress, events: Sequence[Event]) -> None:
    """Let all answer everything, while the events happen one after the other."""
    queue = list(reversed(people))

    async def one_after_the_other() -> None:
        while queue:
            await _all_of(queue.pop(), progress)

    # A fault that fails itself ends everything: people would wait for ever for what comes after it.
    async with asyncio.TaskGroup() as group:
        group.create_task(_happen(progress, events))
        for _ in range(AT_ONCE):
            group.create_task(one_after_the_other())


async def _all_of(person: Rater, progress: Progress) -> None:
    while not await person.come():
        progress.refuse(person)
        await asyncio.sleep(PAUSE)
    for page in person.pages:
        await progress.may_go_on()
        attempt = 0
        while not (kept := await person.send(page, attempt)):
            progress.refuse(person)
            attempt += 1
            await asyncio.sleep(PAUSE)
        moment = progress.moment()
        person.kept |= {name: (level, moment) for name, level in kept.items()}
        progress.note(len(kept))
    person.leave()


async def _happen(progress: Progress, events: Sequence[Event]) -> None:
    for place, (share, event) in enumerate(events):
        while progress.acknowledged < share * progress.wanted:
            progress.changed.clear()
            await progress.changed.wait()
        following = events[place + 1][0] * progress.wanted if place + 1 < len(events) else progress.wanted - LEFT
        progress.limit = following
        progress.freed.clear()
        await event()
        progress.limit = float("inf")
        progress.freed.set()
