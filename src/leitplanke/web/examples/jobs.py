"""Computes the examples' results, and the reviews of their plans, in the worker before anybody asks for them."""

import time
from functools import partial

from django_tasks import task

from leitplanke.exchange import examples, reviewfile
from leitplanke.web.catalogue import catalogue
from leitplanke.web.environment import reviews_unasked
from leitplanke.web.examples.keeping import kept_unless_busy
from leitplanke.web.examples.store import file_of, inputs_of, result_of, review_file_of
from leitplanke.web.jobs.running import Throttle
from leitplanke.web.studies.reviewing import MOST_SECONDS, anybody_waits

LAST = -20
"""Reviews of examples stand behind everything else."""


@task()
def compute_example(name: str) -> None:
    """Compute the result of one example and keep it."""
    result_of(name)


@task(priority=LAST)
def review_example(name: str) -> None:
    """Review the plan of one example and keep that; stand back for whatever people wait for."""
    if not kept_unless_busy(review_file_of(name), partial(_review, name)):
        review_example.enqueue(name)


def _review(name: str) -> str | None:
    from leitplanke.study.review import review  # noqa: PLC0415 - loaded only where an example is computed

    waits, last = Throttle(anybody_waits), time.monotonic() + MOST_SECONDS
    found = review(catalogue(), inputs_of(name), result_of(name), stop=lambda: waits() or time.monotonic() > last)
    return None if waits.said else reviewfile.dump(found)


def warm_up() -> None:
    """Queue the examples whose result or review is not there yet."""
    for name in examples.names():
        if not file_of(name).is_file():
            compute_example.enqueue(name)
        if reviews_unasked() and not review_file_of(name).is_file():
            review_example.enqueue(name)
