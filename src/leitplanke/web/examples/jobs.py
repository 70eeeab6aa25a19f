"""Computes the examples' results in the worker before anybody asks for them."""

from django_tasks import task

from leitplanke.exchange import examples
from leitplanke.web.examples.store import file_of, result_of


@task()
def compute_example(name: str) -> None:
    """Compute the result of one example and keep it."""
    result_of(name)


def warm_up() -> None:
    """Queue the examples whose result is not there yet."""
    for name in examples.names():
        if not file_of(name).is_file():
            compute_example.enqueue(name)
