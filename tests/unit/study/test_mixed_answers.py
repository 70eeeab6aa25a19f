"""Answers count, whether they come as ratings, as moments, or some as one and some as the other."""

from dataclasses import replace

import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples, studyfile
from leitplanke.study.compile import compile_study
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.parameters import BetaLaw

CATALOGUE = compiled.read()
WHOLE: StudyInputs = examples.read("machine-builder", CATALOGUE)


def laws(inputs: StudyInputs) -> dict[str, tuple[float, float]]:
    found = compile_study(CATALOGUE, inputs).space.parameters
    return {one.id: (one.law.alpha, one.law.beta) for one in found if isinstance(one.law, BetaLaw)}


@pytest.mark.parametrize("first", [0, 1, 20, 10_000])
def test_a_file_of_both_kinds_loses_no_answer(first: int) -> None:
    indicators = sorted({answer.indicator for answer in WHOLE.answers})[:first]
    single = tuple(answer for answer in WHOLE.answers if answer.indicator in indicators)
    rest = tuple(answer for answer in WHOLE.answers if answer.indicator not in indicators)
    moments = studyfile.pooled(replace(WHOLE, answers=rest), CATALOGUE).moments
    mixed = studyfile.read(studyfile.write(replace(WHOLE, answers=single, moments=moments)), "both.yaml", CATALOGUE)
    assert (len(mixed.answers), bool(mixed.moments)) == (len(single), bool(rest))
    assert laws(mixed) == laws(WHOLE)
