"""Fields of the profile: what is typed becomes a value or a message at the field."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from leitplanke.reports.words import Language, say
from leitplanke.web.companies.amounts import read_amount, write_amount

MOST_EUR = 100e9
"""More than any firm this is made for; catches a slipped "Mio"."""


class ProfileField(forms.Field):
    """A field that knows how it is drawn (`kind`) and in which language it is read."""

    kind = "text"
    unit = ""
    language: Language = "de"

    def shown(self, value: object) -> str:
        """Return a stored value as the reader would type it."""
        return "" if value is None else str(value)

    def fault(self, *, code: str, **values: object) -> ValidationError:
        """Return the message ``web.fault.<code>``."""
        return ValidationError(say(self.language, f"web.fault.{code}", **values), code=code)


class LineField(ProfileField):
    """One line of text."""

    def __init__(self, *, required: bool = False, most: int = 200) -> None:
        super().__init__(required=required)
        self.most = most

    def clean(self, value: object) -> str:
        """Return the line without outer space."""
        line = " ".join(str(value or "").replace("\0", "").split())
        if self.required and not line:
            raise self.fault(code="missing")
        if len(line) > self.most:
            raise self.fault(code="too-long", most=self.most)
        return line


class AmountField(ProfileField):
    """A figure with unit and bounds; an empty one means "not given"."""

    kind = "amount"

    def __init__(self, *, unit: str = "€", least: float = 0.0, above: bool = False, most: float = MOST_EUR, required: bool = False) -> None:
        super().__init__(required=required)
        self.unit, self.least, self.above, self.most = unit, least, above, most

    def clean(self, value: object) -> float | None:
        """Return the figure that was typed."""
        typed = str(value or "").strip()
        if not typed:
            if self.required:
                raise self.fault(code="missing")
            return None
        try:
            figure = read_amount(typed, self.language)
        except ValueError:
            raise self.fault(code="not-a-number", given=typed[:40]) from None
        return self._bounded(figure)

    def _bounded(self, figure: float) -> float:
        if figure < self.least or (self.above and figure == self.least):
            code = "not-above" if self.above else "too-small"
            raise self.fault(code=code, least=write_amount(self.least, self.language))
        if figure > self.most:
            raise self.fault(code="too-large", most=write_amount(self.most, self.language))
        return figure

    def shown(self, value: object) -> str:
        """Return the figure with the reader's separators."""
        return write_amount(value, self.language) if isinstance(value, float) else ""


class DayField(ProfileField):
    """A day, as browsers send it (2027-03-31) or as people type it where a browser has no calendar (31.3.2027)."""

    kind = "day"

    def __init__(self, *, years: range = range(2020, 2061)) -> None:
        super().__init__(required=False)
        self.years = years

    def clean(self, value: object) -> date | None:
        """Return the day; an empty field means none."""
        typed = str(value or "").strip()
        if not typed:
            return None
        try:
            day = _day(typed)
        except ValueError:
            raise self.fault(code="not-a-day", given=typed[:40]) from None
        if day.year not in self.years:
            raise self.fault(code="not-a-day", given=typed[:40])
        return day

    def shown(self, value: object) -> str:
        """Return the day as the browser's field takes it."""
        return value.isoformat() if isinstance(value, date) else ""


def _day(typed: str) -> date:
    if "." not in typed:
        return date.fromisoformat(typed)
    day, month, year = (int(part) for part in typed.split("."))
    return date(year, month, day)


class PickField(ProfileField):
    """One of a few choices; texts are ``web.choice.<name>``."""

    kind = "choice"

    def __init__(self, choices: Sequence[str], *, values: Sequence[object] | None = None, texts: Mapping[str, str] | None = None) -> None:
        super().__init__(required=False)
        self.choices = tuple(choices)
        self.values = tuple(values) if values is not None else self.choices
        self.texts = texts or {}
        """What people typed themselves as name of a choice."""

    def clean(self, value: object) -> object:
        """Return the value of the choice."""
        if value in (None, ""):
            return self.values[self.choices.index("")] if "" in self.choices else None
        if value not in self.choices:
            raise self.fault(code="no-choice")
        return self.values[self.choices.index(str(value))]

    def shown(self, value: object) -> str:
        """Return the choice that stands for `value`."""
        return self.choices[self.values.index(value)] if value in self.values else ""
