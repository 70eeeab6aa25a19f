"""Reads what was typed about one entry: own intervals, reasons and the stance; all faults at once, each at its field."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from leitplanke.reports.words import Language, say
from leitplanke.study.adaptable import Adaptable, ParameterName
from leitplanke.web.estimates.models import MOST_REASON, OwnFigure, Stance
from leitplanke.web.own.units import field_of, scale_of, typed

COUNTS = "counts"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedFigure:
    """One figure as the page shows it: what stands in its three fields, and what is wrong with each."""

    figure: Adaptable
    low: str = ""
    high: str = ""
    reason: str = ""
    low_message: str = ""
    high_message: str = ""
    reason_message: str = ""
    interval: tuple[float, float] | None = None
    """The interval, if both ends are right."""

    @property
    def name(self) -> str:
        """Name of the figure in forms and addresses, which its fields' names begin with."""
        return slug_of(self.figure.parameter)

    @property
    def given(self) -> bool:
        """Whether anything is typed."""
        return bool(self.low or self.high or self.reason)

    def errors(self) -> list[tuple[str, str]]:
        """Return field and message of all that is wrong."""
        found = ((end, getattr(self, f"{end}_message")) for end in ("low", "high", "reason"))
        return [(f"{self.name}-{end}", message) for end, message in found if message]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedStance:
    """What was chosen for the entry as a whole; `quarter` of a measure fixed into the plan."""

    kind: str = COUNTS
    reason: str = ""
    message: str = ""
    quarter: str = ""


def slug_of(parameter: ParameterName) -> str:
    """Return a parameter as a name for forms and addresses.

    Examples
    --------
    >>> slug_of("severity/unseen.cyber.incident")
    'severity--unseen-cyber-incident'
    """
    return parameter.replace("/", "--").replace(".", "-")


def shown_figure(figure: Adaptable, row: OwnFigure | None, language: Language) -> TypedFigure:
    """Return a stored figure as the reader would type it."""
    if row is None:
        return TypedFigure(figure=figure)
    low, high = (typed(figure, end, language) for end in (row.low, row.high))
    return TypedFigure(figure=figure, low=low, high=high, reason=row.reason, interval=(row.low, row.high))


def read_figure(figure: Adaptable, posted: Mapping[str, str], row: OwnFigure | None, language: Language) -> TypedFigure:
    """Return what was typed for one figure; three empty fields mean "no own figure"."""
    name = slug_of(figure.parameter)
    low, high = (posted.get(f"{name}-{end}", "").strip() for end in ("low", "high"))
    reason = line(posted.get(f"{name}-reason", ""))
    if not (low or high or reason):
        return TypedFigure(figure=figure)
    before = shown_figure(figure, row, language)
    ends = {"low": _end(figure, low, language), "high": _end(figure, high, language)}
    # An end that was not touched keeps the digits that its text does not show.
    if row is not None:
        ends |= {end: (getattr(row, end), "") for end, text in (("low", low), ("high", high)) if text == getattr(before, end)}
    (least, low_message), (most, high_message) = ends["low"], ends["high"]
    if least is not None and most is not None and least >= most:
        low_message = say(language, "web.own.fault.order")
    return TypedFigure(
        figure=figure,
        low=low,
        high=high,
        reason=reason,
        low_message=low_message,
        high_message=high_message,
        reason_message=reason_message(reason, language, "web.own.fault.reason"),
        interval=None if least is None or most is None or low_message or high_message else (least, most),
    )


def _end(figure: Adaptable, text: str, language: Language) -> tuple[float | None, str]:
    """Return one end in the figure's unit, or what is wrong with it."""
    try:
        value = field_of(figure, language).clean(text)
    except ValidationError as error:
        return None, " ".join(error.messages) if text else say(language, "web.own.fault.end")
    return (None, "") if value is None else (value / scale_of(figure), "")


def shown_stance(row: Stance | None) -> TypedStance:
    """Return a stored stance."""
    return TypedStance() if row is None else TypedStance(kind=row.kind, reason=row.reason, quarter=row.quarter)


def read_stance(posted: Mapping[str, str], allowed: tuple[str, ...], quarters: tuple[str, ...], language: Language) -> TypedStance:
    """Return the chosen stance; all but "it counts" and "it is running" need a reason, and what is fixed one of `quarters`."""
    kind, reason = posted.get("stance", COUNTS), line(posted.get("stance-reason", ""))
    if kind not in allowed:
        return TypedStance(message=say(language, "web.fault.no-choice"))
    if kind in {COUNTS, Stance.Kind.RUNNING}:
        return TypedStance(kind=kind)
    quarter = posted.get("stance-quarter", "") if kind == Stance.Kind.IN else ""
    if kind == Stance.Kind.IN and quarter not in quarters:
        return TypedStance(kind=kind, reason=reason, message=say(language, "web.own.fault.quarter"))
    return TypedStance(kind=kind, reason=reason, quarter=quarter, message=reason_message(reason, language, f"web.own.fault.why-{kind}"))


def line(text: str) -> str:
    """Return a text as one line."""
    return " ".join(text.replace("\0", "").split())


def reason_message(reason: str, language: Language, missing: str) -> str:
    """Return what is wrong with a reason: missing (in the words of that key) or too long; empty if nothing is."""
    if len(reason) > MOST_REASON:
        return say(language, "web.fault.too-long", most=MOST_REASON)
    return "" if reason else say(language, missing)
