"""What can be wrong with a curation."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from leitplanke.catalogue.checks.setting import dated
from leitplanke.catalogue.curation import Curation, over, statuses
from leitplanke.catalogue.entries import Catalogue
from leitplanke.primitives.faults import Fault

if TYPE_CHECKING:
    from leitplanke.catalogue.dated import Programme, Rule


def faults_of(curation: Curation, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield what is wrong with a curation; `where` is its field.

    ``not-dated`` (given) for an id that no rule or programme has, ``wrong-status`` (given, known) for a status of another kind, and
    the faults of its dates as ``catalogue.checks`` finds them in the entry that comes of it.
    """
    entries: dict[str, Rule | Programme] = {one.id: one for one in catalogue.rules}
    entries |= {one.id: one for one in catalogue.programmes}
    entry = entries.get(curation.id)
    if entry is None:
        yield Fault("id", "not-dated", (("given", curation.id),))
        return
    if curation.status is not None and curation.status not in statuses(entry):
        yield Fault("status", "wrong-status", (("given", curation.status), ("known", ", ".join(statuses(entry)))))
    else:
        for fault in dated(over(entry, curation)):
            yield replace(fault, where=fault.where.partition(": ")[2])
