"""Result files: a whole study result as JSON with stable keys, and the JSON Schemas of all files.

The file has the fields of ``study.result``, with one exception: an exceedance curve is a list of pairs [eur, probability], and
``exceedance_range`` beside it holds the pairs [low, high] of the same points.
"""

import json
from typing import Any, Literal

from leitplanke.catalogue.packs.pack import Content
from leitplanke.exchange.modelfile_shape import ModelFile
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.plain import plain, restore
from leitplanke.primitives.shape import schema as shape_schema
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CURVE = "exceedance"
_RANGE = "exceedance_range"
Tree = dict[str, Any]


def dump(result: StudyResult) -> str:
    """Return the result as JSON, two spaces indented; numbers in full, so that `load` gives the same result back.

    Raises
    ------
    ValueError
        If a number is not finite.
    """
    return _text(_tree(result))


def dump_plan(result: StudyResult, review: PlanReview | None = None) -> str:
    """Return what decides the result, the firm, the plan and its review as JSON; ``plan.before`` is the risk without it."""
    tree = _tree(result)
    plan = {**tree["plan"], "before": tree["risk"]}
    more = {} if review is None else {"review": plain(review)}
    return _text({"study": tree["study"], "company": tree["company"], "plan": plan, **more})


def load(text: str) -> StudyResult:
    """Return the result in a file that `dump` wrote.

    Raises
    ------
    InputFaultsError
        If it is no such file.
    """
    try:
        tree: Tree = json.loads(text)
        for risk in _risks(tree):
            ranges = risk.pop(_RANGE)
            risk[_CURVE] = [
                {"eur": eur, "probability": probability, "low": low, "high": high}
                for (eur, probability), (low, high) in zip(risk[_CURVE], ranges, strict=True)
            ]
        return restore(StudyResult, tree)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise InputFaultsError([Fault("", "not-a-result", (("detail", str(error)),))]) from None


def schema(kind: Literal["study", "result", "review", "model", "pack"]) -> dict[str, Any]:
    """Return the JSON Schema of study files, result files, reviews, risk model files or packs in one file."""
    listed = shape_schema({"study": StudyInputs, "result": StudyResult, "review": PlanReview, "model": ModelFile, "pack": Content}[kind])
    definitions = dict(listed["$defs"])
    name = str(listed["$ref"]).rpartition("/")[2]
    own = {key: value for key, value in definitions.items() if key != name}
    if kind == "result":
        own = _with_pairs(own)
    return {"$schema": DIALECT, **definitions[name], "title": f"Leitplanke {kind} file", "$defs": own}


def _tree(result: StudyResult) -> Tree:
    tree = plain(result)
    assert isinstance(tree, dict)  # noqa: S101 - a dataclass becomes a dict
    for risk in _risks(tree):
        points = risk[_CURVE]
        risk[_CURVE] = [[point["eur"], point["probability"]] for point in points]
        risk[_RANGE] = [[point["low"], point["high"]] for point in points]
    return tree


def _risks(tree: Tree) -> tuple[Tree, Tree]:
    """Return the two risks in a result, as it is and with the plan."""
    return tree["risk"], tree["plan"]["after"]


def _text(tree: Tree) -> str:
    return json.dumps(tree, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _with_pairs(definitions: Tree) -> Tree:
    """Return the definitions with exceedance curves as lists of pairs."""
    pair = {"type": "array", "prefixItems": [{"type": "number"}, {"type": "number"}], "minItems": 2, "maxItems": 2}
    own = {key: value for key, value in definitions.items() if key != "ExceedancePoint"}
    risk = own["RiskResult"]
    curves = {
        _CURVE: {"description": "Pairs [eur, probability that the loss of the horizon exceeds it].", "type": "array", "items": pair},
        _RANGE: {"description": "Pairs [low, high] of the probabilities, over the parameters.", "type": "array", "items": pair},
    }
    own["RiskResult"] = {**risk, "properties": {**risk["properties"], **curves}, "required": [*risk["required"], _RANGE]}
    return own
