"""The shipped firms, evaluated once with few points: enough to hold roads against each other, not to judge figures."""

from collections.abc import Callable
from functools import cache

import pytest

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.study.result import StudyResult
from leitplanke.study.run import analyse

POINTS = 16
HISTORIES = 2**12


@pytest.fixture(scope="session")
def result_of() -> Callable[[str], StudyResult]:
    """Return the result of an example, computed once."""

    @cache
    def compute(name: str) -> StudyResult:
        catalogue = compiled.read()
        return analyse(catalogue, examples.read(name, catalogue), seed=1, outer_points=POINTS, histories=HISTORIES)

    return compute
