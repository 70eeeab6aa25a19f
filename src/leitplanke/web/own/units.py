"""How the figures that can be replaced are typed and told: their unit, bounds and words."""

from collections.abc import Mapping

from leitplanke.reports.numbers import amount, euro, euro_range, percent, percent_range
from leitplanke.reports.words import Language, say
from leitplanke.study.adaptable import ParameterName
from leitplanke.web.companies.amounts import write_amount
from leitplanke.web.companies.fields import MOST_EUR, AmountField

PERCENT = 100.0
_UNITS: Mapping[ParameterName, str] = {"rate": "times", "duration": "years", "probability": "%"}
_MOST: Mapping[ParameterName, float] = {"rate": 1_000.0, "duration": 100.0, "probability": PERCENT}
"""More is a slip of the pen; the file allows more for rate and duration, the engine refuses what it cannot carry."""


def scale_of(parameter: ParameterName) -> float:
    """Return what a typed figure is divided by: chances are typed as per cent."""
    return PERCENT if parameter == "probability" else 1.0


def field_of(parameter: ParameterName, language: Language) -> AmountField:
    """Return the field that reads one end of an interval."""
    field = AmountField(unit=_UNITS.get(parameter, "€"), above=True, most=_MOST.get(parameter, MOST_EUR), required=True)
    field.language = language
    return field


def typed(parameter: ParameterName, value: float, language: Language) -> str:
    """Return a figure as the reader would type it."""
    return write_amount(value * scale_of(parameter), language)


def span(parameter: ParameterName, unit: str, low: float, high: float, language: Language) -> str:
    """Return an interval with its unit said once."""
    if parameter == "probability":
        return percent_range(low, high, language)
    if unit.startswith("EUR"):
        return euro_range(low, high, language)
    return say(language, "web.own.span", low=amount(low, "1", language), high=amount(high, unit, language))


def told(parameter: ParameterName, unit: str, value: float, language: Language) -> str:
    """Return a figure in its unit, rounded as people read it."""
    if parameter == "probability":
        return percent(value, language)
    return euro(value, language) if unit.startswith("EUR") else amount(value, unit, language)
