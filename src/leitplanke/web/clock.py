"""Whether the clock can be believed: nothing is deleted on the word of one that has just jumped, and nothing is put off for years.

A process notices that the clock jumps while it runs. Whether it has leapt while nobody looked only `timeline` knows, which every look at
what is to be deleted keeps up to date.
"""

import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from leitplanke.web.timeline import DAY, PART, Timeline, keep, kept

LOG = logging.getLogger(__name__)
MOST_DRIFT = 3600.0
"""Seconds: summer time does not move this clock, and a machine that slept has slept on both."""
PROBATION = 24 * 3600.0
"""Seconds for which a clock that has jumped is not believed; somebody who sets it right for good is believed afterwards."""
FARTHEST = timedelta(days=2)
"""Every task of ours is due within a day."""
_NEVER = 9000
"""Year: what is due at once stands in the year 9999."""


def steady() -> float:
    """Return seconds that nobody can set, those in which the machine slept included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


@dataclass(slots=True)
class Clock:
    """Remembers how far the clock is from seconds that nobody can set."""

    offset: float = field(default_factory=lambda: time.time() - steady())
    jumped_at: float | None = None

    def is_believed(self, wall: float | None = None, now: float | None = None) -> bool:
        """Say whether the clock has not jumped of late; the first one who asks after a jump notices it.

        Examples
        --------
        >>> clock = Clock(offset=0.0)
        >>> clock.is_believed(10.0, 10.0), clock.is_believed(10.0 + 1e8, 20.0), clock.is_believed(1e8 + 100.0, 100.0)
        (True, False, False)
        >>> clock.is_believed(1e8 + 90_000.0, 90_000.0)
        True
        """
        now = steady() if now is None else now
        offset = (time.time() if wall is None else wall) - now
        if abs(offset - self.offset) > MOST_DRIFT:
            LOG.warning("the clock has jumped by %.0f s: nothing is deleted for a day", offset - self.offset)
            self.offset, self.jumped_at = offset, now
        return self.jumped_at is None or now - self.jumped_at >= PROBATION


_ours = Clock()


def is_believed() -> bool:
    """Say whether the clock has not jumped of late, neither while this process ran nor since a server last looked."""
    return _ours.is_believed() and _has_run_on(time.time())


def _has_run_on(now: float) -> bool:
    before = kept(settings.VAR) or _of_the_log()
    after, believed = before.step(now) if before else (Timeline(now), True)
    if not believed and after.doubted_from == now:
        days = after.leap / DAY
        LOG.warning("the clock stands %.0f days after the last look: nothing is deleted for %.1f days", days, days / PART)
    try:
        keep(settings.VAR, after)
    except OSError:
        LOG.warning("clock.json cannot be written: nothing is deleted", exc_info=True)
        return False
    return believed


def _of_the_log() -> Timeline | None:
    """Return what the newest entry of the log tells, where no look has left a file: after a restore, or an upgrade."""
    newest = apps.get_model("audit", "Entry").objects.order_by("-at").values_list("at", flat=True).first()
    return Timeline(newest.timestamp()) if newest else None


def bring_forward() -> int:
    """Let tasks that a clock gone ahead has put off for years be done soon; return how many."""
    now = timezone.now()
    far = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__gt=now + FARTHEST, run_after__year__lt=_NEVER)
    return far.update(run_after=now)
