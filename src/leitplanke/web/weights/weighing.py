"""Reads and keeps the weights of goals: what stands in the fields, what is wrong with it, what goes into a study."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from django.db import transaction

from leitplanke.catalogue.aims import Aim, AimWeight, Stakeholder, bare
from leitplanke.reports.numbers import grouped
from leitplanke.reports.words import Language, say
from leitplanke.study.inputs import GoalName, StakeholderGroup, StakeholderWeight
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.amounts import read_amount, write_amount
from leitplanke.web.companies.models import Company
from leitplanke.web.weights.models import MOST, GoalWeight


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One weight as the page shows it; `assumed` is said while nothing is typed."""

    name: str
    label: str
    typed: str
    assumed: str
    message: str = ""
    weight: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFields:
    """A group with its fields; `message` is what is wrong with all of them together."""

    id: str
    title: str
    text: str
    reason: str
    fields: tuple[Field, ...]
    message: str = ""

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Return field and message of all that is wrong."""
        found = [(one.name, one.message) for one in self.fields if one.message]
        return [*found, (self.id, self.message)] if self.message else found


def weights_of(company: Company) -> tuple[StakeholderWeight, ...]:
    """Return what a firm said, in the order of groups and goals; what the program no longer knows is left out."""
    kept = {(row.group, row.goal): row.weight for row in company.goal_weights.all()}
    groups: tuple[StakeholderGroup, ...] = get_args(StakeholderGroup)
    goals: tuple[GoalName, ...] = get_args(GoalName)
    return tuple(
        StakeholderWeight(group=group, goal=goal, weight=kept[group, goal]) for group in groups for goal in goals if (group, goal) in kept
    )


def shown(company: Company, language: Language) -> tuple[GroupFields, ...]:
    """Return the fields with what is kept."""
    kept = {(one.group, one.goal): write_amount(one.weight, language) for one in weights_of(company)}
    typed = {f"{group}-{goal}": text for (group, goal), text in kept.items()}
    return read(typed, language)


def read(posted: Mapping[str, str], language: Language) -> tuple[GroupFields, ...]:
    """Return the fields with what was typed and what is wrong with it."""
    return tuple(_group(group, posted, language) for group in catalogue().stakeholders)


def _group(group: Stakeholder, posted: Mapping[str, str], language: Language) -> GroupFields:
    assumed = {one.aim: one for one in group.weights}
    found = tuple(_field(group, aim, assumed.get(aim.id), posted, language) for aim in catalogue().aims)
    idle = all(one.weight == 0.0 for one in found)
    return GroupFields(
        id=bare(group.id),
        title=getattr(group.title, language),
        text=getattr(group.text, language),
        reason=getattr(group.reason, language),
        fields=found,
        message=say(language, "goals.nothing-counts") if idle else "",
    )


def _field(group: Stakeholder, aim: Aim, assumed: AimWeight | None, posted: Mapping[str, str], language: Language) -> Field:
    name = f"{bare(group.id)}-{bare(aim.id)}"
    typed = posted.get(name, "").strip()
    weight, message = _read(typed, language)
    low, mode, high = (0.0, 0.0, 0.0) if assumed is None else (assumed.low, assumed.mode, assumed.high)
    values = {"mode": grouped(mode, language), "low": grouped(low, language), "high": grouped(high, language)}
    return Field(
        name=name,
        label=getattr(aim.title, language),
        typed=typed,
        assumed="" if typed else say(language, "goals.assumed", **values),
        message=message,
        weight=weight,
    )


def _read(typed: str, language: Language) -> tuple[float | None, str]:
    """Return the weight that was typed, None for an empty field, and what is wrong."""
    if not typed:
        return None, ""
    try:
        weight = read_amount(typed, language)
    except ValueError:
        return None, say(language, "goals.no-number", given=typed)
    if not 0.0 <= weight <= MOST:
        return None, say(language, "goals.out-of-range", given=typed)
    return weight, ""


@transaction.atomic
def keep(company: Company, groups: Sequence[GroupFields]) -> None:
    """Write what stands in the fields; an empty one takes an answer back."""
    for group in groups:
        for field in group.fields:
            goal = field.name.removeprefix(f"{group.id}-")
            if field.weight is None:
                GoalWeight.objects.filter(company=company, group=group.id, goal=goal).delete()
            else:
                GoalWeight.objects.update_or_create(company=company, group=group.id, goal=goal, defaults={"weight": field.weight})


def rows(company: Company, weights: Sequence[StakeholderWeight]) -> list[GoalWeight]:
    """Return rows for weights of a study file."""
    return [GoalWeight(company=company, group=one.group, goal=one.goal, weight=one.weight) for one in weights]
