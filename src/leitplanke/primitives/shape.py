"""Whether a plain tree has the shape of a type, and what is wrong with each field if not.

Every fault has a code and placeholders; the sentences lie in ``reports/words/faults.yaml``:

=================== ======================= =============================================================================
code                placeholders            when
=================== ======================= =============================================================================
too-big             given, limit            file has `given` MB, allowed are `limit` MB (primitives.document)
encoding            byte                    a byte (two hexadecimal digits) is not UTF-8 (document)
empty-file          -                       nothing in the file (document)
syntax              detail                  not readable as YAML or JSON; `detail` are the parser's English words (document)
too-deep            limit                   more than `limit` levels (document)
too-many-fields     limit                   more than `limit` fields and list items (document)
several-documents   -                       a second document after ``---`` (document)
duplicate-key       given                   the key `given` stands twice (document)
alias               given                   an anchor or alias ``&given``, ``*given`` (document)
tag                 given                   a tag ``!given`` (document)
missing             -                       a required field is missing or has no value
unknown-key         given, nearest, known   no such field; `nearest` may be empty; `known` lists all, comma separated
not-a-number        given                   text, truth value or list instead of a number; also infinite
not-whole           given                   a whole number is wanted
not-text            given                   a text is wanted
not-true-or-false   given                   true or false is wanted
not-a-date          given                   a date YYYY-MM-DD is wanted
not-a-list          given                   a list is wanted
not-a-group         given                   a group of named fields is wanted
not-one-of          given, known            none of the allowed words `known`
too-small           given, limit, sign      `sign` is > or >=: the value must be `sign` `limit`
too-large           given, limit, sign      `sign` is < or <=
too-few             given, limit            list with fewer than `limit` entries
too-many            given, limit            list with more than `limit` entries
empty               -                       text without a letter
too-long            given, limit            text with more than `limit` characters
wrong-form          given, form             text that does not have the pattern `form`
more-faults         given, limit            `given` faults in all, of which only the first `limit` are listed
=================== ======================= =============================================================================

The codes of cross-checks are listed where they are found (``catalogue.checks``, ``assessment``, ``company``).
"""

import dataclasses
import difflib
import json
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from leitplanke.primitives.document import Document, Path, at
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.plain import Plain

T = TypeVar("T")
_STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
_LONGEST = 60
MOST_FAULTS = 5_000
"""All faults are listed, but a hostile file could cause a hundred thousand."""
_CODES: Mapping[str, str] = {
    "missing": "missing",
    "unexpected_keyword_argument": "unknown-key",
    "float_type": "not-a-number",
    "float_parsing": "not-a-number",
    "finite_number": "not-a-number",
    "int_type": "not-whole",
    "int_from_float": "not-whole",
    "int_parsing": "not-whole",
    "string_type": "not-text",
    "bool_type": "not-true-or-false",
    "date_type": "not-a-date",
    "date_parsing": "not-a-date",
    "date_from_datetime_parsing": "not-a-date",
    "date_from_datetime_inexact": "not-a-date",
    "tuple_type": "not-a-list",
    "list_type": "not-a-list",
    "dataclass_type": "not-a-group",
    "literal_error": "not-one-of",
    "greater_than": "too-small",
    "greater_than_equal": "too-small",
    "less_than": "too-large",
    "less_than_equal": "too-large",
    "too_short": "too-few",
    "too_long": "too-many",
    "string_too_short": "empty",
    "string_too_long": "too-long",
    "string_pattern_mismatch": "wrong-form",
    "json_invalid": "syntax",
}
_LIMITS: Mapping[str, tuple[str, str]] = {
    "greater_than": ("gt", ">"),
    "greater_than_equal": ("ge", ">="),
    "less_than": ("lt", "<"),
    "less_than_equal": ("le", "<="),
}


def shaped(type_: type[T], document: Document | Plain, where: str = "") -> T:
    """Return the tree of `document` as a value of the frozen dataclass `type_`.

    Nothing is coerced: ``"12"`` is no number, 3.5 is no whole number; unknown fields are refused.

    Parameters
    ----------
    type_
        A standard dataclass, nested as deep as needed.
    document
        A parsed file, or a bare tree (then faults have no line).
    where
        Put before the path of every fault (``unseens/x.yaml``).

    Raises
    ------
    InputFaultsError
        With every fault of the document and of its shape, by line; codes as above.
    """
    source = document if isinstance(document, Document) else Document(where, document)
    faults = [replace(fault, where=f"{where}: {fault.where}".strip(": ") or source.name) for fault in source.faults]
    value: T | None = None
    kind: Any = type_
    try:
        (value,) = adapter(kind).validate_json(json.dumps([source.value]))
    except ValidationError as error:
        count = error.error_count() + len(faults)
        found = error.errors(include_url=False)[:MOST_FAULTS]
        faults += _unique(_fault(type_, source, where, one) for one in found)
        if count > MOST_FAULTS:
            faults = [
                *faults[:MOST_FAULTS],
                Fault(where or source.name, "more-faults", (("given", str(count)), ("limit", str(MOST_FAULTS)))),
            ]
    if faults or value is None:
        raise InputFaultsError(sorted(faults, key=lambda fault: fault.line or 0))
    return value


@cache
def adapter(type_: Hashable) -> TypeAdapter[tuple[Any]]:
    """Return the strict validator of a list that holds one `type_` (only so pydantic hands the strictness down to dataclasses)."""
    return TypeAdapter(tuple[type_], config=_STRICT)  # type: ignore[valid-type, arg-type]


@cache
def schema(type_: Hashable) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of `type_`, with unknown fields forbidden."""
    whole = adapter(type_).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **whole["prefixItems"][0], "$defs": whole["$defs"]}


def short(value: object) -> str:
    """Return `value` as people see it in a message: at most 60 characters, without line breaks.

    Examples
    --------
    >>> short("zwölf"), short(None), short(True), short([1, 2])
    ('zwölf', '', 'true', '[1, 2]')
    """
    text = value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _unique(faults: typing.Iterable[Fault]) -> list[Fault]:
    """Return the faults without doubles (pydantic reports each branch of a union)."""
    return list(dict.fromkeys(faults))


def _fault(type_: type[Any], source: Document, where: str, found: Mapping[str, Any]) -> Fault:
    """Return pydantic's error as a fault with our code."""
    kind = str(found["type"])
    path = _path(source.value, found["loc"][1:])
    code = _CODES.get(kind, "wrong-form")
    given = found["input"]
    if given is None and code not in {"missing", "unknown-key"}:
        code = "missing"
    return Fault(at(where, path) or source.name, code, _values(code, kind, type_, path, found), source.line(path))


def _path(tree: Plain, steps: tuple[str | int, ...]) -> Path:
    """Return the steps that lead through the tree, without the names pydantic gives to branches of unions."""
    path: list[str | int] = []
    node: Any = tree
    for position, step in enumerate(steps):
        last = position == len(steps) - 1
        if isinstance(node, dict) and isinstance(step, str) and (step in node or last):
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int):
            node = node[step] if step < len(node) else None
        else:
            continue
        path.append(step)
    return tuple(path)


def _values(code: str, kind: str, type_: type[Any], path: Path, found: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the placeholders of a message."""
    given = ("given", short(found["input"]))
    context: Mapping[str, Any] = found.get("ctx", {})
    if code in {"missing", "empty"}:
        return ()
    if code == "unknown-key":
        name, known = str(path[-1]), _fields(type_, path[:-1])
        near = difflib.get_close_matches(name, known, 1)
        return (("given", short(name)), ("nearest", near[0] if near else ""), ("known", ", ".join(known)))
    if code in {"too-small", "too-large"}:
        key, sign = _LIMITS[kind]
        return (given, ("limit", f"{context[key]:.15g}"), ("sign", sign))
    extra: Mapping[str, Callable[[], tuple[str, str]]] = {
        "not-one-of": lambda: ("known", str(context["expected"]).replace("'", "").replace(" or ", ", ")),
        "too-few": lambda: ("limit", str(context["min_length"])),
        "too-many": lambda: ("limit", str(context["max_length"])),
        "too-long": lambda: ("limit", str(context["max_length"])),
        "wrong-form": lambda: ("form", str(context.get("pattern", kind))),
        "syntax": lambda: ("detail", str(context.get("error", ""))),
    }
    if code in {"too-few", "too-many"}:
        given = ("given", str(context["actual_length"]))
    return (given, extra[code]()) if code in extra else (given,)


def _fields(type_: Any, path: Path) -> tuple[str, ...]:  # noqa: ANN401 - any annotation
    """Return the names of the fields at `path` inside `type_`, in their order."""
    if isinstance(type_, types.UnionType) or typing.get_origin(type_) in (typing.Union, tuple, typing.Annotated):
        is_tuple = typing.get_origin(type_) is tuple
        found = (_fields(part, path[1:] if is_tuple else path) for part in typing.get_args(type_) if part is not Ellipsis)
        return next((names for names in found if names), ())
    if not dataclasses.is_dataclass(type_):
        return ()
    if not path:
        return _names(type_)
    kind: Any = type_
    hints = _hints(kind)
    return _fields(hints[str(path[0])], path[1:]) if path[0] in hints else ()


def _names(type_: Any) -> tuple[str, ...]:  # noqa: ANN401 - any dataclass
    """Return the names of its fields as files write them: ``from`` is no name in Python and has an alias."""
    hints = typing.get_type_hints(type_, include_extras=True)
    own = {name: getattr(hint, "__metadata__", ()) for name, hint in hints.items()}
    return tuple(
        next((part.alias for part in own[field.name] if isinstance(part, FieldInfo) and part.alias), field.name)
        for field in dataclasses.fields(type_)
    )


@cache
def _hints(type_: Hashable) -> dict[str, Any]:
    """Return the annotations of a dataclass, looked up once."""
    return typing.get_type_hints(type_)
