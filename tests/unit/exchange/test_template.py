"""The template is a sound study file that asks everything and answers nothing."""

import dataclasses
import re

import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import studyfile
from leitplanke.exchange.template import Language, template

LANGUAGES: tuple[Language, ...] = ("de", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_can_be_read_as_it_is(language: Language) -> None:
    catalogue = compiled.read()
    inputs = studyfile.read(template(catalogue, language, "2027-Q1"), "template.yaml", catalogue)
    assert [answer.indicator for answer in inputs.answers] == [indicator.id for indicator in catalogue.indicators if indicator.quick]
    assert {answer.missing for answer in inputs.answers} == {"unknown"}
    assert inputs.start == "2027-Q1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_of_the_quick_check_stands_there_with_its_five_answers(language: Language) -> None:
    catalogue = compiled.read()
    quick = [indicator for indicator in catalogue.indicators if indicator.quick]
    text = " ".join(template(catalogue, language, "2027-Q1").replace("#", " ").split())
    assert f" {len(quick)} " in text
    assert f" {len(catalogue.indicators) - len(quick)} " in text
    assert (len(quick), len(catalogue.indicators)) == (24, 78)
    for indicator in quick:
        for words in (indicator.question, *(level.text for level in indicator.levels)):
            assert " ".join(getattr(words, language).replace("#", " ").split()) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_commented_field_is_a_real_one(language: Language) -> None:
    """Uncommented, the whole template is still sound: no field in it is invented."""
    catalogue = compiled.read()
    text = template(catalogue, language, "2027-Q1")
    company, rest = text.split("\nstart:")
    rest = re.sub(r"^(running|not_relevant|decided|strengths|overrides|limits|frame): (\[\]|{})$", r"\1:", rest, flags=re.MULTILINE)
    company = re.sub(r"^  # ([a-z_]+:|  - name:|    [a-z_]+:)", r"  \1", company, flags=re.MULTILINE)
    rest = re.sub(r"^#(  - |    [a-z]+:|  [a-z_]+:)", r"\1", rest, flags=re.MULTILINE)
    inputs = studyfile.read(f"{company}\nstart:{rest}", "template.yaml", catalogue)
    assert None not in dataclasses.astuple(inputs.company)
    assert inputs.company.linked_firms
    assert (len(inputs.running), len(inputs.not_relevant), len(inputs.overrides), len(inputs.strengths)) == (1, 1, 1, 1)
    assert len(inputs.decided) == 1
    assert inputs.limits.person_days_per_quarter.staff == 20
    assert inputs.frame.guiding_question
    assert (inputs.frame.decide_by is None, len(inputs.frame.actors)) == (False, 1)
