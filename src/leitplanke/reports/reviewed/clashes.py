"""The conflicts of goals that the source names: those that show in the plan, and the others, with both sides' arguments."""

from collections.abc import Sequence
from dataclasses import dataclass

from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.setting import Conflict
from leitplanke.reports.naming import Names, listed
from leitplanke.study.reviewed import GoalConflicts


@dataclass(frozen=True, slots=True, kw_only=True)
class SideText:
    """One side of a conflict and what speaks for it."""

    title: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictText:
    """A conflict of goals, the measures in which it shows, and its sides."""

    id: str
    title: str
    text: str
    measures: str
    sides: tuple[SideText, ...]


def shown(goals: GoalConflicts, catalogue: Catalogue, names: Names) -> tuple[ConflictText, ...]:
    """Return the conflicts that show in the plan, with the measures of the plan in which they do."""
    entries = {one.id: one for one in catalogue.conflicts}
    return tuple(_told(entries[one.id], one.measures, names) for one in goals.conflicts if one.id in entries)


def others(goals: GoalConflicts, catalogue: Catalogue, names: Names) -> tuple[ConflictText, ...]:
    """Return the conflicts that the plan keeps out of, with the measures in which they would show."""
    met = {one.id for one in goals.conflicts}
    return tuple(_told(one, one.measures, names) for one in catalogue.conflicts if one.id not in met)


def _told(conflict: Conflict, measures: Sequence[str], names: Names) -> ConflictText:
    return ConflictText(
        id=conflict.id,
        title=names.text(conflict.title),
        text=names.text(conflict.text),
        measures=listed([names.quoted(measure) for measure in measures], names.language),
        sides=tuple(
            SideText(title=names.text(side.title), arguments=tuple(names.text(text) for text in side.arguments)) for side in conflict.sides
        ),
    )
