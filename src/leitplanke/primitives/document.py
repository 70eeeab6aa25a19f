"""What stands in a file that people wrote: a plain tree from strict YAML or JSON, with the line of every field.

Strict means: UTF-8 only, one document, no anchors, aliases, tags, merges or duplicate keys, and only the plain values of JSON. So
``no`` and ``2026-11-22`` stay texts, ``12,5`` never becomes a number unseen, and no file can blow up in memory (each has its fault).
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.plain import Plain

__all__ = ["DEEPEST", "LARGEST_BYTES", "MOST_FIELDS", "Document", "Path", "Plain", "at", "parse"]

Path = tuple[str | int, ...]

LARGEST_BYTES = 1_000_000
"""A study file with a hundred raters has 0.2 MB; a larger file is refused unread."""
MOST_FIELDS = 60_000
"""Fields and list items; a hundred raters need 12,000. More would cost seconds and hundreds of MB to refuse politely."""
DEEPEST = 40
"""Levels of nesting; our deepest file has six."""
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,4})?")
_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
"""One character above U+FFFF as JSON writes it, two escapes; YAML knows only one."""
_WORDS: Mapping[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Document:
    """A file as plain tree.

    Parameters
    ----------
    name
        What people call the file; only for messages.
    value
        Nested dicts, lists, texts, numbers, truth values and None.
    lines
        Line, from 1, of every field and list item by its path.
    faults
        What is wrong with the file although it can be read (duplicate keys, aliases, tags), by path; ``shape.shaped`` raises them.
    """

    name: str
    value: Plain
    lines: Mapping[Path, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def line(self, path: Path) -> int | None:
        """Return the line of `path`, or of the nearest field around it that is there."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


def parse(content: str | bytes, name: str, *, largest: int = LARGEST_BYTES, most_fields: int = MOST_FIELDS) -> Document:
    r"""Read YAML (or JSON, which is YAML) strictly.

    Faults that leave no tree are raised; the others lie in the document's `faults`.

    Raises
    ------
    InputFaultsError
        Codes ``too-big``, ``encoding``, ``empty-file``, ``syntax``, ``too-deep``, ``too-many-fields``, ``several-documents``.

    Examples
    --------
    >>> parse("staff: 38\nname: Muster\n", "firm.yaml").value
    {'staff': 38, 'name': 'Muster'}
    """
    text = _text(content, name, largest)
    builder = _Builder(name, most_fields)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise InputFaultsError([_syntax(name, error)]) from None
    except yaml.YAMLError as error:
        raise InputFaultsError([Fault(name, "syntax", (("detail", str(error).splitlines()[0]),))]) from None
    if not builder.started or builder.value is None:
        raise InputFaultsError([Fault(name, "empty-file")])
    return Document(name, builder.value, builder.lines, tuple(builder.faults))


def at(where: str, path: Path) -> str:
    """Return how people find `path`: ``company.staff``, ``answers[3].level``, ``unseens/x.yaml: rate.low``.

    Examples
    --------
    >>> at("", ("answers", 3, "level")), at("unseens/x.yaml", ("rate", "low")), at("firm.yaml", ())
    ('answers[3].level', 'unseens/x.yaml: rate.low', 'firm.yaml')
    """
    words = ""
    for step in path:
        words += f"[{step}]" if isinstance(step, int) else f".{step}" if words else step
    return f"{where}: {words}" if where and words else where or words


def _text(content: str | bytes, name: str, largest: int) -> str:
    """Return the decoded text of a file that is not too large."""
    size = len(content)
    if size > largest:
        values = (("given", f"{size / 1e6:.1f}"), ("limit", f"{largest / 1e6:.1f}"))
        raise InputFaultsError([Fault(name, "too-big", values)])
    try:
        text = content.removeprefix("\ufeff") if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InputFaultsError([Fault(name, "encoding", (("byte", f"{error.object[error.start]:02X}"),), line)]) from None
    return _PAIR.sub(_joined, text) if text.lstrip().startswith("{") else text


def _joined(pair: re.Match[str]) -> str:
    """Return the character that two escapes of JSON stand for."""
    return pair[1] + bytes.fromhex(pair[2] + pair[3]).decode("utf-16-be")


def _events(text: str) -> Iterator[yaml.Event]:
    """Yield the parser's events one by one, so that a hostile file is left at its first fault."""
    loader = _LOADER(text)
    try:
        while loader.check_event():
            yield loader.get_event()  # type: ignore[no-untyped-call]
    finally:
        loader.dispose()


def _syntax(name: str, error: yaml.MarkedYAMLError) -> Fault:
    """Return the fault for what the YAML parser could not read."""
    mark = error.problem_mark or error.context_mark
    return Fault(name, "syntax", (("detail", error.problem or error.context or ""),), mark.line + 1 if mark else None)


def _scalar(event: yaml.ScalarEvent) -> Plain:
    """Return the value of one scalar: quoted text stays text, plain words become numbers or truth values if JSON has them so."""
    text: str = event.value
    if event.style:  # quoted or a block; plain scalars have None or an empty style
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


@dataclass(slots=True)
class _Builder:
    """Builds the tree from events without recursion."""

    name: str
    most_fields: int
    started: bool = False
    value: Plain = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    stack: list[tuple[dict[str, Plain] | list[Plain], Path]] = field(default_factory=list)
    key: list[tuple[str, Path] | None] = field(default_factory=list)
    documents: int = 0

    def take(self, event: yaml.Event) -> None:
        """Add one event to the tree."""
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise InputFaultsError([*self.faults, Fault(self.name, "several-documents", (), line)])
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
            self.key.pop()
        elif isinstance(event, yaml.NodeEvent):
            self.started = True
            self._odd(event, line)
            self._node(event, line)

    def _odd(self, event: yaml.NodeEvent, line: int) -> None:
        """Note what strict files do not have: anchors, aliases and tags."""
        if event.anchor is not None:
            self._fault("alias", line, ("given", event.anchor))
        tag = getattr(event, "tag", None)
        if tag not in (None, "!") and not isinstance(event, yaml.AliasEvent):
            self._fault("tag", line, ("given", tag))

    def _node(self, event: yaml.NodeEvent, line: int) -> None:
        """Place a scalar or open a mapping or list."""
        mapping_key = bool(self.stack) and isinstance(self.stack[-1][0], dict) and self.key[-1] is None
        if mapping_key:
            self._name_field(event, line)
            return
        value: Plain
        value = {} if isinstance(event, yaml.MappingStartEvent) else [] if isinstance(event, yaml.SequenceStartEvent) else None
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event)
        path = self._place(value, line)
        if len(self.lines) > self.most_fields:
            raise InputFaultsError([Fault(self.name, "too-many-fields", (("limit", str(self.most_fields)),), line)])
        if isinstance(value, dict | list):
            if len(self.stack) >= DEEPEST:
                raise InputFaultsError([*self.faults, Fault(self.name, "too-deep", (("limit", str(DEEPEST)),), line)])
            self.stack.append((value, path))
            self.key.append(None)

    def _name_field(self, event: yaml.NodeEvent, line: int) -> None:
        """Remember the key of the next value; keys are texts."""
        if not isinstance(event, yaml.ScalarEvent):
            raise InputFaultsError([*self.faults, Fault(self.name, "syntax", (("detail", "key"),), line)])
        mapping, path = self.stack[-1]
        own = (*path, event.value)
        if event.value in mapping:
            self._fault("duplicate-key", line, ("given", event.value), path=own)
        self.lines.setdefault(own, line)
        self.key[-1] = (event.value, own)

    def _place(self, value: Plain, line: int) -> Path:
        """Put `value` where it belongs and return its path; of duplicate keys the first stays."""
        if not self.stack:
            self.value = value
            self.lines[()] = line
            return ()
        holder, path = self.stack[-1]
        if isinstance(holder, list):
            holder.append(value)
            own: Path = (*path, len(holder) - 1)
            self.lines.setdefault(own, line)
            return own
        named = self.key[-1]
        assert named is not None  # noqa: S101 - a value follows its key
        holder.setdefault(named[0], value)
        self.key[-1] = None
        return named[1]

    def _fault(self, code: str, line: int, value: tuple[str, str], path: Path = ()) -> None:
        """Note a fault that leaves the tree readable."""
        self.faults.append(Fault(at("", path), code, (value,), line))
