"""Which language the terminal speaks."""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from leitplanke.reports.words import LANGUAGES, Language, say
from leitplanke.reports.words.terminal import of_environment


def words(key: str, **values: object) -> str:
    """Return a text in the language of the environment."""
    return say(of_environment(os.environ), key, **values)


def _chosen(_context: click.Context, _parameter: click.Parameter, value: Language | None) -> Language:
    return value or of_environment(os.environ)


def language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option ``--lang``."""
    choice = click.Choice(LANGUAGES)
    return click.option("--lang", "language", type=choice, callback=_chosen, help=words("cli.option.lang"))(command)


def further_language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--lang`` for any language: `further` is one that is not ours, else empty; `language` is always one of ours."""

    @wraps(command)
    def run(*args: Any, lang: str | None, **kwargs: Any) -> None:  # noqa: ANN401 - whatever click gives
        ours = next((language for language in LANGUAGES if language == lang), None)
        further = lang if lang and not ours else ""
        command(*args, language=ours or of_environment(os.environ), further=further, **kwargs)

    return click.option("--lang", metavar="de|en|…", help=words("cli.option.show-lang"))(run)
