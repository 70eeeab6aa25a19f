"""The annotated pack to start from."""

from collections.abc import Iterator, Mapping
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal

from leitplanke.catalogue.kinds import NAMESPACE

Language = Literal["de", "en"]


def pack_template(name: str, language: Language, day: date, catalogue_version: str) -> Mapping[str, bytes]:
    """Return the files of a pack with one Unseen, its two questions and a measure, all explained; it passes the check as it is.

    Parameters
    ----------
    name
        Of the pack: small letters, digits and hyphens.
    language
        Of the explanations; the entries have both.
    day
        Goes into the manifest and the origins (the library has no clock).
    """
    values = {"{name}": name, "{day}": day.isoformat(), "{catalogue}": catalogue_version}
    found = {}
    for path, file in _files(resources.files("leitplanke.exchange.templates").joinpath("pack"), ""):
        text = "".join(_explained(file.read_text(encoding="utf-8"), language))
        for placeholder, value in values.items():
            text = text.replace(placeholder, value)
        folder, _, last = path.rpartition("/")
        found[f"{folder}/{NAMESPACE}{name}.{last}" if folder else last] = text.encode()
    return found


def _files(folder: Traversable, before: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _files(entry, f"{before}{entry.name}/")
        elif entry.name.endswith(".yaml"):
            yield f"{before}{entry.name}", entry


def _explained(text: str, language: Language) -> Iterator[str]:
    """Yield the lines with the explanations of one language as comments."""
    for line in text.splitlines(keepends=True):
        mark = line.partition(" ")[0]
        if mark == f"#{language}":
            yield "#" + line.removeprefix(mark)
        elif mark not in {"#de", "#en"}:
            yield line
