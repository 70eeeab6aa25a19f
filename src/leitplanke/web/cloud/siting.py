"""Where the data may lie and would lie best, for its page."""

from datetime import date

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
        "verdicts": _titled("may", ("exit.data.name", "cloud.siting.service", "cloud.siting.verdict", "cloud.siting.why"), found, language),
        "withouts": _titled("withouts", ("cloud.siting.provider", "cloud.siting.held", "cloud.siting.without"), found, language),
    }


def _table(found: Placing, language: Language) -> Table:
    head = (say(language, "exit.data.name"), *told.titles(found, language))
    rows = told.places(found, language)
    return Table(caption=say(language, "cloud.siting.caption"), head=head, rows=rows, words=tuple(range(1, len(head))))


def _titled(name: str, heads: tuple[str, ...], found: Placing, language: Language) -> Table:
    rows = told.verdicts(found, language) if name == "may" else told.withouts(found, language)
    head = tuple(say(language, key) for key in heads)
    return Table(caption=say(language, f"cloud.siting.{name}"), head=head, rows=rows, words=tuple(range(1, len(head))))
