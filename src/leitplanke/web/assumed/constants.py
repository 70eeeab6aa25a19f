"""Constants of the method that are judgements: their words, and their values from the code that uses them."""

from functools import cache
from importlib import import_module

from leitplanke.reports.numbers import amount, percent
from leitplanke.reports.words import Language, say
from leitplanke.web.assumed.values import Constant

_POOLING, _DEFAULTS = "assessment.pooling", "company.defaults"
_IMPORTING, _DEPENDENCE = "exchange.datev.importing", "company.dependence"
PLACES: tuple[tuple[str, str, str], ...] = (
    (_POOLING, "MEASUREMENT_VARIANCE", "1"),
    (_POOLING, "IGNORANCE", "1"),
    (_POOLING, "LEAST_MEAN", "1"),
    (_POOLING, "MOST_MEAN", "1"),
    (_POOLING, "MOST_VARIANCE_SHARE", "%"),
    ("study.disagreement", "REACH", "1"),
    ("study.compile", "HORIZON_YEARS", "1"),
    ("risk.vulnerability", "EXPOSURE_FLOOR", "%"),
    ("risk.vulnerability", "ADAPTATION_RATE", "1"),
    ("study.layout", "LARGEST_COPING", "%"),
    ("study.layout", "STAFF_PER_KEY_PERSON", "1"),
    ("study.parameters", "LEANING", "%"),
    ("planning.pricing", "LEAST_BASE_EUR", "EUR"),
    ("study.own", "OWN_COPING", "%"),
    ("study.ownpack", "OWN_CAP", "1"),
    ("study.ownpack", "OWN_MEDIAN_FACTOR", "1"),
    (_DEFAULTS, "VALUE_ADDED_SHARE", "%"),
    (_DEFAULTS, "VALUE_ADDED_SHARE_LARGER", "%"),
    (_DEFAULTS, "MAIN_BUYER_SHARE", "%"),
    (_DEFAULTS, "INTERMEDIABLE_SHARE", "%"),
    (_DEFAULTS, "CLOUD_SHARE_SMALL", "%"),
    (_DEFAULTS, "CLOUD_SHARE_LARGE", "%"),
    (_DEFAULTS, "PAYROLL_PER_HEAD_EUR", "EUR"),
    (_DEFAULTS, "DIGITAL_POSTS_SHARE", "%"),
    (_DEFAULTS, "DIGITAL_POSTS_LEAST", "1"),
    (_DEFAULTS, "DIGITAL_POST_EUR", "EUR"),
    (_DEFAULTS, "DIGITAL_BUDGET_SHARE_SMALL", "%"),
    (_DEFAULTS, "DIGITAL_BUDGET_SHARE", "%"),
    (_DEFAULTS, "DIGITAL_BUDGET_LEAST_EUR", "EUR"),
    (_DEFAULTS, "LIQUIDITY_MONTHS", "1"),
    (_DEFAULTS, "CASH_FLOW_SHARE", "%"),
    (_DEFAULTS, "WORKING_DAYS", "1"),
    ("planning.measures", "FAVOURABLE_FLOOR", "%"),
    ("planning.measures", "FAMILY_POWER", "1"),
    ("planning.benefit", "COMMON_SHARE", "%"),
    ("planning.goals", "NEAR", "%"),
    ("assessment.showing", "LEAST", "1"),
    ("assessment.echo", "MOST_QUESTIONS", "%"),
    ("assessment.index", "MEASURED_DEVIATION", "1"),
    ("study.measurement", "LEAST_MARGIN", "%"),
    ("study.measurement", "USUAL_BUYER_MARGIN", "%"),
    ("study.measurement", "USUAL_CHANNEL_MARGIN", "%"),
    ("study.measurement", "OLDEST_YEARS", "1"),
    (_IMPORTING, "OVERLAP", "%"),
    (_IMPORTING, "LEAST_OVERLAP", "1"),
    (_IMPORTING, "UNASSIGNED", "%"),
    (f"{_DEPENDENCE}.concentration", "WHOLE_YEAR", "%"),
    (f"{_DEPENDENCE}.merging", "MOST_PARTNERS", "1"),
    (f"{_DEPENDENCE}.protection", "CUMULATES_FROM", "1"),
    (f"{_DEPENDENCE}.protection", "DISTRIBUTED_OVER", "1"),
    (f"{_DEPENDENCE}.switching", "SAVED_YEARS", "1"),
    ("planning.siting", "SPREAD_YEARS", "1"),
    ("study.leaving", "FRESH_TEST_DAYS", "1"),
)
"""Module, name and unit of each; the table of docs/method/assumptions.md lists the same ones (a test compares them)."""


def key(name: str) -> str:
    """Return the key of a constant's words.

    Examples
    --------
    >>> key("LEAST_MEAN")
    'constant.least-mean'
    """
    return f"constant.{name.lower().replace('_', '-')}"


@cache
def constants(language: Language) -> tuple[Constant, ...]:
    """Return every constant with its value, in the order of the calculation."""
    return tuple(Constant(title=say(language, key(name)), value=_value(module, name, unit, language)) for module, name, unit in PLACES)


def _value(module: str, name: str, unit: str, language: Language) -> str:
    # The engine's modules load numpy, which a page that nobody has asked for need not wait for.
    value = float(getattr(import_module(f"leitplanke.{module}"), name))
    return percent(value, language) if unit == "%" else amount(value, unit, language)
