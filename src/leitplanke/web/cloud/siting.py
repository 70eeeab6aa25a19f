"""Where the data may lie and would lie best, for its page."""

from datetime import date
from itertools import groupby

from leitplanke.reports import placing as told
from leitplanke.reports.words import Language, say
from leitplanke.study.placing import Placing, placing
from leitplanke.web.catalogue import catalogue
from leitplanke.web.cloud.keeping import Inventory
from leitplanke.web.results.values import Table


def proposals(inventory: Inventory, language: Language, on: date) -> dict[str, object]:
    """Return the ways side by side with a sentence on each, what holds of each pair of data and service, and life without a provider."""
    if not (inventory.data and inventory.services):
        return {"there": False}
    found = placing(inventory.dependence, catalogue(), on)
    return {
        "there": True,
        "sentences": tuple(zip(told.titles(found, language), told.sentences(found, language), strict=True)),
        "table": _table(found, language),
        "verdicts": [(data, list(rows)) for data, rows in groupby(told.verdicts(found, language), key=lambda row: row[0])],
        "withouts": _withouts(found, language),
    }


def _table(found: Placing, language: Language) -> Table:
    head = (say(language, "exit.data.name"), *told.titles(found, language))
    rows = told.places(found, language)
    return Table(caption=say(language, "cloud.siting.caption"), head=head, rows=rows, words=tuple(range(1, len(head))))


def _withouts(found: Placing, language: Language) -> Table:
    head = tuple(say(language, f"cloud.siting.{name}") for name in ("provider", "held", "without"))
    rows = told.withouts(found, language)
    return Table(caption=say(language, "cloud.siting.withouts.lead"), head=head, rows=rows, words=(1, 2))
