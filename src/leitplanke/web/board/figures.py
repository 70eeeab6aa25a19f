"""What a roadmap asks for and what there is, as frozen values that are stored with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leitplanke.planning.schedule import QUARTERS_PER_YEAR
from leitplanke.primitives.quarter import Quarter

if TYPE_CHECKING:
    from leitplanke.study.result import QuarterLoad

ROLES = ("owner", "management", "it", "staff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Own person-days by role."""

    owner: float
    management: float
    it: float
    staff: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one measure asks for: expected money after funding, days at the beginning over `spread` quarters and days a year.

    It begins to work `lead` quarters after its start, not before the quarter `held` (empty: whenever).
    """

    once_eur: float
    yearly_eur: float
    days_once: Days
    days_yearly: Days
    spread: int
    lead: int
    held: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What there is from the quarter `first` on: money a year (four quarters each) and own days a quarter."""

    first: str
    budget_eur: tuple[float, ...]
    days: Days

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters of the roadmap."""
        first = Quarter.parse(self.first)
        return tuple(first.plus(place) for place in range(QUARTERS_PER_YEAR * len(self.budget_eur)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A stance on a measure as it stood before the board spoke of it."""

    target: str
    kind: str
    quarter: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """What the board told the next analysis of a measure, and what stood there before (none: nothing)."""

    measure: str
    kind: str
    quarter: str
    before: tuple[Said, ...]


def loads(asked: Iterable[tuple[Asked, int]], room: Room) -> tuple["QuarterLoad", ...]:
    """Return money and days of each quarter against what there is.

    Parameters
    ----------
    asked
        What each measure asks for, and its start in quarters from the first; one that began earlier asks for what is left of it.
    """
    count = len(room.quarters)
    money = [0.0] * count
    days = {role: [0.0] * count for role in ROLES}
    for one, start in asked:
        if 0 <= start < count:
            money[start] += one.once_eur
        for place in range(max(start, 0), count):
            money[place] += one.yearly_eur / QUARTERS_PER_YEAR
            for role in ROLES:
                days[role][place] += getattr(one.days_yearly, role) / QUARTERS_PER_YEAR
        for place in range(max(start, 0), min(start + one.spread, count)):
            for role in ROLES:
                days[role][place] += getattr(one.days_once, role) / one.spread
    return tuple(_load(place, quarter, money, days, room) for place, quarter in enumerate(room.quarters))


def _load(place: int, quarter: Quarter, money: list[float], days: dict[str, list[float]], room: Room) -> "QuarterLoad":
    from leitplanke.study.result import QuarterLoad  # noqa: PLC0415 - every command loads the models, and few a result

    year, within = divmod(place, QUARTERS_PER_YEAR)
    spent = sum(money[place - within : place])
    return QuarterLoad(
        quarter=str(quarter),
        cost_eur=money[place],
        budget_eur=room.budget_eur[year] - spent,
        owner_days=days["owner"][place],
        management_days=days["management"][place],
        it_days=days["it"][place],
        staff_days=days["staff"][place],
        owner_limit=room.days.owner,
        management_limit=room.days.management,
        it_limit=room.days.it,
        staff_limit=room.days.staff,
    )
