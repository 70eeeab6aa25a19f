"""All German and English sentences of reports, command line and pages, in one store.

Each YAML file beside this module maps a key to its two texts; placeholders are named: ``{name}``. The catalogue's own texts lie in
the catalogue.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

from leitplanke.reports.words import compiled

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = ("de", "en")


@cache
def store() -> compiled.Texts:
    """Return every key with its texts by language.

    Raises
    ------
    ValueError
        If two files give one key.
    """
    files = sources()
    return compiled.read(files) or parse(files)


def sources() -> dict[str, bytes]:
    """Return the YAML files in the order of their names."""
    found = (entry for entry in resources.files(__name__).iterdir() if entry.name.endswith(".yaml"))
    return {file.name: file.read_bytes() for file in sorted(found, key=lambda entry: entry.name)}


def parse(files: Mapping[str, bytes]) -> compiled.Texts:
    """Return what `files` hold.

    Raises
    ------
    ValueError
        If two of them give one key.
    """
    import yaml  # noqa: PLC0415 - usually all is compiled

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    texts: compiled.Texts = {}
    for name, data in files.items():
        found = yaml.load(data.decode(), Loader=loader) or {}  # noqa: S506 - it is the safe loader  # nosec B506
        doubled = texts.keys() & found.keys()
        if doubled:
            message = f"{name}: {sorted(doubled)}"
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
