"""The hash of a study's inputs: the same for single ratings and for the pooled moments that leave the house."""

import dataclasses
import hashlib
import json

from leitplanke.assessment.rating import Moments
from leitplanke.primitives.plain import Plain, plain
from leitplanke.study.dependence import NO_DEPENDENCE, Dependence
from leitplanke.study.inputs import StudyInputs

_LATER = ("own_unseens", "own_measures")
"""Inputs that came later: a study without them keeps the hash it had before there were any."""


def _told(dependence: Dependence) -> Plain:
    """Return what files say without what cannot change a result, or came later and is not there."""
    tree = plain(dependence.unnamed)
    assert isinstance(tree, dict)  # noqa: S101 - a dataclass becomes a dict
    if not tree["stated_first"]:
        del tree["stated_first"]
    ledger = tree["ledger"]
    for batch in ledger["batches"] if isinstance(ledger, dict) else ():  # type: ignore[union-attr]  # a tuple of dataclasses
        del batch["fingerprint"]  # type: ignore[union-attr, arg-type]  # see above
    return tree


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
        tree["dependence"] = _told(inputs.dependence)
    for name in _LATER:
        if not tree[name]:
            del tree[name]
    text = json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]
