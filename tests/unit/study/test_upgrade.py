"""Inputs made for an older catalogue: carried over where something took the place, else set aside and named; never lost."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.assessment.rating import Answer, Moments, Rater
from leitplanke.catalogue import checks, compiled
from leitplanke.catalogue.entries import Catalogue, Text
from leitplanke.catalogue.retired import PackStamp, Retired
from leitplanke.catalogue.upgrade import fates
from leitplanke.company.profile import Company
from leitplanke.exchange import resultfile, studyfile
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.reports.former import edition, former, sentence
from leitplanke.study.former import FormerInput
from leitplanke.study.inputs import DaysPerQuarter, Limits, NotRelevant, Override, StudyInputs
from leitplanke.study.run import analyse
from leitplanke.study.upgrade import settle

CORE = compiled.read()
EXIT, CORE_SHARE = "indicator.cloud.exit-months", "indicator.cloud.core-share"
LOCK_IN, OUTAGE = "unseen.cloud.lock-in", "unseen.cloud.outage"
COMPANY = Company(name="Muster GmbH", sector="Metall", staff=38.0, turnover_eur=5_200_000.0)
NOTHING = Limits(budget_eur_per_year=0.0, person_days_per_quarter=DaysPerQuarter(owner=0.0, management=0.0, it=0.0, staff=0.0))
"""Where no plan can be carried none is looked for."""
BASE = StudyInputs(company=COMPANY, start="2027-Q1", raters=(Rater(id="a", role="owner"), Rater(id="b", role="staff")))


def gone(id_: str, becomes: str | None = None, levels: tuple[int | None, ...] = ()) -> Retired:
    """Return a retired entry."""
    title, reason = Text(de="Alte Frage", en="Old question"), Text(de="Sie war doppelt.", en="It was double.")
    return Retired(id=id_, title=title, since="2026.11.2", becomes=becomes, levels=levels, reason=reason)


def newer(*entries: Retired) -> Catalogue:
    """Return the catalogue with retired ids; its own checks must agree."""
    found = replace(CORE, retired=entries)
    assert checks.check(found) == []
    return found


TURNED = newer(gone("indicator.old", EXIT, (4, 3, 2, 1, 0)), gone("indicator.lost"))


def answered(*answers: Answer) -> StudyInputs:
    return replace(BASE, answers=answers)


def says(indicator: str, level: int | None = None, rater: str = "a", *, amount: float | None = None) -> Answer:
    return Answer(rater=rater, indicator=indicator, level=level, amount=amount)


def test_an_answer_goes_on_under_the_new_name() -> None:
    catalogue = newer(gone("indicator.cloud.leaving", EXIT))
    found = settle(catalogue, answered(says("indicator.cloud.leaving", 3), says(CORE_SHARE, 1)))
    assert found.inputs.answers == (says(EXIT, 3), says(CORE_SHARE, 1))
    assert found.former == ()


def test_the_way_may_lead_over_several_versions_and_scales() -> None:
    catalogue = newer(
        gone("indicator.first", "indicator.second", (0, 0, 1, 2, None)),
        gone("indicator.second", EXIT, (4, 3, 2, 1, 0)),
    )
    assert fates(catalogue)["indicator.first"].levels == (4, 4, 3, 2, None)
    found = settle(catalogue, answered(says("indicator.first", 1), says("indicator.first", 4, "b")))
    assert found.inputs.answers == (says(EXIT, 4),)
    assert found.former == (FormerInput(id="indicator.first", field="answers"),)


def test_an_answer_to_a_question_that_was_given_up_is_kept_and_named() -> None:
    catalogue = newer(gone("indicator.cloud.colour"))
    inputs = answered(says("indicator.cloud.colour", 2), says(EXIT, 1))
    found = settle(catalogue, inputs)
    assert found.inputs.answers == (says(EXIT, 1),)
    (one,) = found.former
    assert sentence(one, catalogue, "de") == (
        "Diese Antwort gehört zu einer früheren Frage und zählt nicht mehr: „Alte Frage“. Sie war doppelt."
    )
    assert "no longer counts: “Old question”. It was double." in sentence(one, catalogue, "en")
    assert inputs.answers[0].indicator == "indicator.cloud.colour"


def test_the_answer_to_todays_question_comes_first() -> None:
    catalogue = newer(gone("indicator.old", EXIT), gone("indicator.older", EXIT))
    found = settle(
        catalogue, answered(says("indicator.old", 0), says(EXIT, 4), says("indicator.old", 1, "b"), says("indicator.older", 2, "b"))
    )
    assert found.inputs.answers == (says(EXIT, 4), says(EXIT, 1, "b"))
    # two old questions became one: the second answer of b says something else and is not swallowed
    assert found.former == (FormerInput(id="indicator.older", field="answers"),)


def test_a_change_of_scale_is_kept_by_a_later_change_of_name() -> None:
    first, second = gone("indicator.first", "indicator.second", (4, 3, 2, 1, 0)), gone("indicator.second", EXIT)
    found = fates(newer(first, second))["indicator.first"]
    assert (found.id, found.levels, found.level(0)) == (EXIT, (4, 3, 2, 1, 0), 4)


def test_what_nobody_knows_is_named_by_its_id() -> None:
    found = settle(CORE, answered(says("indicator.never.was", 2)))
    assert "kennt: indicator.never.was." in sentence(found.former[0], CORE, "de")


def test_an_amount_goes_on_only_on_the_same_scale() -> None:
    same, other = newer(gone("indicator.old", EXIT)), newer(gone("indicator.old", EXIT, (0, 1, 2, 3, 4)))
    inputs = answered(says("indicator.old", amount=7.5))
    assert settle(same, inputs).inputs.answers == (says(EXIT, amount=7.5),)
    found = settle(other, inputs)
    assert found.inputs.answers == ()
    assert "passt nicht auf die neue" in sentence(found.former[0], other, "de")


def test_moments_go_on_only_on_the_same_scale() -> None:
    group = Moments(indicator="indicator.old", group="owner", count=2, weight=2.0, mean=0.5, square=0.3)
    inputs = replace(BASE, moments=(group,))
    assert settle(newer(gone("indicator.old", EXIT)), inputs).inputs.moments == (replace(group, indicator=EXIT),)
    assert settle(newer(gone("indicator.old", EXIT, (0, 1, 2, 3, 4))), inputs).former == (FormerInput(id="indicator.old", field="moments"),)


def test_every_other_id_goes_on_too() -> None:
    catalogue = newer(gone("unseen.old", LOCK_IN), gone("unseen.lost"), gone("measure.old", "measure.cloud.exit-folder"))
    inputs = replace(
        BASE,
        running=("unseen.old",),
        not_relevant=(NotRelevant(unseen="unseen.lost", reason="Haben wir nicht."),),
        overrides=(
            Override(target="unseen.old", parameter="rate", low=0.1, high=0.2, reason="gezählt"),
            Override(target="measure.old", parameter="cost_once", low=100.0, high=900.0, reason="Angebot"),
            Override(target="unseen.lost", parameter="rate", low=0.1, high=0.2, reason="gezählt"),
        ),
    )
    found = settle(catalogue, inputs)
    assert found.inputs.running == (LOCK_IN,)
    assert [one.target for one in found.inputs.overrides] == [LOCK_IN, "measure.cloud.exit-folder"]
    assert found.inputs.not_relevant == ()
    assert found.former == (FormerInput(id="unseen.lost", field="not_relevant"), FormerInput(id="unseen.lost", field="overrides"))


def test_what_belongs_to_a_missing_pack_is_named() -> None:
    found = settle(CORE, answered(says("indicator.pack-bakery.ovens", 2)))
    assert found.inputs.answers == ()
    assert "das Paket „bakery“ nicht geladen" in sentence(found.former[0], CORE, "de")


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([EXIT, CORE_SHARE, "indicator.old", "indicator.lost"]), st.sampled_from("ab"), st.integers(0, 4)))
)
def test_nothing_is_lost_and_nothing_counts_twice(rows: list[tuple[str, str, int]]) -> None:
    catalogue = TURNED
    unique = {(indicator, rater): level for indicator, rater, level in rows}
    inputs = answered(*(says(indicator, level, rater) for (indicator, rater), level in unique.items()))
    found = settle(catalogue, inputs)
    keys = [(one.rater, one.indicator) for one in found.inputs.answers]
    assert len(set(keys)) == len(keys)
    for (indicator, rater), level in unique.items():
        if indicator == "indicator.lost":
            assert FormerInput(id=indicator, field="answers") in found.former
        elif indicator == "indicator.old" and (EXIT, rater) not in unique:
            assert says(EXIT, 4 - level, rater) in found.inputs.answers
        elif indicator != "indicator.old":
            assert says(indicator, level, rater) in found.inputs.answers
    assert settle(catalogue, found.inputs).inputs == found.inputs


STUDY = """\
company: {name: Muster GmbH, sector: Metall, staff: 38, turnover_eur: 5200000}
start: 2027-Q1
limits: {budget_eur_per_year: 0, person_days_per_quarter: {owner: 0, management: 0, it: 0, staff: 0}}
raters: [{id: a, role: owner}]
answers:
  - {rater: a, indicator: indicator.cloud.leaving, level: 3}
  - {rater: a, indicator: indicator.cloud.colour, level: 1}
  - {rater: a, indicator: indicator.cloud.core-share, level: 2}
"""


def test_a_study_file_of_an_older_catalogue_is_read_whole_and_gives_the_same_numbers() -> None:
    catalogue = newer(gone("indicator.cloud.leaving", EXIT), gone("indicator.cloud.colour"))
    inputs = studyfile.read(STUDY, "old.yaml", catalogue)
    assert [one.indicator for one in inputs.answers] == ["indicator.cloud.leaving", "indicator.cloud.colour", CORE_SHARE]
    assert studyfile.read(studyfile.write(inputs), "again.yaml", catalogue) == inputs
    today = studyfile.read(
        STUDY.replace("cloud.leaving", "cloud.exit-months").replace("  - {rater: a, indicator: indicator.cloud.colour, level: 1}\n", ""),
        "new.yaml",
        CORE,
    )
    old, new = (analyse(*pair, seed=1, outer_points=16, histories=16) for pair in ((catalogue, inputs), (CORE, today)))
    assert old.study.input_hash == new.study.input_hash
    assert old.risk == new.risk
    assert old.former == (FormerInput(id="indicator.cloud.colour", field="answers"),)
    assert resultfile.load(resultfile.dump(old)) == old
    assert former(old, catalogue, "de")[0].startswith("Diese Antwort gehört zu einer früheren Frage")
    assert new.former == ()
    pooled = studyfile.pooled(inputs, catalogue)
    assert [(group.indicator, group.count, group.unknown) for group in pooled.moments] == [
        (CORE_SHARE, 1, 0),
        (EXIT, 1, 0),
        ("indicator.cloud.colour", 1, 1),
    ]
    again = studyfile.read(studyfile.write(pooled), "pooled.yaml", catalogue)
    assert again == pooled == studyfile.pooled(again, catalogue)
    assert settle(catalogue, again).inputs.moments == pooled.moments[:2]
    assert settle(catalogue, again).former == (FormerInput(id="indicator.cloud.colour", field="moments"),)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("  - {rater: a, indicator: indicator.pack-bakery.ovens, level: 1}", "pack-not-given"),
        ("  - {rater: a, indicator: unseen.lost, level: 1}", "unknown-indicator"),
    ],
)
def test_what_never_was_a_question_is_refused(line: str, code: str) -> None:
    catalogue = newer(gone("unseen.lost"), gone("indicator.cloud.leaving", EXIT), gone("indicator.cloud.colour"))
    with pytest.raises(InputFaultsError) as raised:
        studyfile.read(f"{STUDY}{line}\n", "wrong.yaml", catalogue)
    assert [(fault.code, fault.line) for fault in raised.value.faults] == [(code, 9)]


def test_a_result_names_its_packs() -> None:
    catalogue = replace(CORE, packs=(PackStamp(name="bakery", version="1.0.0", digest="3dd238fdfc8e5daf"),))
    result = analyse(catalogue, replace(BASE, limits=NOTHING), seed=1, outer_points=16, histories=16)
    assert edition(result) == f"{CORE.version} + bakery 1.0.0 (3dd238fd)"
    assert len(catalogue.edition) <= 40
    assert catalogue.edition != CORE.edition == CORE.version


def test_an_own_effect_follows_a_target_that_is_called_otherwise_now() -> None:
    measure, effect = next((one, effect) for one in CORE.measures for effect in one.effects if effect.target == OUTAGE)
    catalogue = newer(gone("unseen.cloud.blackout", OUTAGE), gone("unseen.cloud.rain"))

    def own(target: str) -> Override:
        return Override(target=measure.id, parameter=f"{effect.parameter}/{target}", low=0.5, high=0.75, reason="gemessen")

    assert settle(catalogue, replace(BASE, overrides=(own("unseen.cloud.blackout"),))).inputs.overrides == (own(OUTAGE),)
    older = replace(BASE, raters=(), overrides=(own("unseen.cloud.rain"),))
    assert studyfile.read(studyfile.write(older), "alt.yaml", catalogue) == older
    lost = settle(catalogue, older)
    assert lost.inputs.overrides == ()
    assert lost.former == (FormerInput(id=measure.id, field="overrides"),)
