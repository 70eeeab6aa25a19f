"""Warm workbenches of the studies looked at last, one set a process; the engine's part for them is loaded with the first."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from leitplanke.catalogue.entries import Catalogue
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.study.inputs import DaysPerQuarter
from leitplanke.study.refusal import refusing
from leitplanke.study.result import PlannedStart
from leitplanke.web.estimates.entries import catalogue_in
from leitplanke.web.studies.gathering import from_text
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import read_result
from leitplanke.web.whatif.desk import AS_TODAY, Desk
from leitplanke.web.whatif.setting import Setting

if TYPE_CHECKING:
    from leitplanke.study.whatif import WhatIf, Workbench

MOST_WARM = 8
"""A workbench takes 20 to 30 MB."""
MOST_REMEMBERED = 256
"""Settings of one study whose answers are kept: who drags a handle to and fro comes by again."""
AT_ONCE = 2
"""Evaluations at the same moment: more of them mostly wait for Python's lock, and twenty took a half longer each for it."""


class NotEvaluableError(Exception):
    """These figures ask too much of the engine."""


class OtherStateError(NotEvaluableError):
    """The study was made with another catalogue or engine: it has to be evaluated anew first."""


@dataclass(frozen=True, slots=True)
class Warm:
    """A workbench, what it says of the study's own plan, and of the settings asked for last, by query."""

    bench: "Workbench"
    plan: "WhatIf"
    remembered: "OrderedDict[str, WhatIf]" = field(default_factory=OrderedDict)


_warm: OrderedDict[UUID, Warm] = OrderedDict()
_building: dict[UUID, threading.Lock] = {}
_guard = threading.Lock()
_turns = threading.BoundedSemaphore(AT_ONCE)


def is_warm(study_id: UUID) -> bool:
    """Say whether an answer comes at once."""
    return study_id in _warm


def evaluate(study: Study, desk: Desk, setting: Setting) -> "WhatIf":
    """Return what comes of a setting; the first call for a study takes as long as the beginning of an analysis.

    Raises
    ------
    NotEvaluableError
        If the engine refuses these figures, or, as `OtherStateError`, the study has to be evaluated anew first.
    """
    warm, query = warmed(study), setting.query(desk)
    if not query:
        return warm.plan
    with _guard:
        known = warm.remembered.get(query)
    if known is None:
        known = _evaluate(warm.bench, desk, setting, catalogue_in(study.inputs))
        with _guard:
            warm.remembered[query] = known
            while len(warm.remembered) > MOST_REMEMBERED:
                warm.remembered.popitem(last=False)
    return known


def plan_of(study: Study) -> "WhatIf":
    """Return what comes of the study's own plan.

    Raises
    ------
    OtherStateError
        If the study has to be evaluated anew first.
    """
    return warmed(study).plan


def warmed(study: Study) -> Warm:
    """Return the workbench of a study, made once however many ask at the same moment.

    Raises
    ------
    OtherStateError
        If the study has to be evaluated anew first.
    """
    with _guard:
        known = _warm.get(study.pk)
        if known is not None:
            _warm.move_to_end(study.pk)
            return known
        lock = _building.setdefault(study.pk, threading.Lock())
    try:
        with lock:
            known = _warm.get(study.pk) or _build(study)
            with _guard:
                _warm[study.pk] = known
                while len(_warm) > MOST_WARM:
                    _warm.popitem(last=False)
    finally:
        with _guard:
            _building.pop(study.pk, None)
    return known


def _build(study: Study) -> Warm:
    from leitplanke.study.whatif import OtherStudyError, Workbench  # noqa: PLC0415 - only for who tries things

    result = read_result(study.pk)
    catalogue = catalogue_in(study.inputs)
    try:
        with refusing(catalogue):
            bench = Workbench.of(catalogue, from_text(study.inputs), result)
    except (OtherStudyError, InputFaultsError) as error:
        raise OtherStateError from error
    desk = Desk.of(study.pk, result, catalogue)
    return Warm(bench, _evaluate(bench, desk, Setting(starts=desk.plan), catalogue))


def _evaluate(bench: "Workbench", desk: Desk, setting: Setting, catalogue: Catalogue) -> "WhatIf":
    from leitplanke.study.whatif import ExposureChange  # noqa: PLC0415 - as above

    plan = [PlannedStart(id=name, start_quarter=desk.quarters[place]) for name, place in setting.starts.items()]
    exposure = [ExposureChange(component=name, factor=share / AS_TODAY) for name, share in setting.exposure.items()]
    days = DaysPerQuarter(**dict(setting.days)) if setting.days else None
    try:
        with _turns, refusing(catalogue):
            return bench.evaluate(plan, budget=setting.budget_eur, days=days, exposure=exposure)
    except InputFaultsError as error:
        raise NotEvaluableError from error


def forget_all() -> None:
    """Drop what is warm."""
    with _guard:
        _warm.clear()
