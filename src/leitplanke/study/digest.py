"""The hash of a study's inputs: the same for single ratings and for the pooled moments that leave the house."""

import dataclasses
import hashlib
import json

from leitplanke.assessment.rating import Moments
from leitplanke.primitives.plain import plain
from leitplanke.study.dependence import NO_DEPENDENCE
from leitplanke.study.inputs import StudyInputs

_LATER = ("own_unseens", "own_measures")
"""Inputs that came later: a study without them keeps the hash it had before there were any."""


def input_hash(inputs: StudyInputs, moments: tuple[Moments, ...]) -> str:
    """Return 16 hex digits that change with anything that can change the result; the frame cannot.

    Parameters
    ----------
    moments
        The answers of `inputs`, pooled by indicator and group: they stand in for raters and answers.
    """
    pooled = dataclasses.replace(inputs, raters=(), answers=(), moments=moments)
    tree = dataclasses.asdict(pooled)
    del tree["frame"], tree["dependence"]
    if inputs.dependence != NO_DEPENDENCE:
        tree["dependence"] = plain(inputs.dependence.unnamed)
    for name in _LATER:
        if not tree[name]:
            del tree[name]
    text = json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]
