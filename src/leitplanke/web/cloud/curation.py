"""What an organisation's checks of law and funding say: kept, laid over the catalogue, and made a pack."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date

from django.http import QueryDict
from django.utils.text import slugify

from leitplanke.catalogue.curation import MOST_SOURCE, Curation, counts, curated
from leitplanke.catalogue.dated import Programme, Rule
from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.entry import Text
from leitplanke.catalogue.packs.curating import faults_of
from leitplanke.catalogue.packs.pack import Content, Manifest, Pack
from leitplanke.catalogue.packs.writing import text_of
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.primitives.plain import Plain, plain
from leitplanke.primitives.shape import shaped
from leitplanke.reports.faults import sentence
from leitplanke.reports.words import Language, say
from leitplanke.web.accounts.models import Organisation
from leitplanke.web.catalogue import catalogue
from leitplanke.web.cloud.models import RuleCheck

FIELDS = tuple(item.name for item in fields(Curation) if item.name != "id")
_DATES = ("checked_on", "valid_from", "valid_to", "apply_from", "apply_to")
_NEEDED = ("checked_on", "checked_by", "source")
_MOST = {"checked_by": 200, "source": MOST_SOURCE, "note": 2000}
_LONGEST_NAME = 40


def entry_of(id_: str) -> Rule | Programme | None:
    """Return a rule or programme; None if there is none."""
    found: list[Rule | Programme] = [*catalogue().rules, *catalogue().programmes]
    return next((one for one in found if one.id == id_), None)


def checks_of(organisation: Organisation) -> tuple[Curation, ...]:
    """Return all checks, the first one first."""
    return tuple(row.curation() for row in organisation.rule_checks.all())


def latest(checks: Sequence[Curation]) -> Mapping[str, Curation]:
    """Return the check of each entry that counts; one that is older than the catalogue's own does not."""
    found: dict[str, Curation] = {}
    for one in sorted(checks, key=lambda curation: curation.checked_on):
        entry = entry_of(one.id)
        if entry is not None and counts(one, entry):
            found[one.id] = one
    return found


def as_found(checks: Sequence[Curation]) -> Catalogue:
    """Return the catalogue with what the checks found."""
    return curated(catalogue(), checks)


def keep(organisation: Organisation, one: Curation) -> None:
    """Add a check."""
    RuleCheck.objects.create(organisation=organisation, entry=one.id, document=json.dumps(plain(one), ensure_ascii=False, sort_keys=True))


def typed(posted: QueryDict) -> dict[str, str]:
    """Return what was typed, a little longer than what is allowed so that it is refused and not cut."""
    return {name: posted.get(name, "").replace("\0", "").strip()[: _MOST.get(name, 40) + 1] for name in FIELDS}


def read(entry: Rule | Programme, texts: Mapping[str, str], today: date, language: Language) -> tuple[Curation | None, dict[str, str]]:
    """Return the check that was typed, or None with messages by field."""
    wrong: dict[str, str] = {name: say(language, "web.fault.missing") for name in _NEEDED if not texts[name]}
    tree: dict[str, Plain] = {name: text for name, text in texts.items() if text}
    for name in _DATES:
        if texts[name] and _day(texts[name]) is None:
            wrong[name] = say(language, "cloud.fault.day")
    on = _day(texts["checked_on"])
    if on is not None and on > today:
        wrong["checked_on"] = say(language, "cloud.check.fault.future")
    if on is not None and on < entry.origin.checked_on:
        wrong["checked_on"] = say(language, "cloud.check.fault.older")
    if wrong:
        return None, wrong
    try:
        one = shaped(Curation, {**tree, "id": entry.id})
        found = tuple(faults_of(one, catalogue()))
    except InputFaultsError as error:
        found, one = error.faults, None
    wrong = {fault.where: sentence(fault, language) for fault in reversed(found)}
    return (None if wrong else one), wrong


def pack_of(organisation: Organisation, today: date) -> bytes | None:
    """Return the checks that count as a pack in one file; None without any."""
    rows = tuple(organisation.rule_checks.all())
    found = latest([row.curation() for row in rows])
    if not found:
        return None
    author = organisation.name or "Leitplanke"
    manifest = Manifest(
        name=f"curated-{slugify(author)}"[:_LONGEST_NAME].strip("-"),
        version=f"{today.year}.{today.month}.{today.day}.{len(rows)}",
        title=Text(de=f"Geprüfter Stand: {author}"[:200], en=f"Checked state: {author}"[:200]),
        author=author,
        licence="CC0-1.0",
        released_on=today,
        made_for=catalogue().version,
    )
    return text_of(Pack(content=Content(pack=manifest, curations=tuple(found[id_] for id_ in sorted(found))))).encode()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
