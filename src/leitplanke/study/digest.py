"""The hash of a study's inputs: the same for single ratings and for the pooled moments that leave the house."""

import dataclasses
import hashlib
import json

from leitplanke.assessment.rating import Moments
from leitplanke.study.inputs import StudyInputs


def input_hash(inputs: StudyInputs, moments: tuple[Moments, ...]) -> str:
    """Return 16 hex digits that change with anything that can change the result.

    Parameters
    ----------
    moments
        The answers of `inputs`, pooled by indicator and group: they stand in for raters and answers.
    """
    pooled = dataclasses.replace(inputs, raters=(), answers=(), moments=moments)
    text = json.dumps(dataclasses.asdict(pooled), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]
