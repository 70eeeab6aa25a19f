"""Which entries an entry names in its fields, and of what kind each must be."""

from collections.abc import Callable, Iterator

from leitplanke.catalogue.aims import Aim, AimWeight
from leitplanke.catalogue.dated import Programme, Rule
from leitplanke.catalogue.entries import (
    CopingFigure,
    Drive,
    Effect,
    Indicator,
    Link,
    Measure,
    MovedBase,
    SeverityFigure,
    Shock,
    Unseen,
)
from leitplanke.catalogue.setting import Actor, Conflict, Lever, Method, Opportunity, Orientation, Strength
from leitplanke.primitives.document import Path

Named = tuple[Path, str, str]
"""Where an id is named, the id, the kind of entry it must have."""
_TARGETS = {
    "exposure": "unseen",
    "sensitivity": "unseen",
    "severity": "unseen",
    "coping_gap": "unseen",
    "capacity": "capacity",
    "capacity_gap": "capacity",
}


def named(value: object) -> Iterator[Named]:
    """Yield the ids that a dataclass names in its own fields, with the kind each must have."""
    for type_, names in _NAMES.items():
        if isinstance(value, type_):
            yield from names(value)


def _each(field: str, ids: tuple[str, ...], kind: str) -> Iterator[Named]:
    for place, id_ in enumerate(ids):
        yield (field, place), id_, kind


def _of_component(value: Unseen | Orientation) -> Iterator[Named]:
    yield ("component",), value.component, "component"


def _of_link(value: Link) -> Iterator[Named]:
    yield ("cause",), value.cause, "unseen"
    yield ("effect",), value.effect, "unseen"


def _of_shock(value: Shock) -> Iterator[Named]:
    yield from _each("members", value.members, "unseen")


def _of_severity(value: SeverityFigure) -> Iterator[Named]:
    yield ("base",), value.base, "base"


def _of_coping(value: CopingFigure) -> Iterator[Named]:
    for place, weight in enumerate(value.weights):
        yield ("weights", place, "capacity"), weight.capacity, "capacity"


def _of_indicator(value: Indicator) -> Iterator[Named]:
    yield ("component",), value.component, "component"
    if value.sets_base is not None:
        yield ("sets_base",), value.sets_base, "base"


def _of_target(value: Drive | Effect) -> Iterator[Named]:
    yield ("target",), value.target, _TARGETS[value.parameter]


def _of_moved_base(value: MovedBase) -> Iterator[Named]:
    yield ("base",), value.base, "base"


def _of_measure(value: Measure) -> Iterator[Named]:
    yield ("component",), value.component, "component"
    yield ("leaf",), value.leaf, "leaf"
    yield ("orientation",), value.orientation, "orientation"
    for place, group in enumerate(value.needs):
        for inner, needed in enumerate(group):
            yield ("needs", place, inner), needed, "measure"
    yield from _each("excludes", value.excludes, "measure")


def _of_strength(value: Strength) -> Iterator[Named]:
    yield from _each("opportunities", value.opportunities, "opportunity")


def _of_opportunity(value: Opportunity) -> Iterator[Named]:
    yield ("component",), value.component, "component"
    yield from _each("measures", value.measures, "measure")


def _of_actor(value: Actor) -> Iterator[Named]:
    yield from _each("unseens", value.unseens, "unseen")


def _of_measures(value: Conflict | Programme) -> Iterator[Named]:
    yield from _each("measures", value.measures, "measure")


def _of_lever(value: Lever) -> Iterator[Named]:
    yield ("actor",), value.actor, "actor"
    yield from _each("leaves", value.leaves, "leaf")


def _of_method(value: Method) -> Iterator[Named]:
    yield from _each("sources", value.sources, "source")


def _of_aim(value: Aim) -> Iterator[Named]:
    yield from _each("unseens", value.unseens, "unseen")
    yield from _each("measures", value.measures, "measure")


def _of_weight(value: AimWeight) -> Iterator[Named]:
    yield ("aim",), value.aim, "aim"


def _of_rule(value: Rule) -> Iterator[Named]:
    yield from _each("measures", value.measures, "measure")
    yield from _each("unseens", value.unseens, "unseen")


_NAMES: dict[type[object], Callable[..., Iterator[Named]]] = {
    Unseen: _of_component,
    Link: _of_link,
    Shock: _of_shock,
    SeverityFigure: _of_severity,
    CopingFigure: _of_coping,
    Indicator: _of_indicator,
    Drive: _of_target,
    Effect: _of_target,
    MovedBase: _of_moved_base,
    Measure: _of_measure,
    Strength: _of_strength,
    Opportunity: _of_opportunity,
    Actor: _of_actor,
    Conflict: _of_measures,
    Orientation: _of_component,
    Lever: _of_lever,
    Method: _of_method,
    Rule: _of_rule,
    Aim: _of_aim,
    AimWeight: _of_weight,
    Programme: _of_measures,
}
