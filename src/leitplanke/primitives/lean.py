"""Frozen values as people would write them into a file: without what has its default."""

from dataclasses import fields

from leitplanke.primitives.plain import Plain, plain

_EXACT = 1e15
"""Below this a whole number is the same as integer and as floating-point number."""


def lean(value: object) -> Plain:
    """Return a frozen value as plain tree without the fields that have their default; whole numbers without point.

    Raises
    ------
    TypeError
        If something in it is neither dataclass, tuple, text, number nor date.
    """
    if isinstance(value, tuple):
        return [lean(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)
    if hasattr(value, "__dataclass_fields__"):
        given = ((item, getattr(value, item.name)) for item in fields(value))  # type: ignore[arg-type]  # it has fields
        return {item.name: lean(found) for item, found in given if found != item.default}
    return plain(value)
