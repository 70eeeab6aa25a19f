"""Results of the shipped examples: computed once for each state of example, catalogue and engine, kept in the data folder."""

import fcntl
import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

import leitplanke
from leitplanke.exchange import examples, resultfile
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.result import StudyResult
from leitplanke.web.catalogue import catalogue
from leitplanke.web.studies.gathering import to_text
from leitplanke.web.studies.models import SEED


@lru_cache(maxsize=8)
def inputs_of(name: str) -> StudyInputs:
    """Return the inputs of an example."""
    return examples.read(name, catalogue())


@lru_cache(maxsize=8)
def result_of(name: str) -> StudyResult:
    """Return the result of an example; computed at the first call on this installation, read from its file later."""
    path = file_of(name)
    return _read(path) or _compute_alone(name, path)


def _compute_alone(name: str, path: Path) -> StudyResult:
    """Compute an example, or wait for the process that already does; two different examples do not wait for each other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (path.parent / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _read(path) or _compute(name, path)


def _read(path: Path) -> StudyResult | None:
    """Return the kept result, or None if there is none that this version can read."""
    try:
        return resultfile.load(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, InputFaultsError):
        return None


def file_of(name: str) -> Path:
    """Return where the result of an example is kept; another version of anything has another place."""
    state = f"{to_text(inputs_of(name))} {catalogue().edition} {leitplanke.__version__} {SEED}"
    return Path(settings.VAR) / "examples" / f"{name}-{hashlib.sha256(state.encode()).hexdigest()[:16]}.json"


def _compute(name: str, path: Path) -> StudyResult:
    from leitplanke.study.run import analyse  # noqa: PLC0415 - loaded only where an example is computed

    result = analyse(catalogue(), inputs_of(name), seed=SEED)
    fresh = path.with_suffix(".new")
    fresh.write_text(resultfile.dump(result), encoding="utf-8")
    fresh.replace(path)
    return result
