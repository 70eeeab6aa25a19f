"""What must hold in a study file of the firm's own Unseens and measures; codes in ``exchange.checks``."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.kinds import NAMESPACE, OWN, file_of
from leitplanke.exchange.findings import Findings, Row, number, text
from leitplanke.primitives.document import Document, Path, Plain, at
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.plain import plain
from leitplanke.primitives.shape import shaped
from leitplanke.study.own import OwnEntries
from leitplanke.study.ownpack import with_own

KINDS = {"own_unseens": "unseen", "own_measures": "measure"}
"""The lists of own entries, and how their ids begin."""
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ON_UNSEENS = frozenset({"exposure", "sensitivity", "severity", "coping_gap"})


def own_ids(document: Document) -> frozenset[str]:
    """Return the ids that own entries have, right or wrong, so that nothing is blamed for naming one that is wrong itself."""
    top = document.value if isinstance(document.value, dict) else {}
    rows = (row for name in KINDS for row in _listed(top.get(name)))
    return frozenset(str(row["id"]) for row in rows if isinstance(row.get("id"), str))


def joined(document: Document, catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with the own entries of a study file; without them while they cannot be read."""
    top = document.value if isinstance(document.value, dict) else {}
    part = replace(document, value={name: top[name] for name in KINDS if name in top})
    with suppress(InputFaultsError, ValueError):  # a chance of 1 is no rate
        return with_own(catalogue, shaped(OwnEntries, part))
    return catalogue


def check_own(findings: Findings, catalogue: Catalogue) -> None:
    """Note what is wrong in ``own_unseens`` and ``own_measures``; `catalogue` has them already if they could be read."""
    before = len(findings.faults)
    found: dict[str, Path] = {}
    for name, kind in KINDS.items():
        for row in findings.rows(name):
            _check_entry(findings, row, kind, catalogue)
            if isinstance(row[1].get("id"), str):
                findings.once((*row[0], "id"), found, str(row[1]["id"]), "duplicate-entry", {"given": str(row[1]["id"])})
    linked: dict[str, Path] = {}
    for row in findings.rows("own_unseens"):
        _check_unseen(findings, row, catalogue, linked)
    for row in findings.rows("own_measures"):
        _check_measure(findings, row, catalogue)
    if len(findings.faults) == before:
        _check_together(findings, catalogue)


def _check_entry(findings: Findings, row: Row, kind: str, catalogue: Catalogue) -> None:
    """Note what is wrong with the fields that both kinds have."""
    path, entry = row
    given, start = entry.get("id"), f"{kind}.{NAMESPACE}{OWN}."
    if isinstance(given, str) and not (given.startswith(start) and _NAME.fullmatch(given.removeprefix(start))):
        findings.note((*path, "id"), "wrong-own-id", given=given, expected=start)
    for name in ("title", "text"):
        if isinstance(entry.get(name), str) and text(entry[name]) is None:
            findings.note((*path, name), "empty")
    findings.reasoned(row)
    findings.known((*path, "component"), entry.get("component"), (one.id for one in catalogue.components), "unknown-component")


def _check_unseen(findings: Findings, row: Row, catalogue: Catalogue, linked: dict[str, Path]) -> None:
    path, entry = row
    rate, loss, coping = (_group(entry, name) for name in ("rate", "loss", "coping"))
    for name in ("rate", "loss", "duration"):
        _check_span(findings, ((*path, name), _group(entry, name)))
    high = number(rate.get("high"))
    if rate.get("unit") == "chance-per-year" and high is not None and high >= 1.0:
        findings.note((*path, "rate", "high"), "too-large", given=high, limit=1.0, sign="<")
    findings.known((*path, "loss", "base"), loss.get("base", "base.euro"), (one.id for one in catalogue.bases), "unknown-base")
    if entry.get("kind") == "onset" and entry.get("duration") is None:
        findings.note((*path, "duration"), "onset-no-duration")
    if entry.get("kind", "event") == "event" and entry.get("duration") is not None:
        findings.note((*path, "duration"), "event-duration")
    _check_names(findings, (*path, "coping", "capacities"), coping.get("capacities"), (one.id for one in catalogue.capacities))
    for name in ("caused_by", "causes"):
        for place, link in enumerate(_listed(entry.get(name))):
            _check_link(findings, ((*path, name, place), link), str(entry.get("id")), catalogue, linked)


def _check_link(findings: Findings, row: Row, own: str, catalogue: Catalogue, linked: dict[str, Path]) -> None:
    path, link = row
    other = link.get("unseen")
    _check_span(findings, row)
    if other == own:
        findings.note((*path, "unseen"), "links-itself", given=own)
    elif findings.known((*path, "unseen"), other, (one.id for one in catalogue.unseens), "unknown-unseen"):
        ends = (str(other), own) if "caused_by" in path else (own, str(other))
        findings.once((*path, "unseen"), linked, "\n".join(ends), "duplicate-entry", {"given": " > ".join(ends)})


def _check_measure(findings: Findings, row: Row, catalogue: Catalogue) -> None:
    path, entry = row
    for name in ("cost_once", "cost_yearly"):
        _check_span(findings, ((*path, name), _group(entry, name)), even=True)
    unseens, capacities = (frozenset(one.id for one in kind) for kind in (catalogue.unseens, catalogue.capacities))
    found: dict[str, Path] = {}
    for place, effect in enumerate(_listed(entry.get("effects"))):
        where, target, parameter = (*path, "effects", place), effect.get("target"), effect.get("parameter")
        _check_span(findings, (where, effect), even=True)
        if findings.known((*where, "target"), target, (*unseens, *capacities), "unknown-target") and isinstance(parameter, str):
            if (target in unseens) != (parameter in _ON_UNSEENS):
                findings.note((*where, "parameter"), "wrong-kind", given=str(target), parameter=parameter)
            findings.once(where, found, f"{target} {parameter}", "duplicate-entry", {"given": f"{target} {parameter}"})
    for name in ("needs", "excludes"):
        _check_names(findings, (*path, name), entry.get(name), (one.id for one in catalogue.measures), "no-such-measure")
    both = sorted(set(_names(entry.get("needs"))) & set(_names(entry.get("excludes"))))
    if both:
        findings.note((*path, "needs"), "needs-excluded", given=", ".join(both))


def _check_names(findings: Findings, path: Path, given: Plain, known: Iterable[str], code: str = "unknown-capacity") -> None:
    ids, found = tuple(known), dict[str, Path]()
    for place, name in enumerate(given if isinstance(given, list) else []):
        if findings.known((*path, place), name, ids, code):
            findings.once((*path, place), found, str(name), "duplicate-entry", {"given": str(name)})


def _check_span(findings: Findings, row: Row, *, even: bool = False) -> None:
    """Note a range that is none; `even` if both ends may be the same."""
    path, span = row
    low, high = number(span.get("low")), number(span.get("high"))
    if low is not None and high is not None and (low > high or (low == high and not even)):
        findings.note((*path, "low"), "low-not-below-high", low=low, high=high)


def _check_together(findings: Findings, catalogue: Catalogue) -> None:
    """Note own measures that need each other, or what excludes them."""
    places = {file_of(str(entry.get("id"))): path for path, entry in findings.rows("own_measures")}
    if not places:
        return
    from leitplanke.catalogue.checks import measures  # noqa: PLC0415 - numpy is slow to load, and few files have own measures

    for fault in measures.check(catalogue):
        file, _, field = fault.where.partition(": ")
        if file in places and fault.code != "not-mutual":  # who excludes whom a firm says once, and it holds both ways
            first = re.match(r"\w*", field)
            where, line = at("", (*places[file], field)), findings.document.line((*places[file], first[0] if first else ""))
            findings.faults.append(Fault(where, fault.code, fault.values, line))


def _group(entry: dict[str, Plain], name: str) -> dict[str, Plain]:
    value = entry.get(name)
    return value if isinstance(value, dict) else {}


def _names(value: Plain) -> Iterator[str]:
    """Yield the texts in a list."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, str):
            yield item


def _listed(value: Plain) -> Iterator[dict[str, Plain]]:
    """Yield the groups in a list."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item


def faults_between(own: OwnEntries, catalogue: Catalogue) -> tuple[Fault, ...]:
    """Return what is wrong with own entries that have the right shape, as a study file with nothing else would be told."""
    tree: dict[str, Plain] = {name: plain(getattr(own, name)) for name in KINDS}
    findings = Findings(Document(name="", value=tree), retired=frozenset(one.id for one in catalogue.retired), packs=frozenset({OWN}))
    check_own(findings, with_own(catalogue, own))
    return tuple(findings.faults)
