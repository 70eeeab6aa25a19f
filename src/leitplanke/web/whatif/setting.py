"""What is set on the what-if page, and the short query that addresses and kept scenarios write it in.

``m=cloud.exit-folder:3,…`` are measures with the quarters after the first in which they start (left out: the study's plan),
``e=platforms:150,…`` per cent of today's exposure by component, ``b=48000`` the budget in EUR a year, ``d=it:6,…`` days a quarter by role.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

from leitplanke.primitives.bounds import LARGEST_EUR
from leitplanke.web.whatif.desk import AS_TODAY, BUDGETS_FROM_NOTHING, DAYS_FROM_NOTHING, EXPOSURES, Desk, notches

MOST_DAYS = 10_000.0
MOST_PARTS = 400
_MEASURE, _COMPONENT = "measure.", "component."
T = TypeVar("T", int, float)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is set; whatever is as in the study is left out of `exposure`, `budget_eur` and `days`."""

    starts: Mapping[str, int]
    """Quarters after the first by measure."""
    exposure: Mapping[str, int] = field(default_factory=dict)
    """Per cent of today's by component."""
    budget_eur: float | None = None
    days: Mapping[str, float] = field(default_factory=dict)

    def query(self, desk: Desk) -> str:
        """Return the setting as a query; empty if all is as in the study."""
        parts = []
        if dict(self.starts) != dict(desk.plan):
            parts.append(("m", _listed({one.removeprefix(_MEASURE): place for one, place in self.starts.items()})))
        if self.exposure:
            parts.append(("e", _listed({one.removeprefix(_COMPONENT): share for one, share in self.exposure.items()})))
        if self.budget_eur is not None:
            parts.append(("b", f"{self.budget_eur:.12g}"))
        if self.days:
            parts.append(("d", _listed(self.days)))
        return urlencode(parts, safe=":,")


def _listed(values: Mapping[str, float]) -> str:
    return ",".join(f"{name}:{value:.12g}" for name, value in sorted(values.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A setting and what of its query names nothing that this study has."""

    setting: Setting
    unknown: tuple[str, ...] = ()


def read_query(desk: Desk, query: Mapping[str, str]) -> Read:
    """Return the setting of a query; what cannot be understood counts as not said and is named."""
    unknown: list[str] = []

    def taken(key: str, prefix: str, known: Callable[[str], bool], number: Callable[[str], T]) -> dict[str, T]:
        found: dict[str, T] = {}
        for part in query.get(key, "").split(",")[:MOST_PARTS]:
            name, _, value = part.rpartition(":")
            try:
                given = number(value)
            except ValueError:
                unknown.extend([part[:60]] if part else [])
                continue
            if known(prefix + name):
                found[prefix + name] = given
            else:
                unknown.append(part[:60])
        return found

    quarters = range(len(desk.quarters))
    asked = taken("m", _MEASURE, desk.ids.__contains__, lambda text: _whole(text, quarters))
    starts = asked if "m" in query else dict(desk.plan)
    exposure = taken("e", _COMPONENT, desk.components.__contains__, lambda text: _whole(text, EXPOSURES))
    days = taken("d", "", desk.days.__contains__, lambda text: _amount(text, MOST_DAYS))
    budget = None
    if "b" in query:
        try:
            budget = _amount(query["b"], LARGEST_EUR)
        except ValueError:
            unknown.append(query["b"][:60])
    return Read(setting=lean(desk, Setting(starts=starts, exposure=exposure, budget_eur=budget, days=days)), unknown=tuple(unknown))


def lean(desk: Desk, setting: Setting) -> Setting:
    """Return the setting without what is as in the study."""
    return Setting(
        starts=setting.starts,
        exposure={one: share for one, share in setting.exposure.items() if share != AS_TODAY},
        budget_eur=None if setting.budget_eur == desk.budget_eur else setting.budget_eur,
        days={role: days for role, days in setting.days.items() if days != desk.days[role]},
    )


def _whole(text: str, allowed: range | tuple[int, ...]) -> int:
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1  # noqa: PLR2004 - longer ones are none of ours
    if value not in allowed:
        raise ValueError(text)
    return value


def _amount(text: str, most: float) -> float:
    value = float(text) if text.isascii() and len(text) < 25 else math.nan  # noqa: PLR2004 - longer ones are none of ours
    if not 0.0 <= value <= most:
        raise ValueError(text)
    return value + 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Notches:
    """The values that each slider can take; what the setting asks for is among them."""

    budget: tuple[float, ...]
    days: Mapping[str, tuple[float, ...]]

    @classmethod
    def of(cls, desk: Desk, setting: Setting) -> "Notches":
        """Return the notches of a page drawn for `setting`."""
        budget = desk.budget_eur if setting.budget_eur is None else setting.budget_eur
        return cls(
            budget=notches(desk.budget_eur, budget, BUDGETS_FROM_NOTHING),
            days={role: notches(today, setting.days.get(role, today), DAYS_FROM_NOTHING) for role, today in desk.days.items()},
        )


def read_form(desk: Desk, posted: Mapping[str, str], drawn: Notches) -> Setting:
    """Return what a page says whose sliders had the notches `drawn`; a field that is missing or odd counts as today's."""
    quarters = range(len(desk.quarters))
    starts = {}
    for choice in desk.choices:
        name = choice.entry.id
        if f"on-{name}" in posted:
            starts[name] = _place(posted.get(f"start-{name}", ""), quarters, desk.plan.get(name, 0))
    shares, as_today = range(len(EXPOSURES)), EXPOSURES.index(AS_TODAY)
    exposure = {one: EXPOSURES[_place(posted.get(f"exposure-{one}", ""), shares, as_today)] for one in desk.components}
    budget = drawn.budget[_place(posted.get("budget", ""), range(len(drawn.budget)), drawn.budget.index(desk.budget_eur))]
    days = {
        role: values[_place(posted.get(f"days-{role}", ""), range(len(values)), values.index(desk.days[role]))]
        for role, values in drawn.days.items()
    }
    return lean(desk, Setting(starts=starts, exposure=exposure, budget_eur=budget, days=days))


def _place(text: str, allowed: range, otherwise: int) -> int:
    try:
        return _whole(text, allowed)
    except ValueError:
        return otherwise
