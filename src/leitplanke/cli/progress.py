"""A bar on standard error while long work runs; silent where nobody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from leitplanke.reports.words import Language, say, store

STEPS = 1000
LABEL = 22
"""Columns of the label, so that the bar does not jump."""


@contextmanager
def shown(language: Language) -> Iterator[Callable[[str, float], None]]:
    """Yield a function that takes the stage and the share (0-1) of all work that is done."""
    if not sys.stderr.isatty():
        yield lambda _stage, _share: None
        return
    with click.progressbar(length=STEPS, file=sys.stderr, show_eta=False, label=say(language, "cli.working").ljust(LABEL)) as bar:

        def tell(stage: str, share: float) -> None:
            key = f"cli.stage.{stage}"
            bar.label = say(language, key if key in store() else "cli.working").ljust(LABEL)
            bar.update(max(0, round(share * STEPS) - bar.pos))

        yield tell
