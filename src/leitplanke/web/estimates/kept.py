"""A firm's own figures and stances as a study takes them up; what the catalogue no longer knows is kept, but not counted."""

from dataclasses import dataclass
from typing import cast

from leitplanke.study.adaptable import ParameterName, parameters
from leitplanke.study.inputs import NotRelevant, Override
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.models import OwnFigure, Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Everything a firm has set itself; `former` are rows whose entry or figure the catalogue has no more."""

    overrides: tuple[Override, ...]
    running: tuple[str, ...]
    not_relevant: tuple[NotRelevant, ...]
    former_figures: tuple[OwnFigure, ...]
    former_stances: tuple[Stance, ...]

    @property
    def empty(self) -> bool:
        """Whether the firm has set nothing."""
        return not any((self.overrides, self.running, self.not_relevant, self.former_figures, self.former_stances))


def kept_of(company: Company) -> Kept:
    """Return what a firm has set, in the order of ids."""
    allowed, onsets = parameters(catalogue()), {one.id for one in catalogue().unseens if one.kind == "onset"}
    unseens = {one.id for one in catalogue().unseens}
    figures, stances = tuple(company.own_figures.all()), tuple(company.stances.all())
    known = [one for one in figures if one.parameter in allowed.get(one.target, ())]
    running = [one for one in stances if one.kind == Stance.Kind.RUNNING and one.unseen in onsets]
    excused = [one for one in stances if one.kind == Stance.Kind.NOT_RELEVANT and one.unseen in unseens]
    return Kept(
        overrides=tuple(_override(one) for one in known),
        running=tuple(one.unseen for one in running),
        not_relevant=tuple(NotRelevant(unseen=one.unseen, reason=one.reason) for one in excused),
        former_figures=tuple(one for one in figures if one not in known),
        former_stances=tuple(one for one in stances if one not in (*running, *excused)),
    )


def _override(row: OwnFigure) -> Override:
    return Override(target=row.target, parameter=cast("ParameterName", row.parameter), low=row.low, high=row.high, reason=row.reason)
