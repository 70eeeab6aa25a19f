"""All German and English sentences of reports, command line and pages, in one store.

Each YAML file beside this module maps a key to its two texts; placeholders are named: ``{name}``. The catalogue's own texts lie in
the catalogue.
"""

from functools import cache
from importlib import resources
from typing import Literal

import yaml

Language = Literal["de", "en"]
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LANGUAGES: tuple[Language, ...] = ("de", "en")


@cache
def store() -> dict[str, dict[str, str]]:
    """Return every key with its texts by language.

    Raises
    ------
    ValueError
        If two files give one key.
    """
    texts: dict[str, dict[str, str]] = {}
    for file in sorted(resources.files(__name__).iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".yaml"):
            continue
        found = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER) or {}  # noqa: S506 - it is the safe loader
        doubled = texts.keys() & found.keys()
        if doubled:
            message = f"{file.name}: {sorted(doubled)}"
            raise ValueError(message)
        texts.update(found)
    return texts


def say(language: Language, key: str, **values: object) -> str:
    """Return the text of `key` in `language` with its placeholders filled.

    Raises
    ------
    KeyError
        If there is no such key, or a placeholder has no value.
    """
    return store()[key][language].format(**values)
