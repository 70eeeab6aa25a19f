"""Funding of a measure and when it may start, on the measure's own page: shown, read with every fault at its field, and stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError

from leitplanke.reports.words import Language, say
from leitplanke.study.inputs import Funding, StartWindow
from leitplanke.web.companies.fields import AmountField
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates import models
from leitplanke.web.estimates.kept import funding as funding_of
from leitplanke.web.estimates.kept import start_window
from leitplanke.web.own import former
from leitplanke.web.own.reading import TypedStance, line, reason_message

PERCENT = 100.0
_DIGITS = 10
_ROUNDING = 1e-9
MOST = 20
"""More fundings of one measure nobody types."""
QUARTERS = ("not_before", "not_after", "works_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedFunding:
    """One funding as the page shows it: what stands in its four fields, what is wrong with each, and what it says if all is right."""

    name: str
    rate: str = ""
    cap: str = ""
    programme: str = ""
    reason: str = ""
    rate_message: str = ""
    cap_message: str = ""
    programme_message: str = ""
    reason_message: str = ""
    value: Funding | None = None

    @property
    def given(self) -> bool:
        """Whether anything is typed."""
        return bool(self.rate or self.cap or self.programme or self.reason)

    def errors(self) -> list[tuple[str, str]]:
        """Return field and message of all that is wrong."""
        found = ((part, getattr(self, f"{part}_message")) for part in ("rate", "cap", "programme", "reason"))
        return [(f"{self.name}-{part}", message) for part, message in found if message]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedWindow:
    """When the measure may start as the page shows it; `message` stands at the quarters, `reason_message` at the reason."""

    not_before: str = ""
    not_after: str = ""
    works_from: str = ""
    reason: str = ""
    message: str = ""
    reason_message: str = ""
    value: StartWindow | None = None

    @property
    def given(self) -> bool:
        """Whether anything is typed."""
        return bool(self.not_before or self.not_after or self.works_from or self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Everything of one measure: fundings, with an empty one at the end, and its window."""

    fundings: tuple[TypedFunding, ...]
    window: TypedWindow

    def errors(self) -> list[tuple[str, str]]:
        """Return field and message of all that is wrong, in the order of the page."""
        found = [error for one in self.fundings for error in one.errors()]
        found += [("start-window", self.window.message)] if self.window.message else []
        return found + ([("window-reason", self.window.reason_message)] if self.window.reason_message else [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What can be chosen: quarters of the plan, and programmes by id."""

    quarters: Sequence[str]
    programmes: Sequence[str]


def shown(company: Company, target: str, language: Language) -> Terms:
    """Return what is stored of a measure as the reader would type it."""
    names = former.names_of(target)
    rows = [funding_of(row) for row in company.fundings.filter(target__in=names)]
    found = [_typed(place, one, language) for place, one in enumerate(rows)]
    windows = {row.target: start_window(row) for row in company.start_windows.filter(target__in=names)}
    window = next((windows[name] for name in names if name in windows), None)
    quarters = {name: getattr(window, name) or "" for name in QUARTERS} if window else {}
    return Terms(
        fundings=(*found, TypedFunding(name=f"funding-{len(found)}")),
        window=TypedWindow(**quarters, reason=window.reason, value=window) if window else TypedWindow(),
    )


def _typed(place: int, one: Funding, language: Language) -> TypedFunding:
    rate, cap = _fields(language)
    return TypedFunding(
        name=f"funding-{place}",
        rate=rate.shown(round(PERCENT * one.rate, _DIGITS)),
        cap=cap.shown(one.cap_eur),
        programme=one.programme or "",
        reason=one.reason,
        value=one,
    )


def _fields(language: Language) -> tuple[AmountField, AmountField]:
    rate, cap = AmountField(unit="%", above=True, most=PERCENT, required=True), AmountField(above=True)
    rate.language = cap.language = language
    return rate, cap


def read(target: str, posted: Mapping[str, str], choices: Choices, stance: TypedStance, language: Language) -> Terms:
    """Return what was typed for a measure; empty rows mean "no funding", empty quarters "no limit"."""
    count = min(MOST, sum(name.startswith("funding-") and name.endswith("-rate") for name in posted))
    typed = [_read_funding(target, f"funding-{place}", posted, choices.programmes, language) for place in range(count)]
    found = [replace(one, name=f"funding-{place}") for place, one in enumerate(one for one in typed if one.given)]
    window = _read_window(target, posted, choices.quarters, language)
    return Terms(
        fundings=(*_together(found, language), TypedFunding(name=f"funding-{len(found)}")),
        window=_beside(window, stance, language),
    )


def _read_funding(target: str, name: str, posted: Mapping[str, str], programmes: Sequence[str], language: Language) -> TypedFunding:
    texts = {part: posted.get(f"{name}-{part}", "").strip() for part in ("rate", "cap", "programme")}
    reason = line(posted.get(f"{name}-reason", ""))
    if not (any(texts.values()) or reason):
        return TypedFunding(name=name)
    values: dict[str, float | None] = {}
    messages: dict[str, str] = {}
    for part, field in zip(("rate", "cap"), _fields(language), strict=True):
        try:
            values[part] = field.clean(texts[part])
        except ValidationError as error:
            messages[part] = " ".join(error.messages)
    if texts["programme"] and texts["programme"] not in programmes:
        messages["programme"] = say(language, "web.fault.no-choice")
    messages["reason"] = reason_message(reason, language, "web.own.fault.funding-reason")
    rate, value = values.get("rate"), None
    if rate is not None and not any(messages.values()):
        programme = texts["programme"] or None
        value = Funding(measure=target, rate=round(rate / PERCENT, _DIGITS + 2), cap_eur=values["cap"], programme=programme, reason=reason)
    told = {f"{part}_message": message for part, message in messages.items()}
    return TypedFunding(name=name, reason=reason, value=value, **texts, **told)


def _together(found: Sequence[TypedFunding], language: Language) -> tuple[TypedFunding, ...]:
    """Return the fundings with what is wrong between them: a programme named twice, more than all of the cost."""
    checked: list[TypedFunding] = []
    total = 0.0
    for one in found:
        told: dict[str, str] = {}
        total += one.value.rate if one.value else 0.0
        if one.value and checked and total > 1.0 + _ROUNDING:
            told["rate_message"] = say(language, "web.own.fault.funding-over-all")
        if one.programme and one.programme in {other.programme for other in checked}:
            told["programme_message"] = say(language, "web.own.fault.funding-twice")
        checked.append(replace(one, value=None, **told) if told else one)
    return tuple(checked)


def _read_window(target: str, posted: Mapping[str, str], quarters: Sequence[str], language: Language) -> TypedWindow:
    texts = {name: posted.get(f"window-{name}", "").strip() for name in QUARTERS}
    reason = line(posted.get("window-reason", ""))
    given = [text for text in texts.values() if text]
    if not (given or reason):
        return TypedWindow()
    message = "" if given else say(language, "web.own.fault.window-missing")
    if any(text not in quarters for text in given):
        message = say(language, "web.own.fault.quarter")
    elif texts["not_before"] and texts["not_after"] and quarters.index(texts["not_before"]) > quarters.index(texts["not_after"]):
        message = say(language, "web.own.fault.window-empty")
    why = reason_message(reason, language, "web.own.fault.window-reason")
    right = not message and not why
    value = StartWindow(measure=target, reason=reason, **{name: text or None for name, text in texts.items()}) if right else None
    return TypedWindow(**texts, reason=reason, message=message, reason_message=why, value=value)


def _beside(window: TypedWindow, stance: TypedStance, language: Language) -> TypedWindow:
    """Return the window with what is wrong beside a start that is fixed."""
    fixed = stance.quarter
    early, late = window.not_before and fixed < window.not_before, window.not_after and fixed > window.not_after
    if not fixed or window.value is None or not (early or late):
        return window
    return replace(window, message=say(language, "web.own.fault.window-and-quarter"), value=None)


def keep(company: Company, target: str, terms: Terms) -> None:
    """Store what is right of a measure in the place of the old rows, former ids of the measure included."""
    forget(company, former.names_of(target))
    for one in terms.fundings:
        if one.value is not None:
            paid = one.value
            models.Funding.objects.create(
                company=company, target=target, rate=paid.rate, cap_eur=paid.cap_eur, programme=paid.programme or "", reason=paid.reason
            )
    window = terms.window
    if window.value is not None:
        quarters = {name: getattr(window, name) for name in QUARTERS}
        models.StartWindow.objects.create(company=company, target=target, reason=window.reason, **quarters)


def forget(company: Company, targets: Sequence[str]) -> None:
    """Take away fundings and windows of entries."""
    company.fundings.filter(target__in=targets).delete()
    company.start_windows.filter(target__in=targets).delete()
