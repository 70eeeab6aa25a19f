"""Keeps scenarios, and reads what came of them without calculating again."""

import json
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import QueryDict

from leitplanke.primitives.plain import plain, restore
from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.models import User
from leitplanke.web.estimates.entries import catalogue_in
from leitplanke.web.own.reading import line
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import read_result
from leitplanke.web.whatif.desk import Desk
from leitplanke.web.whatif.engine import NotEvaluableError, evaluate
from leitplanke.web.whatif.models import MOST_NAME, Scenario
from leitplanke.web.whatif.setting import Setting, read_query

if TYPE_CHECKING:
    from leitplanke.study.whatif import WhatIf

MOST_SCENARIOS = 50
"""Of one study."""


class NameFaultError(ValueError):
    """The name cannot be taken; the text says why, in the reader's language."""


def keep(study: Study, desk: Desk, setting: Setting, name: str, user: User, language: Language) -> Scenario:
    """Store a setting under a name with what comes of it; a second click finds what the first one stored.

    Raises
    ------
    NameFaultError
        If the name is empty, too long or taken by another setting, or there are too many scenarios.
    NotEvaluableError
        See `engine.evaluate`.
    """
    name, query = line(name), setting.query(desk)
    if not name:
        raise NameFaultError(say(language, "whatif.fault.no-name"))
    if len(name) > MOST_NAME:
        raise NameFaultError(say(language, "web.fault.too-long", most=MOST_NAME))
    figures = json.dumps(plain(evaluate(study, desk, setting)))
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        same = Scenario.objects.filter(study=study, name=name).first()
        if same is not None and same.query == query:
            return same
        if same is not None:
            raise NameFaultError(say(language, "whatif.fault.name-taken"))
        if Scenario.objects.filter(study=study).count() >= MOST_SCENARIOS:
            raise NameFaultError(say(language, "whatif.fault.too-many", most=MOST_SCENARIOS))
        return Scenario.objects.create(study=study, name=name, query=query, figures=figures, created_by=user)


def figures_of(scenario: Scenario) -> "WhatIf | None":
    """Return what came of a scenario when it was kept; None if an earlier release wrote it and it cannot be calculated again."""
    from leitplanke.study.whatif import WhatIf  # noqa: PLC0415 - only for who tries things

    try:
        return restore(WhatIf, json.loads(scenario.figures))
    except (TypeError, KeyError, ValueError):
        return _renewed(scenario)


def _renewed(scenario: Scenario) -> "WhatIf | None":
    study = scenario.study
    desk = Desk.of(study.pk, read_result(study.pk), catalogue_in(study.inputs))
    try:
        found = evaluate(study, desk, read_query(desk, QueryDict(scenario.query).dict()).setting)
    except NotEvaluableError:
        return None
    Scenario.objects.filter(pk=scenario.pk).update(figures=json.dumps(plain(found)))
    return found
