"""What becomes of ids that an older catalogue had."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.retired import Retired

Levels = tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of an id.

    Parameters
    ----------
    id
        The entry that has its place today; None if there is none.
    levels
        Today's level of each old level, None where there is none; empty if the scales are the same.
    last
        Where the way ends: the retired entry whose title and reason are shown if `id` is None.
    """

    id: str | None
    levels: Levels
    last: Retired

    def level(self, old: int) -> int | None:
        """Return today's level of an old one; None if there is none.

        Raises
        ------
        IndexError
            If `old` is no level.
        """
        return self.levels[old] if self.levels else old


def fates(catalogue: Catalogue) -> Mapping[str, Fate]:
    """Return for every retired id what became of it, over several versions if need be.

    The catalogue's checks see to it that no way is a loop.
    """
    steps = {entry.id: entry for entry in catalogue.retired}
    return {id_: _followed(steps, entry) for id_, entry in steps.items()}


def _followed(steps: Mapping[str, Retired], entry: Retired) -> Fate:
    fate = Fate(id=entry.becomes, levels=entry.levels, last=entry)
    while fate.id is not None and fate.id in steps:
        step = steps[fate.id]
        fate = replace(fate, id=step.becomes, levels=_composed(fate.levels, step.levels), last=step)
    return fate


def _composed(first: Levels, second: Levels) -> Levels:
    """Return the map that two maps of levels make one after the other."""
    if not first or not second:
        return first or second
    return tuple(None if level is None else second[level] for level in first)
