"""Links from a number to its trail, only where the result holds one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from leitplanke.reports import numbers
from leitplanke.reports.sentences import spread
from leitplanke.reports.words import Language
from leitplanke.study.result import Band, StudyResult
from leitplanke.web.results.values import Figure


@dataclass(slots=True, kw_only=True)
class Links:
    """The nodes of one result and how their addresses are made."""

    result: StudyResult
    address: Callable[[str], str]
    own: Callable[[str], str] = lambda _node: ""
    """Where an own figure takes the place of the one behind a node."""
    known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.known = frozenset(node.id for node in self.result.trace)

    def of(self, node: str) -> str:
        """Return the address of the trail of `node`, or nothing if the result has no such node."""
        return self.address(node) if node in self.known else ""

    def money(self, band: Band, language: Language) -> Figure:
        """Return an amount with its range and trail."""
        return Figure(value=numbers.euro(band.mid, language), range=numbers.euro_range(*spread(band), language), trail=self.of(band.trace))
