"""Which rules and programmes touch an entry, and how they stand on the day of the study."""

from dataclasses import dataclass
from datetime import date

from leitplanke.catalogue.dated import Programme, Rule, Standing, standing
from leitplanke.catalogue.entries import Catalogue


@dataclass(frozen=True, slots=True)
class Notice:
    """A rule or programme as it stands on a day."""

    entry: Rule | Programme
    standing: Standing


def noticed(catalogue: Catalogue, on: date) -> tuple[Notice, ...]:
    """Return all rules, then all programmes, as they stand on the day `on`."""
    dated: list[Rule | Programme] = [*catalogue.rules, *catalogue.programmes]
    return tuple(Notice(entry, standing(entry, on)) for entry in dated)


def beside(catalogue: Catalogue, id_: str, on: date) -> tuple[Notice, ...]:
    """Return what is shown beside the measure or Unseen `id_`: rules that touch it, then programmes that can pay for it.

    What is over is there too, so that nobody looks for it in vain. Nothing here says whether the firm falls under it.
    """
    return tuple(notice for notice in noticed(catalogue, on) if id_ in _touched(notice.entry))


def _touched(entry: Rule | Programme) -> tuple[str, ...]:
    return entry.measures + (entry.unseens if isinstance(entry, Rule) else ())
