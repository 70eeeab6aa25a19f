"""Owners and holdings as a tree: under which firms another may hang, so that the tree stays shallow and without a loop."""

from collections.abc import Iterable

from leitplanke.web.companies.models import LinkedFirm

MOST_LEVELS = 10
"""Owners of owners of owners: deeper trees could not be read back from a study file."""


def possible_upper(firms: Iterable[LinkedFirm], moved: LinkedFirm | None) -> dict[int, str]:
    """Return key and name of the firms under which `moved` (None: a new one) may hang with everything below it."""
    rows = {firm.pk: firm for firm in firms}
    above = {key: _path(key, rows) for key in rows}
    key = moved.pk if moved else None
    height = max((path.index(key) + 1 for path in above.values() if key in path), default=1)
    return {other: rows[other].name for other, path in above.items() if key not in path and len(path) + height <= MOST_LEVELS}


def _path(key: int, rows: dict[int, LinkedFirm]) -> list[int | None]:
    """Return a firm and those above it, up to the one that hangs at the company."""
    path: list[int | None] = []
    under: int | None = key
    while under is not None:
        path.append(under)
        under = rows[under].under_id
    return path
