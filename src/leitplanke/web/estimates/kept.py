"""A firm's own figures and stances as a study takes them up; a study sets aside and names what its catalogue no longer knows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from leitplanke.assessment.rating import Moments
from leitplanke.primitives.plain import restore
from leitplanke.study.inputs import Decided, Funding, NotRelevant, Override, StartWindow
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates import models
from leitplanke.web.estimates.models import FileAnswers, OwnFigure, Stance

_DECISIONS: Mapping[str, Literal["done", "out", "in"]] = {"done": "done", "out": "out", "in": "in"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Everything a firm has set itself, in the order of ids."""

    overrides: tuple[Override, ...]
    running: tuple[str, ...]
    not_relevant: tuple[NotRelevant, ...]
    decided: tuple[Decided, ...]
    funding: tuple[Funding, ...]
    starts: tuple[StartWindow, ...]


def kept_of(company: Company) -> Kept:
    """Return what a firm has set, with four questions to the database."""
    stances = tuple(company.stances.all())
    excused = (one for one in stances if one.kind == Stance.Kind.NOT_RELEVANT)
    return Kept(
        overrides=tuple(_override(one) for one in company.own_figures.all()),
        running=tuple(one.target for one in stances if one.kind == Stance.Kind.RUNNING),
        not_relevant=tuple(NotRelevant(unseen=one.target, reason=one.reason) for one in excused),
        decided=tuple(_decided(one) for one in stances if one.kind in _DECISIONS),
        funding=tuple(funding(one) for one in company.fundings.all()),
        starts=tuple(start_window(one) for one in company.start_windows.all()),
    )


def funding(row: models.Funding) -> Funding:
    """Return a stored funding."""
    return Funding(measure=row.target, rate=row.rate, cap_eur=row.cap_eur, programme=row.programme or None, reason=row.reason)


def start_window(row: models.StartWindow) -> StartWindow:
    """Return when a measure may start, as it is stored."""
    quarters = {name: getattr(row, name) or None for name in ("not_before", "not_after", "works_from")}
    return StartWindow(measure=row.target, reason=row.reason, **quarters)


def file_moments(company: Company) -> tuple[Moments, ...]:
    """Return the answers that came with a study file; none if the firm was entered here."""
    row = FileAnswers.objects.filter(company=company).first()
    return tuple(restore(Moments, one) for one in json.loads(row.moments)) if row else ()


def _decided(row: Stance) -> Decided:
    return Decided(measure=row.target, decision=_DECISIONS[row.kind], reason=row.reason, quarter=row.quarter or None)


def _override(row: OwnFigure) -> Override:
    return Override(target=row.target, parameter=row.parameter, low=row.low, high=row.high, reason=row.reason)
