"""A firm without free days gets no plan, and is told that days are missing, not that nothing pays off."""

from collections.abc import Callable
from dataclasses import replace

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.reports.sentences import headline, no_time
from leitplanke.reports.words import LANGUAGES, say
from leitplanke.study.inputs import DaysPerQuarter
from leitplanke.study.result import StudyResult
from leitplanke.study.run import analyse

CATALOGUE = compiled.read()


def with_days(days: DaysPerQuarter) -> StudyResult:
    firm = examples.read("precision-parts", CATALOGUE)
    firm = replace(firm, limits=replace(firm.limits, person_days_per_quarter=days))
    return analyse(CATALOGUE, firm, seed=4, outer_points=16, histories=1024)


def test_no_free_day_is_the_reason() -> None:
    found = with_days(DaysPerQuarter(owner=0.0, management=0.0, it=0.0, staff=0.0))
    assert found.plan.measures == ()
    for language in LANGUAGES:
        told = " ".join(headline(found, CATALOGUE, language))
        assert say(language, "plan.no-days") in told
        assert say(language, "result.headline.help-none") not in told


def test_roles_without_days_are_named_and_a_plan_needs_no_excuse(analysed: Callable[[str], StudyResult]) -> None:
    found = with_days(DaysPerQuarter(owner=0.0, management=0.0, it=0.0, staff=18.0))
    if not found.plan.measures:
        assert "Inhaberin oder Inhaber, Leitung und IT" in no_time(found, "de")
    assert no_time(analysed("precision-parts"), "de") == ""
    empty = replace(found, plan=replace(found.plan, measures=(), target_met=None))
    assert "Inhaberin oder Inhaber, Leitung und IT" in no_time(empty, "de")
    assert "Belegschaft" not in no_time(empty, "de")
