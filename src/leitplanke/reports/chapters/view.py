"""What every chapter works from, and the ways of writing a band that chapters share."""

from collections.abc import Callable
from dataclasses import dataclass

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import euro, euro_range, percent, percent_range
from leitplanke.reports.sentences import spread
from leitplanke.reports.words import Language, say
from leitplanke.study.frame import NOTHING_SAID, Frame
from leitplanke.study.result import Band, StudyResult


@dataclass(frozen=True, slots=True)
class View:
    """One result with its catalogue in one language, and what the study is for."""

    result: StudyResult
    catalogue: Catalogue
    names: Names
    frame: Frame = NOTHING_SAID

    @property
    def language(self) -> Language:
        """The reader's language."""
        return self.names.language

    @property
    def years(self) -> int:
        """Length of the horizon."""
        return self.result.study.horizon_years

    def say(self, key: str, **values: object) -> str:
        """Return a text of the store."""
        return say(self.language, key, **values)

    def header(self, *keys: str) -> tuple[str, ...]:
        """Return the header of a table."""
        return tuple(say(self.language, f"table.{key}") for key in keys)

    def euro(self, value: float) -> str:
        """Return an amount of money."""
        return euro(value, self.language)

    def band(self, band: Band) -> str:
        """Return the range of an amount of money."""
        return euro_range(*spread(band), self.language)


Writer = Callable[[View, Band | None], tuple[str, str]]
"""How one number of a band and its range are written."""


def money(view: View, band: Band | None) -> tuple[str, str]:
    """Return an amount and its range."""
    return _unknown(view) if band is None else (view.euro(band.mid), view.band(band))


def chance(view: View, band: Band | None) -> tuple[str, str]:
    """Return a share and its range."""
    if band is None:
        return _unknown(view)
    return percent(band.mid, view.language), percent_range(*spread(band), view.language)


def _unknown(view: View) -> tuple[str, str]:
    return view.say("report.unknown"), ""
