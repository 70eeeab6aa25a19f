"""Own entries in the database: stored, taken away, and held against each other first."""

import re
from dataclasses import replace

from django.db import transaction
from django.utils.text import slugify

from leitplanke.exchange.ownchecks import faults_between
from leitplanke.primitives.faults import Fault
from leitplanke.reports.faults import sentence
from leitplanke.reports.words import say, store
from leitplanke.study.own import OwnEntries, OwnMeasure, OwnUnseen
from leitplanke.web.added.typed import Typed
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.entries import OWN_MEASURE, OWN_UNSEEN, own_of, row_of
from leitplanke.web.own import terms

MOST_ENTRIES = 60
"""More own entries of one company are a catalogue: that is what packs are for."""
_LONGEST_NAME = 60
_PLACE = re.compile(r"^own_(?:unseens|measures)\[(\d+)\]\.?(.*)$")
_ROW = re.compile(r"^(\w+)\[(\d+)\](?:\.(\w+))?")
_PARTS = {"caused_by": "unseen", "causes": "unseen", "effects": "target", "needs": "measure", "excludes": "measure"}
Own = OwnUnseen | OwnMeasure


def entry_of(company: Company, target: str) -> Own | None:
    """Return an own entry by its id."""
    return next((one for one in own_of(company).every if one.id == target), None)


def fresh_id(company: Company, title: str, *, measure: bool) -> str:
    """Return an id for a new entry that no entry of the firm has: of its title, and with a number if need be."""
    start = OWN_MEASURE if measure else OWN_UNSEEN
    name = slugify(title.replace("ß", "ss"))[:_LONGEST_NAME].replace("_", "-").strip("-") or "eintrag"
    name = re.sub(r"-+", "-", name)
    taken = set(company.own_entries.values_list("target", flat=True))
    names = (name if place == 1 else f"{name}-{place}" for place in range(1, MOST_ENTRIES + 2))
    return next(f"{start}{one}" for one in names if f"{start}{one}" not in taken)


@transaction.atomic
def keep(company: Company, entry: Own, typed: Typed) -> bool:
    """Store an entry unless it does not fit the others; then say so at its fields."""
    Company.objects.select_for_update().get(pk=company.pk)
    own = own_of(company)
    others = _without(own, entry.id)
    beside = _beside(others, entry)
    if len(others.every) >= MOST_ENTRIES:
        typed.fault("title", "web.added.fault.most", most=MOST_ENTRIES)
        return False
    for fault in faults_between(beside, catalogue()):
        _tell(fault, entry, beside, typed)
    if typed.wrong:
        return False
    company.own_entries.filter(target=entry.id).delete()
    row_of(company, entry).save()
    return True


def resting_on(company: Company, target: str) -> tuple[OwnMeasure, ...]:
    """Return the own measures that would have no effect without this entry."""
    return tuple(one for one in own_of(company).own_measures if {effect.target for effect in one.effects} == {target})


@transaction.atomic
def remove(company: Company, target: str) -> bool:
    """Take away an entry and all that was said of it; False if own measures rest on it alone."""
    Company.objects.select_for_update().get(pk=company.pk)
    if resting_on(company, target):
        return False
    left = _without(own_of(company), target)
    company.own_entries.all().delete()
    for one in left.every:
        row_of(company, _forgetting(one, target)).save()
    company.stances.filter(target=target).delete()
    terms.forget(company, (target,))
    return True


def _forgetting(entry: Own, target: str) -> Own:
    """Return an entry that no longer names `target`."""
    if isinstance(entry, OwnUnseen):
        before, after = (tuple(one for one in links if one.unseen != target) for links in (entry.caused_by, entry.causes))
        return replace(entry, caused_by=before, causes=after)
    needs, excludes = (tuple(one for one in named if one != target) for named in (entry.needs, entry.excludes))
    return replace(entry, effects=tuple(one for one in entry.effects if one.target != target), needs=needs, excludes=excludes)


def _without(own: OwnEntries, target: str) -> OwnEntries:
    return OwnEntries(
        own_unseens=tuple(one for one in own.own_unseens if one.id != target),
        own_measures=tuple(one for one in own.own_measures if one.id != target),
    )


def _beside(others: OwnEntries, entry: Own) -> OwnEntries:
    if isinstance(entry, OwnUnseen):
        return replace(others, own_unseens=(*others.own_unseens, entry))
    return replace(others, own_measures=(*others.own_measures, entry))


def _tell(fault: Fault, entry: Own, own: OwnEntries, typed: Typed) -> None:
    """Put a fault at its field; one of another entry, which this one brings about, at the title."""
    match = _PLACE.match(fault.where)
    kind: tuple[Own, ...] = own.own_unseens if fault.where.startswith("own_unseens") else own.own_measures
    named = match is not None and kind[int(match[1])].id == entry.id
    name = field_of(match[2]) if match and named else "title"
    key = f"web.added.fault.{fault.code}"
    typed.messages.setdefault(name, say(typed.language, key) if key in store() else sentence(fault, typed.language))


def field_of(where: str) -> str:
    """Return the name of the field on the page that a place inside an entry has.

    Examples
    --------
    >>> field_of("caused_by[1].unseen"), field_of("needs[0]"), field_of("needs"), field_of("rate.low")
    ('caused_by-1-unseen', 'needs-0-measure', 'needs-0-measure', 'rate_low')
    """
    row = _ROW.match(where)
    if row is not None:
        return f"{row[1]}-{row[2]}-{row[3] or _PARTS.get(row[1], 'target')}"
    return f"{where}-0-{_PARTS[where]}" if where in _PARTS else where.replace(".", "_")
