"""Computes the weights of the assumptions in the worker before anybody asks for them."""

from django_tasks import task

from leitplanke.web.assumed.weighing import file, weighed


@task()
def weigh_assumptions() -> None:
    """Compute how much each assumption weighs over the examples and keep it."""
    weighed()


def warm_up() -> None:
    """Queue the weights if they are not there yet."""
    if not file().is_file():
        weigh_assumptions.enqueue()
