"""What things are called: the title of every catalogue entry in the reader's language."""

from dataclasses import dataclass

from leitplanke.catalogue.entries import Catalogue, Entry, Text
from leitplanke.catalogue.retired import Retired
from leitplanke.reports.words import Language, store


@dataclass(frozen=True, slots=True)
class Names:
    """The titles and texts of one catalogue in one language."""

    language: Language
    entries: dict[str, Entry | Retired]

    @classmethod
    def of(cls, catalogue: Catalogue, language: Language) -> "Names":
        """Collect the entries of every kind that results name, retired ones for older results."""
        kinds = (
            catalogue.sources,
            catalogue.components,
            catalogue.capacities,
            catalogue.bases,
            catalogue.unseens,
            catalogue.links,
            catalogue.shocks,
            catalogue.indicators,
            catalogue.measures,
            catalogue.assumptions,
            catalogue.aims,
            catalogue.stakeholders,
        )
        live: dict[str, Entry | Retired] = {entry.id: entry for kind in kinds for entry in kind}
        old: dict[str, Entry | Retired] = {entry.id: entry for entry in catalogue.retired}
        return cls(language, old | live)

    def text(self, text: Text) -> str:
        """Return a text of the catalogue in the reader's language."""
        return text.de if self.language == "de" else text.en

    def knows(self, entry_id: str) -> bool:
        """Return whether the id has a title of its own."""
        return entry_id in self.entries or f"name.{entry_id}" in store()

    def title(self, entry_id: str) -> str:
        """Return the title of an entry; of ``company.staff`` and the like, the name of the figure; else the id itself."""
        entry = self.entries.get(entry_id)
        if entry is not None:
            return self.text(entry.title)
        known = store().get(f"name.{entry_id}")
        return known[self.language] if known else entry_id

    def quoted(self, entry_id: str) -> str:
        """Return the title in the language's quotation marks."""
        return quoted(self.title(entry_id), self.language)


def quoted(text: str, language: Language) -> str:
    """Return `text` in quotation marks.

    Examples
    --------
    >>> quoted("Cloud", "de"), quoted("Cloud", "en")
    ('„Cloud“', '“Cloud”')
    """
    return f"„{text}“" if language == "de" else f"“{text}”"


def listed(items: list[str], language: Language) -> str:
    """Return items as a list within a sentence.

    Examples
    --------
    >>> listed(["A"], "de"), listed(["A", "B"], "en"), listed(["A", "B", "C"], "de")
    ('A', 'A and B', 'A, B und C')
    """
    if len(items) < 2:  # noqa: PLR2004 - one item needs no "and"
        return "".join(items)
    joint = "und" if language == "de" else "and"
    return f"{', '.join(items[:-1])} {joint} {items[-1]}"
