"""What the pages ask of a partner and of a channel: fields, their units and bounds, and what was typed as a value."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.partner import Relation
from leitplanke.reports.words import Language, say
from leitplanke.web.companies.fields import AmountField, DayField, LineField, ProfileField

PERCENT = 100.0
LEVELS = ("0", "1", "2", "3", "4")
YES, NO = "yes", "no"
Value = Relation | Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One field.

    Parameters
    ----------
    name
        Of the value's field; texts are ``network.ask.<name>`` and, if there is one, ``….hint``.
    unit
        Key of the unit's text, or the unit itself.
    most
        Largest figure; None: no figure.
    scale
        What is typed is so many times the value: 100 for shares.
    whole
        Whether it is a whole number.
    options
        Values to choose from; empty text for "not said" comes first where `free`.
    """

    name: str
    unit: str = ""
    most: float | None = None
    scale: float = 1.0
    whole: bool = False
    options: tuple[str, ...] = ()
    free: bool = True
    day: bool = False
    required: bool = False

    def form(self) -> ProfileField:
        """Return what reads the field."""
        if self.day:
            return DayField()
        if self.most is None:
            return LineField(required=self.required)
        return AmountField(unit=self.unit, most=self.most, required=self.required)


def _eur(name: str, *, required: bool = False) -> Asked:
    return Asked(name=name, unit="€", most=1e11, required=required)


def _percent(name: str) -> Asked:
    return Asked(name=name, unit="%", most=PERCENT, scale=PERCENT)


def _level(name: str) -> Asked:
    return Asked(name=name, options=LEVELS)


RELATION: tuple[tuple[str, tuple[Asked, ...]], ...] = (
    (
        "who",
        (
            Asked(name="partner", required=True),
            Asked(name="role", options=("customer", "supplier", "cooperation", "competitor"), free=False),
            Asked(name="group_parent"),
            Asked(name="account"),
        ),
    ),
    ("volume", (_eur("revenue_net_eur"), _percent("margin"), _percent("share"))),
    ("contract", (Asked(name="contract_end", day=True), Asked(name="notice_months", unit="network.unit.months", most=600.0))),
    (
        "replace",
        (
            Asked(name="alternatives", unit="network.unit.firms", most=1000.0, whole=True),
            Asked(name="switch_weeks", unit="network.unit.weeks", most=520.0),
            _eur("switch_cost_eur"),
            _level("specificity"),
        ),
    ),
    (
        "replaced",
        (
            Asked(name="their_alternatives", unit="network.unit.firms", most=1000.0, whole=True),
            Asked(name="their_switch_weeks", unit="network.unit.weeks", most=520.0),
            _level("data_visibility"),
            _level("knowhow_exposure"),
        ),
    ),
    ("judge", (Asked(name="judged_by"), Asked(name="judged_on", day=True))),
)
CHANNEL: tuple[tuple[str, tuple[Asked, ...]], ...] = (
    (
        "channel",
        (
            Asked(name="name", required=True),
            Asked(name="operator"),
            Asked(name="own", options=(NO, YES), free=False),
            Asked(name="basis", options=("settlement", "records", "estimate"), free=False),
            Asked(name="year", unit="", most=2100.0, whole=True),
        ),
    ),
    (
        "money",
        (
            _eur("revenue_net_eur", required=True),
            _eur("refunds_eur"),
            _eur("commission_eur"),
            _eur("ads_eur"),
            _eur("fulfilment_eur"),
            _eur("goods_eur"),
            Asked(name="orders", unit="network.unit.orders", most=1e6, whole=True),
        ),
    ),
    (
        "power",
        (
            Asked(name="payout_days", unit="network.unit.days", most=1000.0),
            Asked(name="reroute_days", unit="network.unit.workdays", most=1000.0),
            _percent("contact_share"),
            _percent("own_brand_share"),
            _level("ranking_control"),
            _level("data_export"),
            Asked(name="parity_clause", options=(NO, YES)),
        ),
    ),
)
_FIRST_YEAR = 2000


@dataclass(slots=True)
class Typed:
    """What stands in the fields of a page, and what is wrong with each."""

    language: Language
    texts: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Field and message of all that is wrong."""
        return list(self.messages.items())


def show(value: Value, language: Language) -> Typed:
    """Return the fields as the reader would type them."""
    typed = Typed(language)
    for one in asked_of(type(value)):
        typed.texts[one.name] = _shown(one, getattr(value, one.name), language)
    return typed


def read(kind: type[Value], posted: Mapping[str, str], before: Value | None, language: Language) -> tuple[Value | None, Typed]:
    """Return what was typed, None if anything of it is wrong; what no field asks stays as it was `before`."""
    typed = Typed(language, {one.name: posted.get(one.name, "").strip() for one in asked_of(kind)})
    values: dict[str, Any] = {} if before is None else {one.name: getattr(before, one.name) for one in fields(before)}
    for one in asked_of(kind):
        values[one.name] = _value(one, typed, _default(kind, one.name))
    if kind is Relation:
        _check_judge(values, typed)
    if typed.messages:
        return None, typed
    return kind(**values), typed


def asked_of(kind: type[Value]) -> tuple[Asked, ...]:
    """Return all fields of a page in their order."""
    return tuple(one for _, those in (RELATION if kind is Relation else CHANNEL) for one in those)


def _value(one: Asked, typed: Typed, default: object) -> object:
    text = typed.texts[one.name]
    if one.options:
        return _chosen(one, text, typed, default)
    form = one.form()
    form.language = typed.language
    try:
        found = form.clean(text)
    except ValidationError as error:
        typed.messages[one.name] = " ".join(error.messages)
        return default
    if not isinstance(found, float):
        return found or default
    if one.whole and not found.is_integer():
        typed.messages[one.name] = say(typed.language, "network.fault.whole")
    if one.name == "year" and found < _FIRST_YEAR:
        typed.messages[one.name] = say(typed.language, "web.fault.too-small", least=str(_FIRST_YEAR))
    return int(found) if one.whole else found / one.scale


def _chosen(one: Asked, text: str, typed: Typed, default: object) -> object:
    if not text and one.free:
        return default
    if text not in one.options:
        typed.messages[one.name] = say(typed.language, "web.fault.no-choice")
        return default
    if one.options == LEVELS:
        return int(text)
    return text == YES if set(one.options) == {YES, NO} else text


def _check_judge(values: Mapping[str, object], typed: Typed) -> None:
    """Ask who judged and when as soon as anything is judged."""
    judged = ("alternatives", "switch_weeks", "switch_cost_eur", "specificity", "data_visibility", "knowhow_exposure")
    if any(values[name] is not None for name in (*judged, "their_alternatives", "their_switch_weeks")):
        for name in ("judged_by", "judged_on"):
            if not values[name]:
                typed.messages.setdefault(name, say(typed.language, "network.fault.judge"))


def _default(kind: type[Value], name: str) -> object:
    found = next(one.default for one in fields(kind) if one.name == name)
    return None if found is MISSING else found


def _shown(one: Asked, value: object, language: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if one.options or isinstance(value, str):
        return str(value)
    if one.name == "year":
        return str(value)
    form = one.form()
    form.language = language
    if isinstance(value, date):
        return form.shown(value)
    assert isinstance(value, int | float)  # noqa: S101 - the only kind that is left
    return "" if value == 0.0 and one.name.endswith("_eur") and not one.required else form.shown(round(float(value) * one.scale, 10))
