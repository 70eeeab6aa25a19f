"""What a firm says of a round: name, mode, last day, live pictures; later also threshold, council's day and how long it is kept."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from leitplanke.assessment.showing import LEAST
from leitplanke.reports.words import Language, say
from leitplanke.web.companies.models import Company
from leitplanke.web.survey.answering import one_line
from leitplanke.web.waves.models import Wave

MOST_NAME = 120
MOST_LEAST = 50
"""A threshold above it would be a slip."""
MOST_DAYS = 3660
"""Ten years: the longest that answers may be kept."""


class _Form:
    """Typed texts, what is wrong with them, and the values they stand for."""

    def __init__(self, language: Language, posted: Mapping[str, str] | None, first: Mapping[str, str]) -> None:
        self.language = language
        self.is_bound = posted is not None
        self.typed: dict[str, str] = {name: (posted or {}).get(name, "" if self.is_bound else value) for name, value in first.items()}
        self.faults: list[tuple[str, str]] = []

    def day(self, name: str, *, least: date) -> date | None:
        """Return the day typed into a field, or None if it is empty; note what is wrong."""
        text = self.typed[name].strip()
        if not text:
            return None
        found = read_day(text)
        if found is None or not least <= found <= timezone.localdate() + timedelta(days=MOST_DAYS):
            self._note(name, "day" if found is None else "day-past" if found < least else "day-far")
            return None
        return found

    def _note(self, name: str, code: str, **values: object) -> None:
        self.faults.append((name, say(self.language, f"waves.fault.{code}", **values)))

    @property
    def messages(self) -> dict[str, str]:
        """What is wrong, by field."""
        return dict(self.faults)


def read_day(text: str) -> date | None:
    """Return a day as browsers send it or as people type it; None if it is none.

    Examples
    --------
    >>> read_day("2027-03-31"), read_day("31.3.2027"), read_day("31.2.2027")
    (datetime.date(2027, 3, 31), datetime.date(2027, 3, 31), None)
    """
    parts = text.split(".")
    try:
        if len(parts) == 3:  # noqa: PLR2004 - day, month, year
            day, month, year = (int(one) for one in parts)
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None


def end_of(day: date | None) -> datetime | None:
    """Return the midnight that ends a day here."""
    return None if day is None else timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


class PlanForm(_Form):
    """A new round."""

    def __init__(self, language: Language, company: Company, posted: Mapping[str, str] | None) -> None:
        mode = "open" if company.staff is not None and company.staff < LEAST else "anonymous"
        super().__init__(language, posted, {"name": "", "mode": mode, "closes_on": "", "live": ""})
        self.few = mode == "open"

    def is_valid(self) -> bool:
        """Say whether the round can be planned so."""
        self.closes_on = self.day("closes_on", least=timezone.localdate())
        if self.typed["mode"] not in Wave.Mode.values:
            self._note("mode", "mode")
        return not self.faults

    def kept(self) -> dict[str, object]:
        """Return the fields of the new round."""
        return {
            "name": one_line(self.typed["name"])[:MOST_NAME],
            "mode": self.typed["mode"],
            "closes_at": end_of(self.closes_on),
            "live": self.typed["live"] == "yes",
        }


class ChangeForm(_Form):
    """What may still be changed: in a draft all of it, later never the mode, and the threshold only upwards."""

    def __init__(self, language: Language, wave: Wave, posted: Mapping[str, str] | None) -> None:
        last = timezone.localtime(wave.closes_at - timedelta(seconds=1)).date() if wave.closes_at else None
        first = {
            "name": wave.name,
            "mode": wave.mode,
            "closes_on": last.isoformat() if last else "",
            "live": "yes" if wave.live else "",
            "threshold": str(wave.threshold),
            "works_council_agreed_on": wave.works_council_agreed_on.isoformat() if wave.works_council_agreed_on else "",
            "keep_until": wave.keep_until.isoformat() if wave.keep_until else "",
        }
        super().__init__(language, posted, first)
        self.wave, self.last = wave, last

    def is_valid(self) -> bool:
        """Say whether the round can be changed so; what is wrong stands at its field."""
        today = timezone.localdate()
        unchanged = self.last is not None and self.typed["closes_on"] == self.last.isoformat()
        self.closes_on = self.last if unchanged else self.day("closes_on", least=today)
        self.agreed = self.day("works_council_agreed_on", least=date(2000, 1, 1))
        self.keep = self.day("keep_until", least=today)
        text = self.typed["threshold"].strip()
        self.least = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0  # noqa: PLR2004 - at most three digits
        if not self.wave.threshold <= self.least <= MOST_LEAST:
            self._note("threshold", "threshold", least=self.wave.threshold, most=MOST_LEAST)
        if self.agreed and self.agreed > today:
            self._note("works_council_agreed_on", "day-to-come")
        if self.wave.state == Wave.State.DRAFT and self.typed["mode"] not in Wave.Mode.values:
            self._note("mode", "mode")
        return not self.faults

    def kept(self) -> dict[str, object]:
        """Return the fields to write, the threshold among them."""
        fields: dict[str, object] = {
            "name": one_line(self.typed["name"])[:MOST_NAME],
            "threshold": self.least,
            "works_council_agreed_on": self.agreed,
            "keep_until": self.keep,
        }
        if not self.wave.is_over:
            fields |= {"closes_at": end_of(self.closes_on), "live": self.typed["live"] == "yes"}
        if self.wave.state == Wave.State.DRAFT and self.wave.follows_id is None:
            fields["mode"] = self.typed["mode"]
        return fields
