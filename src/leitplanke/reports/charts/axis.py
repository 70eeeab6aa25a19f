"""Axes: round ticks and short money labels."""

import math
from dataclasses import dataclass

from leitplanke.reports.numbers import grouped
from leitplanke.reports.words import Language

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_WORDS = {
    "de": ((1e6, "\u00a0Mio.\u00a0€"), (1e3, "\u00a0Tsd.\u00a0€"), (1.0, "\u00a0€")),
    "en": ((1e6, "m"), (1e3, "k"), (1.0, "")),
}


@dataclass(frozen=True, slots=True)
class Axis:
    """A linear axis from zero to `top`, drawn from coordinate `start` to `end`."""

    top: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the coordinate of a value, clipped to the axis."""
        share = min(1.0, max(0.0, value / self.top)) if self.top > 0.0 else 0.0
        return self.start + share * (self.end - self.start)


def ticks(top: float, wanted: int = 5) -> list[float]:
    """Return round values from zero that cover `top` in about `wanted` steps.

    Examples
    --------
    >>> ticks(930.0), ticks(0.0)
    ([0.0, 200.0, 400.0, 600.0, 800.0, 1000.0], [0.0, 1.0])
    """
    if top <= 0.0:
        return [0.0, 1.0]
    raw = top / wanted
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * one for one in _STEPS if power * one >= raw * (1.0 - 1e-9))
    return [step * count for count in range(math.ceil(top / step - 1e-9) + 1)]


def short_euro(value: float, language: Language) -> str:
    r"""Return an amount short enough for an axis.

    Examples
    --------
    >>> short_euro(1_500_000.0, "de"), short_euro(250_000.0, "en"), short_euro(0.0, "de"), short_euro(2_500.0, "en")
    ('1,5\xa0Mio.\xa0€', '€250k', '0\xa0€', '€2.5k')
    """
    size, word = next((pair for pair in _WORDS[language] if abs(value) >= pair[0]), _WORDS[language][-1])
    number = value / size
    text = grouped(number, language, 0 if number == round(number) else (1 if round(number, 1) == round(number, 3) else 2))
    return f"{text}{word}" if language == "de" else f"€{text}{word}"
