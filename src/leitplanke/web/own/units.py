"""How the figures that can be replaced are typed and told: their unit, bounds and words."""

from collections.abc import Mapping

from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import amount, euro, euro_range, grouped, percent, percent_range, rounded
from leitplanke.reports.words import Language, say, store
from leitplanke.study.adaptable import Adaptable
from leitplanke.web.companies.amounts import write_amount
from leitplanke.web.companies.fields import MOST_EUR, AmountField

PERCENT = 100.0
_SHARES = frozenset({"probability", "exposure", "sensitivity", "coping_max", "index", "effect", "severity_factor", "figure"})
"""Typed and told as per cent; some may be above 100."""
_FACTORS = frozenset({"effect", "severity_factor"})
_UNITS: Mapping[str, str] = {"rate": "times", "duration": "years", "days_once": "days", "days_yearly": "days-a-year", "variance": ""}
_MOST: Mapping[str, float] = {
    "rate": 1_000.0,
    "duration": 100.0,
    "days_once": 10_000.0,
    "days_yearly": 10_000.0,
    "variance": 1_000.0,
    "effect": 10.0,
    "severity_factor": 100.0,
    "figure": 100.0,
}
"""More is a slip of the pen; the file allows more, the engine refuses what it cannot carry."""


def scale_of(figure: Adaptable) -> float:
    """Return what a typed figure is divided by: shares are typed as per cent."""
    return PERCENT if figure.kind in _SHARES else 1.0


def unit_of(figure: Adaptable) -> str:
    """Return the short name of the unit in which a figure is typed; empty for a bare number."""
    return "%" if figure.kind in _SHARES else _UNITS.get(figure.kind, "€")


def field_of(figure: Adaptable, language: Language) -> AmountField:
    """Return the field that reads one end of an interval."""
    most, scale = figure.most if figure.most is not None else _MOST.get(figure.kind, MOST_EUR), scale_of(figure)
    field = AmountField(unit=unit_of(figure), least=figure.least * scale, above=not figure.least, most=most * scale, required=True)
    field.language = language
    return field


def typed(figure: Adaptable, value: float, language: Language) -> str:
    """Return a figure as the reader would type it."""
    return write_amount(value * scale_of(figure), language)


def span(figure: Adaptable, low: float, high: float, language: Language) -> str:
    """Return an interval with its unit said once."""
    if figure.kind in _FACTORS:
        return say(language, "web.own.span", low=grouped(round(PERCENT * low), language), high=_factor(high, language))
    if figure.kind in _SHARES:
        return percent_range(low, high, language)
    if figure.unit.startswith("EUR"):
        return euro_range(low, high, language)
    return say(language, "web.own.span", low=amount(low, "1", language), high=_in_unit(figure, high, language))


def told(figure: Adaptable, value: float, language: Language) -> str:
    """Return a figure in its unit, rounded as people read it."""
    if figure.kind in _FACTORS:
        return _factor(value, language)
    if figure.kind in _SHARES:
        return percent(value, language)
    return euro(value, language) if figure.unit.startswith("EUR") else _in_unit(figure, value, language)


def middle_told(figure: Adaptable, language: Language) -> str:
    """Return the middle of the proposal, without a unit that the sentence has said already."""
    value = worked_out(figure, figure.default.median)
    return told(figure, value, language) if figure.kind in _SHARES or figure.unit.startswith("EUR") else amount(value, "1", language)


def worked_out(figure: Adaptable, value: float) -> float:
    """Return a middle or mean, which nobody typed, to the two digits that are worth saying; of a factor of 105 % all three."""
    return value if figure.kind in _FACTORS else rounded(value)


def _factor(value: float, language: Language) -> str:
    """Return a factor as whole per cent: of 105 % the 5 matters."""
    return f"{grouped(round(PERCENT * value), language)}{chr(160) if language == 'de' else ''}%"


def _in_unit(figure: Adaptable, value: float, language: Language) -> str:
    if figure.kind.startswith("days"):
        return f"{amount(value, '1', language)} {say(language, f'web.own.unit.{_UNITS[figure.kind]}')}"
    return amount(value, figure.unit, language)


def called(figure: Adaptable, names: Names) -> str:
    """Return in a few words what a figure is of; for days whose, for effects what is left of what."""
    return _words("name", figure, names)


def asked(figure: Adaptable, names: Names) -> str:
    """Return the question that an own figure answers."""
    return _words("label", figure, names)


def hinted(figure: Adaptable, names: Names) -> str:
    """Return what one must know to answer it; often nothing."""
    key = f"web.own.hint.{_key(figure)}"
    return say(names.language, key) if key in store() else ""


def _words(what: str, figure: Adaptable, names: Names) -> str:
    values: dict[str, object] = {}
    if figure.kind == "effect":
        values = {"target": names.quoted(figure.part)}
    elif figure.part:
        values = {"role": say(names.language, f"web.own.role.{figure.part}")}
    key = f"web.own.{what}.{_key(figure)}"
    return say(names.language, key if key in store() else f"web.own.{what}.{figure.kind}", **values)


def _key(figure: Adaptable) -> str:
    if figure.kind == "effect":
        return f"effect.{'adverse' if figure.least else 'help'}.{figure.parameter.partition('/')[0]}"
    if figure.kind == "figure":
        return figure.target.removeprefix("assumption.")
    return "severity-onset" if figure.kind == "severity" and figure.unit == "EUR/year" else figure.kind
