"""Frozen values to plain trees and back, fast: for files that the program itself wrote and checked.

What people wrote goes through ``shape.shaped``; this reads a thousand times the same shape without looking for mistakes.
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Hashable
from datetime import date
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")
Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
"""What JSON can hold."""
Reader = Callable[[Any], Any]


def plain(value: object) -> Plain:
    """Return a frozen dataclass as nested dicts, lists, texts and numbers; dates as YYYY-MM-DD, keys of groups as texts.

    Raises
    ------
    TypeError
        If something in it is of another kind.
    """
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value):
        return {item.name: plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    raise TypeError(type(value).__name__)


def restore(type_: type[T], tree: Plain) -> T:
    """Return what `plain` made a tree of; missing fields take their defaults.

    Raises
    ------
    TypeError
        If `tree` was made of another type.
    """
    kind: Any = type_
    value: T = _reader(kind)(tree)
    return value


@cache
def _reader(hint: Hashable) -> Reader:
    """Return the function that makes a value of the annotation `hint` of its tree."""
    if dataclasses.is_dataclass(hint):
        return _record(hint)
    if hint is date:
        return date.fromisoformat
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return _row(parts)
    if isinstance(hint, types.UnionType) or origin is typing.Union:
        readers = [_reader(part) for part in parts if part is not type(None)]
        return (lambda tree: None if tree is None else readers[0](tree)) if len(readers) == 1 else _same
    return float if hint is float else _same


def _record(type_: Any) -> Reader:  # noqa: ANN401 - any dataclass
    """Return the reader of a dataclass."""

    @cache
    def odd() -> list[tuple[str, Reader]]:  # at the first tree: a type may hold itself
        hints = typing.get_type_hints(type_)
        readers = {item.name: _reader(hints[item.name]) for item in dataclasses.fields(type_)}
        return [(name, reader) for name, reader in readers.items() if reader is not _same]

    def read(tree: dict[str, Any]) -> Any:  # noqa: ANN401 - the dataclass
        values = dict(tree)
        for name, reader in odd():
            if name in values:
                values[name] = reader(values[name])
        return type_(**values)

    return read


def _row(parts: tuple[Any, ...]) -> Reader:
    """Return the reader of a tuple, of one kind or of fixed length."""
    if len(parts) == 2 and parts[1] is Ellipsis:  # noqa: PLR2004 - tuple[kind, ...]
        item = _reader(parts[0])
        return tuple if item is _same else lambda tree: tuple(map(item, tree))
    return tuple if all(_reader(part) in {_same, float} for part in parts) else _mixed([_reader(part) for part in parts])


def _mixed(readers: list[Reader]) -> Reader:
    """Return the reader of a tuple of fixed length."""
    return lambda tree: tuple(reader(value) for reader, value in zip(readers, tree, strict=True))


def _same(tree: Any) -> Any:  # noqa: ANN401 - texts, truth values, whole numbers
    """Return a value that is the same in both forms."""
    return tree
