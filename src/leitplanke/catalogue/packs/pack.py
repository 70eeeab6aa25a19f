"""What a pack is: who made it, what it holds, and where each part was read."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import StringConstraints

from leitplanke.catalogue.curation import Curation
from leitplanke.catalogue.dated import Programme, Rule
from leitplanke.catalogue.entries import Entry, Indicator, Link, Measure, Shock, Source, Unseen
from leitplanke.catalogue.entry import Text
from leitplanke.catalogue.kinds import NAMESPACE
from leitplanke.catalogue.retired import PackStamp, Retired
from leitplanke.catalogue.setting import Opportunity
from leitplanke.primitives.document import Document, at
from leitplanke.primitives.faults import Fault
from leitplanke.primitives.plain import plain

LONGEST_TEXT = 2_000
"""Characters of a translated text; the longest of the core has 632."""
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9}){0,3}$")]
Line = Annotated[str, MinLen(1), MaxLen(200)]
Format = Annotated[int, Ge(1), Le(1)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")]
Name = Annotated[str, MinLen(1), MaxLen(40)]
Sentence = Annotated[str, MinLen(1), MaxLen(LONGEST_TEXT)]
_LAST_STEP = re.compile(r"(\.?[^.\[\]]+|\[\d+\])$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Who made a pack, when and for which catalogue (``pack.yaml``).

    Parameters
    ----------
    name
        Small letters, digits and hyphens; all ids of the pack begin with it: ``unseen.pack-<name>.…``.
    licence
        Under which its texts and figures may be used: ``CC-BY-4.0``, ``all rights reserved``.
    made_for
        Version of the catalogue it was written against.
    """

    format: Format = 1
    name: Slug
    version: Version
    title: Text
    author: Line
    licence: Line
    released_on: date
    made_for: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationFile:
    """What a file in ``translations`` says.

    Parameters
    ----------
    language
        Code as in web pages (BCP 47): ``fr``, ``tr``, ``sr-Latn``, ``pt-BR``; the file is called like it.
    name
        The language in itself: ``Français``.
    texts
        Id of an entry, then field, then text: ``indicator.cloud.exit-months: {question: …, "levels[0].text": …}``.
    """

    language: Code
    name: Name
    texts: Annotated[dict[str, dict[str, Sentence]], MinLen(1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CurationFile:
    """What ``curations.yaml`` says."""

    curations: tuple[Curation, ...] = ()


CURATIONS_FILE = "curations.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything in a pack: exactly the keys of a pack in one file. Entries are sorted by id."""

    pack: Manifest
    sources: tuple[Source, ...] = ()
    unseens: tuple[Unseen, ...] = ()
    links: tuple[Link, ...] = ()
    shocks: tuple[Shock, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    measures: tuple[Measure, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    rules: tuple[Rule, ...] = ()
    programmes: tuple[Programme, ...] = ()
    retired: tuple[Retired, ...] = ()
    translations: tuple[TranslationFile, ...] = ()
    curations: tuple[Curation, ...] = ()


KINDS: tuple[str, ...] = tuple(item.name for item in fields(Content) if item.name not in {"pack", "retired", "translations", "curations"})
"""The kinds of entries a pack may have; the others (components, capacity factors, bases ...) carry the method or the pages."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry was read: file as people call it, path inside it before the entry's own fields, its lines."""

    where: str
    prefix: str
    document: Document

    def found(self, fault: Fault) -> Fault:
        """Return a fault of this part, which names it as the core would, at its file and line in the pack."""
        field = fault.where.partition(": ")[2]
        inside = ".".join(part for part in (self.prefix, field) if part)
        return replace(fault, where=f"{self.where}: {inside}" if inside else self.where, line=self._line(inside))

    def _line(self, inside: str) -> int | None:
        """Return the line of a field, or of the nearest one around it that is there."""
        lines = {at("", path): line for path, line in self.document.lines.items()}
        while inside and inside not in lines:
            inside = _LAST_STEP.sub("", inside)
        return lines.get(inside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack as it was read.

    Parameters
    ----------
    places
        Where each entry was read, by the file name the core would give it (``unseens/pack-x.y.yaml``).
    files
        The files of a folder or archive as they are, comments and all; empty for a pack in one file.
    """

    content: Content
    places: Mapping[str, Place] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def namespace(self) -> str:
        """How the ids of the pack begin, after their kind."""
        return f"{NAMESPACE}{self.content.pack.name}."

    @property
    def stamp(self) -> PackStamp:
        """Name, version and digest; the digest is the same for folder, archive and single file."""
        tree = plain(self.content)
        for later in ("translations", "curations"):
            if isinstance(tree, dict) and not tree[later]:
                del tree[later]  # packs without them keep the digest they had before there were any
        text = json.dumps(tree, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(text.encode("ascii")).hexdigest()[:16]
        return PackStamp(name=self.content.pack.name, version=self.content.pack.version, digest=digest)

    def entries(self) -> Iterator[Entry]:
        """Yield every entry."""
        for kind in KINDS:
            yield from getattr(self.content, kind)
