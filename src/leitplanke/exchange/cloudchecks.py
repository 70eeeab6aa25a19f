"""What must hold of data objects, services and policy in a study file. Codes: ``exchange.checks``."""

import re
from datetime import date

from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange.findings import Findings, Row, number, text
from leitplanke.primitives.document import Path

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_ESTIMATES = (
    "egress_eur_per_gb",
    "volume_gb",
    "parallel_months",
    "transformation_days",
    "interfaces",
    "days_per_interface",
    "training_hours",
    "downtime_hours",
    "downtime_eur_per_hour",
    "new_spend_eur_per_year",
    "preparation_months",
)


def check_cloud(findings: Findings, catalogue: Catalogue) -> None:
    """Note every fault of what a study file says about data and services that its shape does not show."""
    objects: dict[str, Path] = {}
    for row in findings.rows("dependence", "data_objects"):
        _check_id(findings, row, objects)
    services: dict[str, Path] = {}
    for row in findings.rows("dependence", "services"):
        _check_id(findings, row, services)
        _check_service(findings, row, objects)
    _check_policy(findings, [medium.id for medium in catalogue.media])


def _check_id(findings: Findings, row: Row, found: dict[str, Path]) -> None:
    path, one = row
    name = text(one.get("id"))
    if name is None:
        return
    if not _ID.fullmatch(name):
        findings.note((*path, "id"), "wrong-short-id", given=name)
    findings.once((*path, "id"), found, name, "duplicate-entry", {"given": name})


def _check_service(findings: Findings, row: Row, objects: dict[str, Path]) -> None:
    path, one = row
    for field in ("seat", "parent", "region"):
        given = text(one.get(field))
        if given is not None and not _COUNTRY.fullmatch(given):
            findings.note((*path, field), "wrong-country", given=given)
    for field in ("holds", "suits"):
        listed: dict[str, Path] = {}
        for place, item in enumerate(_listed(one.get(field))):
            if isinstance(item, str):
                findings.known((*path, field, place), item, objects, "unknown-data-object")
                findings.once((*path, field, place), listed, item, "duplicate-entry", {"given": item})
    _check_switching(findings, (*path, "switching"), one.get("switching"))
    contract = one.get("contract")
    if isinstance(contract, dict):
        begins, ends = _day(contract.get("begins")), _day(contract.get("ends"))
        if begins and ends and begins > ends:
            findings.note((*path, "contract", "ends"), "dates-reversed", given=ends.isoformat(), other=begins.isoformat())
    judged = one.get("judged_need")
    if isinstance(judged, dict):
        findings.reasoned(((*path, "judged_need"), judged))


def _check_switching(findings: Findings, path: Path, figures: object) -> None:
    for name in _ESTIMATES if isinstance(figures, dict) else ():
        estimate = figures.get(name) if isinstance(figures, dict) else None
        if not isinstance(estimate, dict):
            continue
        low, mode, high = (number(estimate.get(part)) for part in ("low", "mode", "high"))
        if low is not None and mode is not None and high is not None and not low <= mode <= high:
            findings.note((*path, name), "not-in-order", given=f"{low:.15g}, {mode:.15g}, {high:.15g}")


def _check_policy(findings: Findings, media: list[str]) -> None:
    cells: dict[str, Path] = {}
    for path, change in findings.rows("dependence", "policy"):
        medium, subject = change.get("medium"), change.get("of")
        findings.known((*path, "medium"), medium, media, "unknown-medium")
        findings.reasoned((path, change))
        if isinstance(medium, str) and isinstance(subject, str):
            findings.once((*path, "of"), cells, f"{medium}\n{subject}", "duplicate-entry", {"given": f"{medium} {subject}"})


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
