"""Result files: a whole study result as JSON with stable keys, and the JSON Schemas of both files."""

import json
from typing import Any, Literal

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.plain import plain, restore
from leitplanke.primitives.shape import schema as shape_schema
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.result import StudyResult

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def dump(result: StudyResult) -> str:
    """Return the result as JSON, two spaces indented; numbers in full, so that `load` gives the same result back.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    return json.dumps(plain(result), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def dump_plan(result: StudyResult) -> str:
    """Return what decides the result, the firm and the plan as JSON."""
    tree = {"study": plain(result.study), "company": plain(result.company), "plan": plain(result.plan)}
    return json.dumps(tree, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def load(text: str) -> StudyResult:
    """Return the result in a file that `dump` wrote.

    Raises
    ------
    InputFaultsError
        If it is no such file.
    """
    try:
        return restore(StudyResult, json.loads(text))
    except (ValueError, TypeError, AttributeError) as error:
        raise InputFaultsError([Fault("", "not-a-result", (("detail", str(error)),))]) from None


def schema(kind: Literal["study", "result"]) -> dict[str, Any]:
    """Return the JSON Schema of study files or result files."""
    listed = shape_schema(StudyInputs if kind == "study" else StudyResult)
    definitions = dict(listed["$defs"])
    name = str(listed["$ref"]).rpartition("/")[2]
    own = {key: value for key, value in definitions.items() if key != name}
    return {"$schema": DIALECT, **definitions[name], "title": f"Leitplanke {kind} file", "$defs": own}
