"""JSON Schemas and the refusal of what is no result; results themselves make their round trip in tests/cases."""

import dataclasses
import json
from typing import Any

import pytest

from leitplanke.company.profile import Company
from leitplanke.exchange import resultfile
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.result import RiskResult, StudyResult


def test_the_schema_of_study_files_has_exactly_the_fields_and_bounds() -> None:
    schema = resultfile.schema("study")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert set(schema["properties"]) == {field.name for field in dataclasses.fields(StudyInputs)}
    assert schema["required"] == ["company", "start"]
    assert schema["additionalProperties"] is False
    company = schema["$defs"]["Company"]
    assert set(company["properties"]) == {field.name for field in dataclasses.fields(Company)}
    assert company["required"] == ["name", "sector", "staff", "turnover_eur"]
    assert company["properties"]["staff"]["exclusiveMinimum"] == 0
    level = schema["$defs"]["Answer"]["properties"]["level"]["anyOf"][0]
    assert (level["type"], level["minimum"], level["maximum"]) == ("integer", 0, 4)


def test_the_schema_of_result_files_has_exactly_the_fields() -> None:
    schema = resultfile.schema("result")
    assert set(schema["properties"]) == {field.name for field in dataclasses.fields(StudyResult)}
    fields = {field.name for field in dataclasses.fields(RiskResult)}
    assert set(schema["$defs"]["RiskResult"]["properties"]) == fields | {"exceedance_range"}


@pytest.mark.parametrize("kind", ["study", "result", "review", "model", "pack"])
def test_every_reference_of_a_schema_leads_somewhere(kind: Any) -> None:  # noqa: ANN401 - a literal
    schema = resultfile.schema(kind)
    references = json.dumps(schema).split('"$ref": "#/$defs/')[1:]
    assert references
    assert {reference.split('"')[0] for reference in references} <= set(schema["$defs"])


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '"x"', "null", '{"study": 1}'])
def test_what_is_no_result_is_refused(text: str) -> None:
    with pytest.raises(InputFaultsError) as caught:
        resultfile.load(text)
    assert caught.value.faults[0].code == "not-a-result"
