"""Which days count: the last 365 that settlements cover, and the year that they are said to be of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

YEAR_DAYS = 365
WHOLE_DAYS = 360
"""From so many covered days on the files count as a year."""
_MONTH = 31
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days that count, first and last included.

    Parameters
    ----------
    covered
        Days of it for which there is a settlement; fewer than it has where files are missing in between.
    year
        The calendar year with most of the covered days; of two that share them alike (to a month), the later one.
    """

    begins: date
    ends: date
    covered: int
    year: int

    @property
    def missing(self) -> int:
        """Days between the first and the last for which there is no settlement."""
        return (self.ends - self.begins).days + 1 - self.covered

    @property
    def times(self) -> float:
        """What amounts of these days are multiplied with to be those of a year."""
        return 1.0 if self.covered >= WHOLE_DAYS else YEAR_DAYS / self.covered


def window(spans: Sequence[tuple[date, date]]) -> Window:
    """Return the window of spans of days, at least one; each with its first and last day.

    Examples
    --------
    >>> found = window([(date(2024, 7, 1), date(2025, 6, 30))])
    >>> found.covered, found.missing, found.times, found.year  # 184 days of 2024 and 181 of 2025
    (365, 0, 1.0, 2025)
    >>> window([(date(2023, 7, 1), date(2023, 7, 14)), (date(2025, 1, 1), date(2025, 12, 31))]).begins
    datetime.date(2025, 1, 1)
    >>> window([(date(2025, 1, 1), date(2025, 3, 31)), (date(2025, 10, 1), date(2025, 12, 31))]).missing
    183
    """
    ends = max(last for _, last in spans)
    begins = max(min(first for first, _ in spans), ends - (YEAR_DAYS - 1) * _ONE)
    days = {day for first, last in spans for day in range(max(first, begins).toordinal(), min(last, ends).toordinal() + 1)}
    of_years = Counter(date.fromordinal(day).year for day in days)
    most = max(of_years.values())
    year = max(one for one, count in of_years.items() if count >= most - _MONTH)
    return Window(begins=begins, ends=ends, covered=len(days), year=year)
