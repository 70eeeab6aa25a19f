"""What must hold in a study file between decisions, fundings and starts of measures; codes in ``exchange.checks``."""

from collections import defaultdict

from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange.findings import Findings, Row, number
from leitplanke.primitives.document import Path
from leitplanke.primitives.quarter import Quarter

PLAN_QUARTERS = 20
"""The plan reaches over the horizon of five years."""
PERCENT = 100.0
_ROUNDING = 1e-9
_WINDOW = ("not_before", "not_after", "works_from")


def check_plan(findings: Findings, catalogue: Catalogue) -> None:
    """Note what is wrong in ``decided``, ``funding``, ``starts`` and ``limits.last_start``."""
    measures = [measure.id for measure in catalogue.measures]
    _check_decided(findings, measures)
    _check_funding(findings, measures, [programme.id for programme in catalogue.programmes])
    last = findings.group("limits").get("last_start")
    _quarter(findings, ("limits", "last_start"), last)
    _check_starts(findings, measures)


def _check_decided(findings: Findings, measures: list[str]) -> None:
    found: dict[str, Path] = {}
    for path, one in findings.rows("decided"):
        name = one.get("measure")
        _check_quarter(findings, (path, one))
        findings.reasoned((path, one))
        if findings.known((*path, "measure"), name, measures, "no-such-measure"):
            findings.once((*path, "measure"), found, str(name), "duplicate-entry", {"given": str(name)})


def _check_quarter(findings: Findings, row: Row) -> None:
    """Note a measure fixed into the plan without a quarter of it, and a quarter of any other."""
    path, one = row
    quarter, decision = one.get("quarter"), one.get("decision")
    if decision == "in" and quarter is None:
        findings.note((*path, "quarter"), "quarter-missing")
    elif decision in {"done", "out"} and quarter is not None:
        findings.note((*path, "quarter"), "quarter-unused", given=str(decision))
    elif decision == "in":
        _quarter(findings, (*path, "quarter"), quarter)


def _check_funding(findings: Findings, measures: list[str], programmes: list[str]) -> None:
    found: dict[str, Path] = {}
    total: dict[str, float] = defaultdict(float)
    for path, one in findings.rows("funding"):
        name, programme, rate = one.get("measure"), one.get("programme"), number(one.get("rate"))
        findings.reasoned((path, one))
        if programme is not None:
            findings.known((*path, "programme"), programme, programmes, "unknown-programme")
        if not findings.known((*path, "measure"), name, measures, "no-such-measure"):
            continue
        if isinstance(programme, str):
            findings.once((*path, "programme"), found, f"{name}\n{programme}", "duplicate-entry", {"given": f"{name} {programme}"})
        before, total[str(name)] = total[str(name)], total[str(name)] + (rate or 0.0)
        if before > 0.0 and total[str(name)] > 1.0 + _ROUNDING:
            findings.note((*path, "rate"), "funding-over-all", given=str(name), total=round(PERCENT * total[str(name)], 1))


def _check_starts(findings: Findings, measures: list[str]) -> None:
    found: dict[str, Path] = {}
    fixed = {one.get("measure"): one.get("quarter") for _, one in findings.rows("decided") if one.get("decision") == "in"}
    for path, one in findings.rows("starts"):
        name = one.get("measure")
        findings.reasoned((path, one))
        _check_window(findings, (path, one), fixed.get(name))
        if findings.known((*path, "measure"), name, measures, "no-such-measure"):
            findings.once((*path, "measure"), found, str(name), "duplicate-entry", {"given": str(name)})


def _check_window(findings: Findings, row: Row, fixed: object) -> None:
    """Note quarters in which no measure, or not the one that is fixed, can start."""
    path, one = row
    if all(one.get(name) is None for name in _WINDOW):
        findings.note(path, "window-missing")
        return
    first, last, _ = (_quarter(findings, (*path, name), one.get(name)) for name in _WINDOW)
    if first and last and first > last:
        findings.note((*path, "not_before"), "window-empty", given=str(first), limit=str(last))
        return
    end, begin = _parsed(findings.group("limits").get("last_start")), _parsed(fixed)
    if begin is None and first and end and first > end:
        findings.note((*path, "not_before"), "window-after-last", given=str(first), limit=str(end))
    if begin and ((first and begin < first) or (last and begin > last)):
        values = {"given": str(begin), "first": str(first or _first(findings) or ""), "last": str(last or _last(findings) or "")}
        findings.note(path, "window-and-quarter", **values)


def _quarter(findings: Findings, path: Path, given: object) -> Quarter | None:
    """Return a quarter of the plan; note what is none."""
    if not isinstance(given, str):
        return None
    found = _parsed(given)
    if found is None:
        findings.note(path, "wrong-quarter", given=given)
        return None
    first, last = _first(findings), _last(findings)
    if first and last and not first <= found <= last:
        findings.note(path, "quarter-outside", given=given, first=str(first), last=str(last))
        return None
    return found


def _first(findings: Findings) -> Quarter | None:
    top = findings.document.value
    return _parsed(top.get("start") if isinstance(top, dict) else None)


def _last(findings: Findings) -> Quarter | None:
    first = _first(findings)
    return first.plus(PLAN_QUARTERS - 1) if first else None


def _parsed(given: object) -> Quarter | None:
    try:
        return Quarter.parse(given) if isinstance(given, str) else None
    except ValueError:
        return None
