"""Calendar quarters, the steps in which a plan is made."""

import re
from dataclasses import dataclass
from datetime import date

_FORM = re.compile(r"(\d{4})-Q([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One calendar quarter, written ``2027-Q1``."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read ``2027-Q1``.

        Raises
        ------
        ValueError
            If the text has another form.

        Examples
        --------
        >>> str(Quarter.parse("2026-Q4").plus(2))
        '2027-Q2'
        """
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(text)
        return cls(int(match[1]), int(match[2]))

    @property
    def first_day(self) -> date:
        """The day on which the quarter begins.

        Examples
        --------
        >>> str(Quarter.parse("2027-Q2").first_day)
        '2027-04-01'
        """
        return date(self.year, 3 * self.number - 2, 1)

    def plus(self, quarters: int) -> "Quarter":
        """Return the quarter that many quarters later."""
        index = self.year * 4 + self.number - 1 + quarters
        return Quarter(index // 4, index % 4 + 1)

    def since(self, earlier: "Quarter") -> int:
        """Return how many quarters lie between `earlier` and this one."""
        return (self.year - earlier.year) * 4 + self.number - earlier.number

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"
