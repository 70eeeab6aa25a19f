"""What moments servers have seen, kept in a file: a clock that leapt while no process ran is found out by it.

The file is ``clock.json`` in the data folder. It is written anew at each look at what is to be deleted, at least once an hour while a
server runs.
"""

import json
import math
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from leitplanke.web.durable import settle

FILE = "clock.json"
DAY = 86_400.0
USUAL = 3 * DAY
"""Seconds between two looks that nobody wonders about: a server that stood still over a weekend."""
PART = 10.0
"""A clock that has leapt must run on for this part of the leap until it is believed: two days after three weeks, a year after ten years."""
DRIFT = 3600.0
"""Seconds that a doubted clock may be set back and still be the same."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """The latest moment that was believed and, where the clock has leapt since, the first and the latest after that.

    All are seconds since 1970.
    """

    latest: float
    doubted_from: float | None = None
    doubted_latest: float | None = None

    @property
    def leap(self) -> float:
        """Seconds that the clock leapt; 0 where it is not doubted."""
        return 0.0 if self.doubted_from is None else self.doubted_from - self.latest

    @property
    def believed_from(self) -> float:
        """Moment from which on the clock is believed if it runs on."""
        return self.latest if self.doubted_from is None else self.doubted_from + self.leap / PART

    def step(self, now: float) -> tuple["Timeline", bool]:
        """Return what is known after a look at `now`, and whether that moment is believed.

        A clock that is behind is believed: it deletes nothing too early. The latest believed moment stays, so that one set
        right again has not leapt.

        Examples
        --------
        >>> seen, believed = Timeline(0.0).step(21 * DAY)
        >>> believed, seen.step(22 * DAY)[1], seen.step(2 * DAY)[1]
        (False, False, True)
        >>> (believed_from := seen.believed_from) / DAY
        23.1
        >>> seen.step(22.5 * DAY)[0].step(believed_from)[1]
        True
        """
        if now <= self.latest + USUAL:
            return Timeline(max(self.latest, now)), True
        if self.doubted_from is None or self.doubted_latest is None or not -DRIFT <= now - self.doubted_latest <= USUAL:
            return Timeline(self.latest, now, now), False
        after = Timeline(self.latest, self.doubted_from, max(self.doubted_latest, now))
        return (Timeline(now), True) if now >= after.believed_from else (after, False)


def kept(folder: Path) -> Timeline | None:
    """Return what the file says; nothing, if there is none, or none that can have been written by `keep`."""
    try:
        told = Timeline(**json.loads((folder / FILE).read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError):
        return None
    moments = (told.latest, *(one for one in (told.doubted_from, told.doubted_latest) if one is not None))
    return told if all(isinstance(one, float) and math.isfinite(one) for one in moments) else None


def keep(folder: Path, told: Timeline) -> None:
    """Write the file anew, whole or not at all.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    fresh = folder / f".{FILE}.{os.getpid()}"
    try:
        fresh.write_text(json.dumps(asdict(told)), encoding="ascii")
        settle(fresh)
        fresh.replace(folder / FILE)
    finally:
        fresh.unlink(missing_ok=True)
