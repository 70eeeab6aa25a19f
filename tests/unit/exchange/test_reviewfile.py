"""Review files; their round trip is made in tests/unit/study/test_review.py, with a real review."""

import dataclasses
import re
from pathlib import Path

import pytest

from leitplanke.exchange import resultfile, reviewfile
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.study.reviewed import MeasureWorth, PlanReview, Robustness

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "review-file.md"


def test_the_schema_has_exactly_the_fields() -> None:
    schema = resultfile.schema("review")
    assert schema["title"] == "Leitplanke review file"
    assert set(schema["properties"]) == {field.name for field in dataclasses.fields(PlanReview)}
    assert set(schema["required"]) == {"study", "plan"}
    assert set(schema["$defs"]["Robustness"]["properties"]) == {field.name for field in dataclasses.fields(Robustness)}


@pytest.mark.parametrize("kind", [PlanReview, Robustness, MeasureWorth])
def test_every_key_is_documented(kind: type) -> None:
    named = set(re.findall(r"`(\w+)`", PAGE.read_text(encoding="utf-8")))
    assert sorted({field.name for field in dataclasses.fields(kind)} - named) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '"x"', "null", '{"study": 1}'])
def test_what_is_no_review_is_refused(text: str) -> None:
    with pytest.raises(InputFaultsError) as caught:
        reviewfile.load(text)
    assert caught.value.faults[0].code == "not-a-review"
