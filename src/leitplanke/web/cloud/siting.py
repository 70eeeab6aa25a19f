"""Where the data would lie best: today, cheapest, and cheapest with two providers for what must be there."""

from dataclasses import replace
from datetime import date

from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.switching import grants
from leitplanke.planning.siting import Question, Siting, site, today
from leitplanke.reports.naming import listed
from leitplanke.reports.numbers import euro
from leitplanke.reports.words import Language, say
from leitplanke.web.catalogue import catalogue
from leitplanke.web.cloud.keeping import Inventory
from leitplanke.web.results.values import Table

EGRESS = "assumption.switching-egress"


def proposals(inventory: Inventory, language: Language, on: date) -> dict[str, object]:
    """Return the placements side by side, with a sentence on each."""
    question = Question(data=inventory.data, services=inventory.services, policy=inventory.rules, move_eur_per_gb=_price(inventory, on))
    twice = tuple((one.id, 2) for one in inventory.data if one.availability != "normal")
    found = {"today": today(question), "cheapest": site(question), "two-providers": site(replace(question, copies=twice))}
    if not twice:
        del found["two-providers"]
    return {
        "there": bool(inventory.data and inventory.services),
        "sentences": [(say(language, f"cloud.siting.{name}"), _told(one, name, inventory, language)) for name, one in found.items()],
        "table": _table(found, inventory, language) if inventory.data else None,
    }


def _price(inventory: Inventory, on: date) -> float:
    """Return what moving a gigabyte costs: nothing where the law of the day forbids a charge at every service."""
    charges = {grants(one, on, catalogue().rules).charges for one in inventory.services}
    figure = next(one.figure for one in catalogue().assumptions if one.id == EGRESS)
    return 0.0 if charges <= {"none"} else figure.mode


def _told(found: Siting, name: str, inventory: Inventory, language: Language) -> str:
    names = {one.id: one.name for one in inventory.data}
    if name != "today" and found.homeless:
        return say(language, "cloud.siting.homeless", data=listed([names[id_] for id_ in found.homeless], language))
    if found.full:
        return say(language, "cloud.siting.full")
    wrong = sum(one.verdict == "forbidden" for one in found.places)
    fees = euro(found.eur_per_year, language)
    if name == "today":
        return say(language, "cloud.siting.as-is", fees=fees, wrong=wrong)
    moved = sum(one.moved for one in found.places)
    return say(language, "cloud.siting.costs", fees=fees, moved=moved, moving=euro(found.moving_eur, language, exact=True))


def _table(found: dict[str, Siting], inventory: Inventory, language: Language) -> Table:
    head = (say(language, "exit.data.name"), *(say(language, f"cloud.siting.{name}") for name in found))
    rows = tuple((one.name, *(_places(one, siting, inventory, language) for siting in found.values())) for one in inventory.data)
    return Table(caption=say(language, "cloud.siting.caption"), head=head, rows=rows, words=tuple(range(1, len(head))))


def _places(one: DataObject, found: Siting, inventory: Inventory, language: Language) -> str:
    names = {place.id: place.name for place in inventory.services}
    marks = {"allowed": "", "conditional": "conditional", "forbidden": "forbidden"}
    shown = []
    for place in found.places:
        if place.data == one.id:
            mark = marks[place.verdict]
            shown.append(f"{names[place.service]} ({say(language, f'cloud.mark.{mark}')})" if mark else names[place.service])
    return "; ".join(shown) or "-"
