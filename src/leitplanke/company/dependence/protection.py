"""How well a service must be guarded: what follows from the data that lie with it.

Three effects of BSI-Standard 200-2 (IT-Grundschutz, need for protection): the *maximum* of its data counts; *cumulation*: many objects
in one place can add up to a larger damage than each alone; *distribution*: what lies in a second place too need not be available here
as urgently. The standard gives no figures for the last two: from how many on is our assumption, and the firm's own verdict goes before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from leitplanke.company.dependence.data import AIMS, NEEDS, Aim, DataObject, Need
from leitplanke.company.dependence.service import Service

CUMULATES_FROM = 4
"""So many objects of the same highest need in one place raise it by one step (assumption)."""
DISTRIBUTED_OVER = 2
"""So many providers that hold an object lower the need for its availability with each of them by one step (assumption)."""
Effect = Literal["maximum", "cumulation", "distribution", "judged", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AimNeed:
    """The need for one aim, which effect decided it, and the data objects it comes from."""

    aim: Aim
    need: Need
    effect: Effect
    data: tuple[str, ...] = ()


def needs(service: Service, data: Sequence[DataObject], services: Sequence[Service]) -> tuple[AimNeed, ...]:
    """Return the need of `service` for confidentiality, integrity and availability.

    Parameters
    ----------
    data, services
        The whole inventory; copies at other providers are looked for in it.
    """
    known = {one.id: one for one in data}
    held = [known[id_] for id_ in dict.fromkeys(service.holds) if id_ in known]
    return tuple(_need(aim, service, held, services) for aim in AIMS)


def _need(aim: Aim, service: Service, held: Sequence[DataObject], services: Sequence[Service]) -> AimNeed:
    judged: Need | None = getattr(service.judged_need, aim) if service.judged_need else None
    if judged is not None:
        return AimNeed(aim=aim, need=judged, effect="judged")
    if not held:
        return AimNeed(aim=aim, need="normal", effect="nothing")
    single = {one.id: NEEDS.index(getattr(one, aim)) for one in held}
    shared = {id_ for id_ in single if aim == "availability" and _providers(id_, services) >= DISTRIBUTED_OVER}
    eased = {id_: max(0, level - (id_ in shared)) for id_, level in single.items()}
    highest = max(eased.values())
    leading = tuple(id_ for id_, level in eased.items() if level == highest)
    if len(leading) >= CUMULATES_FROM and highest < len(NEEDS) - 1:
        return AimNeed(aim=aim, need=NEEDS[highest + 1], effect="cumulation", data=leading)
    effect: Effect = "distribution" if highest < max(single.values()) else "maximum"
    return AimNeed(aim=aim, need=NEEDS[highest], effect=effect, data=leading)


def _providers(data: str, services: Sequence[Service]) -> int:
    """Return how many providers hold a data object: two services of one provider fail together."""
    return len({one.provider.casefold() for one in services if data in one.holds})
