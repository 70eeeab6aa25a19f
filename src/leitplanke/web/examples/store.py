"""Results of the shipped examples: computed once for each state of example, catalogue and engine, kept in the data folder."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

import leitplanke
from leitplanke.exchange import examples, resultfile, reviewfile
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview
from leitplanke.web.catalogue import catalogue
from leitplanke.web.examples.keeping import kept
from leitplanke.web.studies.models import SEED


@lru_cache(maxsize=8)
def inputs_of(name: str) -> StudyInputs:
    """Return the inputs of an example."""
    return examples.read(name, catalogue())


@lru_cache(maxsize=8)
def result_of(name: str) -> StudyResult:
    """Return the result of an example; computed at the first call on this installation, read from its file later."""
    return kept(file_of(name), resultfile.load, lambda: _compute(name), resultfile.dump)


def file_of(name: str) -> Path:
    """Return where the result of an example is kept; another version of anything has another place."""
    # A start asks for this: reading the text as a study would take it a quarter of a second.
    state = f"{examples.text(name)} {catalogue().edition} {leitplanke.__version__} {SEED}"
    return Path(settings.VAR) / "examples" / f"{name}-{hashlib.sha256(state.encode()).hexdigest()[:16]}.json"


def review_file_of(name: str) -> Path:
    """Return where the review of an example's plan is kept."""
    file = file_of(name)
    return file.with_name(f"{name}-plan-{file.stem.rpartition('-')[2]}.json")


def review_of(name: str) -> PlanReview | None:
    """Return the review of an example's plan, or None while the worker has not made it."""
    file = review_file_of(name)
    try:
        return _read_review(file, file.stat().st_mtime_ns)
    except (FileNotFoundError, InputFaultsError):
        return None


@lru_cache(maxsize=8)
def _read_review(file: Path, _written: int) -> PlanReview:
    return reviewfile.load(file.read_text(encoding="utf-8"))


def _compute(name: str) -> StudyResult:
    from leitplanke.study.run import analyse  # noqa: PLC0415 - loaded only where an example is computed

    return analyse(catalogue(), inputs_of(name), seed=SEED)
