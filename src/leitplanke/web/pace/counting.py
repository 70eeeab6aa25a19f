"""How often something may happen: what comes too often from one address or to one link is slowed down.

Counted in the database, so that all processes of a server count together; nobody gets more tries by meeting another process.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from leitplanke.web.pace.models import Tally

MOST_KEYS = 10_000
"""Remembered at once by a process, so that it need not ask the database; a flood of new keys drops the oldest."""
SALT = "leitplanke.web.pace"


@dataclass(slots=True)
class _Known:
    """What this process knows of a key: how many more it may let pass without asking, and until when that holds."""

    until: float
    left: int


class Pace:
    """Lets `most` pass by key in `seconds`, counted from the first; then the count begins anew.

    Parameters
    ----------
    name
        Keeps the keys of one pace apart from those of another.
    batch
        How many a process takes at once; more than one where much may pass, so that not each of them is written to the database.
        Of two processes each may then hold up to ``batch - 1`` back.
    """

    def __init__(self, name: str, most: int, seconds: float, *, batch: int = 1) -> None:
        self.name, self.most, self.seconds, self.batch = name, most, seconds, batch
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._guard = threading.Lock()

    def allows(self, key: str) -> bool:
        """Count one more of `key` and say whether that is still within the pace."""
        digest = salted_hmac(SALT, f"{self.name} {key}", algorithm="sha256").hexdigest()
        known = self._remembered(digest)
        if known is None:
            granted, seconds = self._take(digest)
            self._remember(digest, _Known(time.monotonic() + seconds, granted - 1))
            return granted > 0
        return known

    def forget(self) -> None:
        """Ask the database again about everybody, as a process that has just started."""
        with self._guard:
            self._known.clear()

    def _remembered(self, digest: str) -> bool | None:
        """Return the answer if this process knows it; None: the database must be asked."""
        with self._guard:
            known = self._known.get(digest)
            if known is None or known.left == 0 or known.until <= time.monotonic():
                return None
            if known.left < 0:
                return False
            known.left -= 1
            return True

    def _remember(self, digest: str, known: _Known) -> None:
        with self._guard:
            self._known[digest] = known
            self._known.move_to_end(digest)
            while len(self._known) > MOST_KEYS:
                self._known.popitem(last=False)

    @transaction.atomic
    def _take(self, digest: str) -> tuple[int, float]:
        """Take up to a batch of what is left in the database; return how many, and for how many seconds that counts."""
        now, first = timezone.now(), min(self.batch, self.most)
        ends = now + timedelta(seconds=self.seconds)
        row, made = Tally.objects.select_for_update().get_or_create(digest=digest, defaults={"count": first, "ends": ends})
        if made:
            Tally.objects.filter(ends__lte=now).delete()
            return first, self.seconds
        # An end that far away was written before a clock was set back; one a little later is that of a process that waited for this row.
        if not now < row.ends <= ends + timedelta(seconds=self.seconds):
            Tally.objects.filter(pk=row.pk).update(count=first, ends=ends)
            return first, self.seconds
        granted = max(0, min(self.batch, self.most - row.count))
        if granted:
            Tally.objects.filter(pk=row.pk).update(count=F("count") + granted)
        return granted, (row.ends - now).total_seconds()
