"""What must hold inside a study file beyond the shape of its fields, held against the catalogue.

The checks read the plain tree, so that a wrong number in one field hides no fault in another. Codes (besides those of
``primitives.shape``):

======================== ====================== ====================================================================
code                     placeholders           when
======================== ====================== ====================================================================
german-number            given, suggestion      a number written the German way (``1.234,5``); `suggestion` is how to write it
unknown-indicator        given, nearest         no such indicator in the catalogue
unknown-unseen           given, nearest         no such Unseen
no-such-measure          given, nearest         no such measure
unknown-strength         given, nearest         no such strength
unknown-target           given, nearest         nothing of that entry can be overridden, or there is none
pack-not-given           given, pack            it belongs to a pack that is not loaded
unknown-rater            given, known           the rater of an answer is not in `raters`
duplicate-rater          given, first           two raters with one id; `first` is the line of the first one
duplicate-answer         given, rater, first    one rater answers an indicator twice
duplicate-entry          given, first           an Unseen, override or moment stands twice
no-answer                -                      neither level, amount nor missing
two-answers              given                  more than one of level, amount and missing
reason-missing           -                      "does not apply" or an override without reason
no-amount                given                  an exact amount where the indicator only has levels
low-not-below-high       low, high              the lower figure of an interval is not below the upper one
wrong-parameter          given, target, known   the override's parameter does not belong to its target
wrong-quarter            given                  a quarter is not written 2027-Q1
quarter-missing          -                      a measure fixed into the plan has no quarter
quarter-unused           given                  a quarter beside a decision that is not `in`
quarter-outside          given, first, last     a quarter outside the plan
unknown-programme        given, nearest         no such programme
funding-over-all         given, total           the fundings of one measure pay more than all of its one-off cost
window-empty             given, limit           a measure may start at the earliest after it may start at the latest
window-missing           -                      none of not_before, not_after and works_from
window-after-last        given, limit           a measure may start only after the last quarter in which anything may
window-and-quarter       given, first, last     a measure is fixed into the plan outside the quarters in which it may start
nothing-counts           given                  a group gives every goal the weight 0
not-an-onset             given                  a single event cannot be running already
running-and-not-relevant  given                 an Unseen stands in `running` and in `not_relevant`
more-than-turnover       eur, limit_eur         a part of the turnover is larger than the turnover
partner-share            given                  a partner holds more than 50 %: it is a linked firm
share-missing            -                      a firm without share whose relation the share decides
investor-held            given                  a public body or investor cannot be held by the firm
firm-differs             given, first           a firm stands in two places with different figures
new-with-past            -                      a newly founded firm has no earlier periods or status
ratings-and-moments      given                  an indicator stands in `answers` and in `moments`
moments-impossible       -                      mean, square, count, unknown and weight cannot come from answers
wrong-own-id             given, expected        the id of an own entry is not `expected` and a name of a-z, 0-9 and hyphens
unknown-actor            given, nearest         no such actor
unknown-component        given, nearest         no such area of action
unknown-base             given, nearest         no such economic base
unknown-capacity         given, nearest         no such capacity factor
wrong-short-id           given                  the id of a data object or service is not of a-z, 0-9 and hyphens
wrong-country            given                  a country is not written with two letters
unknown-data-object      given, nearest         no such data object in the study
unknown-medium           given, nearest         no such kind of place for data
service-without-dates    given                  a service to be left has neither the end of its contract nor a notice (``cli.leaving``)
nothing-to-place         -                      a study without data objects or services (``cli.placing``)
unknown-service          given, nearest         no such service in the study (``cli.leaving``)
judge-missing            -                      a partner is judged, and who judged or when is not said
======================== ====================== ====================================================================
"""

from leitplanke.catalogue.entries import Catalogue, Indicator
from leitplanke.catalogue.kinds import OWN
from leitplanke.exchange.cloudchecks import check_cloud
from leitplanke.exchange.dependencechecks import check_dependence
from leitplanke.exchange.findings import Findings, Row, number, text
from leitplanke.exchange.firms import check_company
from leitplanke.exchange.framechecks import check_frame
from leitplanke.exchange.ownchecks import check_own, own_ids
from leitplanke.exchange.planchecks import check_plan
from leitplanke.exchange.weightchecks import check_weights
from leitplanke.primitives.document import Document, Path, Plain
from leitplanke.primitives.faults import Fault
from leitplanke.primitives.quarter import Quarter

FIRST_YEAR = 2000
LAST_YEAR = 2100
PERCENT = 100.0
_ROUNDING = 1e-9
"""Moments come from sums of floating-point numbers."""


def check(document: Document, catalogue: Catalogue) -> tuple[Fault, ...]:
    """Return every fault of a study file that its shape does not show; `catalogue` has the file's own entries (``ownchecks.joined``)."""
    retired, packs = {one.id for one in catalogue.retired}, {OWN, *(pack.name for pack in catalogue.packs)}
    entries = {one.id for kind in (catalogue.unseens, catalogue.measures) for one in kind}
    findings = Findings(document, retired=frozenset(retired | own_ids(document) - entries), packs=frozenset(packs))
    check_own(findings, catalogue)
    check_company(findings)
    _check_start(findings)
    raters = _check_raters(findings)
    answered = _check_answers(findings, catalogue, raters)
    _check_moments(findings, catalogue, answered)
    running = _check_running(findings, catalogue)
    _check_not_relevant(findings, catalogue, running)
    _check_overrides(findings, catalogue)
    _check_strengths(findings, catalogue)
    check_plan(findings, catalogue)
    check_weights(findings, catalogue)
    check_frame(findings, catalogue)
    check_dependence(findings)
    check_cloud(findings, catalogue)
    return tuple(findings.faults)


def _check_start(findings: Findings) -> None:
    top = findings.document.value
    start = top.get("start") if isinstance(top, dict) else None
    if not isinstance(start, str):
        return
    try:
        year = Quarter.parse(start).year
    except ValueError:
        year = 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        findings.note(("start",), "wrong-quarter", given=start)


def _check_raters(findings: Findings) -> set[str]:
    found: dict[str, Path] = {}
    for path, rater in findings.rows("raters"):
        name = text(rater.get("id"))
        if name is not None:
            findings.once((*path, "id"), found, name, "duplicate-rater", {"given": name})
    return set(found)


def _check_answers(findings: Findings, catalogue: Catalogue, raters: set[str]) -> set[str]:
    indicators = {indicator.id: indicator for indicator in catalogue.indicators}
    found: dict[str, Path] = {}
    answered: set[str] = set()
    for path, answer in findings.rows("answers"):
        name, rater = answer.get("indicator"), answer.get("rater")
        _check_form(findings, (path, answer))
        if isinstance(rater, str) and rater not in raters:
            findings.note((*path, "rater"), "unknown-rater", given=rater, known=", ".join(sorted(raters)))
        if not findings.known((*path, "indicator"), name, indicators, "unknown-indicator"):
            continue
        answered.add(str(name))
        _check_amount(findings, (path, answer), indicators[str(name)])
        if isinstance(rater, str):
            values = {"given": str(name), "rater": rater}
            findings.once(path, found, f"{rater}\n{name}", "duplicate-answer", values)
    return answered


def _check_form(findings: Findings, row: Row) -> None:
    """Note an answer that is not exactly one of level, amount and missing, or "does not apply" without reason."""
    path, answer = row
    given = [name for name in ("level", "amount", "missing") if answer.get(name) is not None]
    if not given:
        findings.note(path, "no-answer")
    if len(given) > 1:
        findings.note(path, "two-answers", given=", ".join(given))
    if answer.get("missing") == "not-applicable" and text(answer.get("reason")) is None:
        findings.note((*path, "reason"), "reason-missing")


def _check_amount(findings: Findings, row: Row, indicator: Indicator) -> None:
    path, answer = row
    amount = number(answer.get("amount"))
    if amount is None:
        return
    if not indicator.map:
        findings.note((*path, "amount"), "no-amount", given=indicator.id)
    elif indicator.scale == "percent" and amount > PERCENT:
        findings.note((*path, "amount"), "too-large", given=amount, limit=PERCENT, sign="<=")


def _check_moments(findings: Findings, catalogue: Catalogue, answered: set[str]) -> None:
    indicators = [indicator.id for indicator in catalogue.indicators]
    found: dict[str, Path] = {}
    for path, moment in findings.rows("moments"):
        name = moment.get("indicator")
        if not _possible(moment):
            findings.note(path, "moments-impossible")
        if not findings.known((*path, "indicator"), name, indicators, "unknown-indicator"):
            continue
        if name in answered:
            findings.note((*path, "indicator"), "ratings-and-moments", given=str(name))
        findings.once(path, found, f"{moment.get('group')}\n{name}", "duplicate-entry", {"given": str(name)})


def _possible(moment: dict[str, Plain]) -> bool:
    """Return whether such moments can come from answers in [0, 1]; True where a figure is missing or of another kind."""
    count, unknown, absent = (number(moment.get(name, 0)) for name in ("count", "unknown", "not_applicable"))
    mean, square, weight = (number(moment.get(name)) for name in ("mean", "square", "weight"))
    if None in (count, unknown, absent, mean, square, weight):
        return True
    assert count is not None and unknown is not None and absent is not None  # noqa: S101, PT018 - for the type checker
    assert mean is not None and square is not None and weight is not None  # noqa: S101, PT018 - for the type checker
    spread = mean**2 - _ROUNDING <= square <= mean + _ROUNDING
    return unknown <= count and spread and (weight > 0.0 if count else absent > 0.0)


def _check_running(findings: Findings, catalogue: Catalogue) -> set[str]:
    kinds = {unseen.id: unseen.kind for unseen in catalogue.unseens}
    found: dict[str, Path] = {}
    for path, name in findings.items("running"):
        if findings.known(path, name, kinds, "unknown-unseen"):
            if kinds[str(name)] != "onset":
                findings.note(path, "not-an-onset", given=str(name))
            findings.once(path, found, str(name), "duplicate-entry", {"given": str(name)})
    return set(found)


def _check_not_relevant(findings: Findings, catalogue: Catalogue, running: set[str]) -> None:
    unseens = [unseen.id for unseen in catalogue.unseens]
    found: dict[str, Path] = {}
    for path, one in findings.rows("not_relevant"):
        name = one.get("unseen")
        if isinstance(one.get("reason"), str) and text(one["reason"]) is None:
            findings.note((*path, "reason"), "reason-missing")
        if not findings.known((*path, "unseen"), name, unseens, "unknown-unseen"):
            continue
        if name in running:
            findings.note((*path, "unseen"), "running-and-not-relevant", given=str(name))
        findings.once(path, found, str(name), "duplicate-entry", {"given": str(name)})


def _check_strengths(findings: Findings, catalogue: Catalogue) -> None:
    known = [strength.id for strength in catalogue.strengths]
    found: dict[str, Path] = {}
    for path, one in findings.rows("strengths"):
        name = one.get("strength")
        if findings.known((*path, "strength"), name, known, "unknown-strength"):
            findings.once(path, found, str(name), "duplicate-entry", {"given": str(name)})


def _check_overrides(findings: Findings, catalogue: Catalogue) -> None:
    if not any(findings.rows("overrides")):
        return
    from leitplanke.study.adaptable import bounds, parameters  # noqa: PLC0415 - scipy is slow to load

    allowed = parameters(catalogue)
    found: dict[str, Path] = {}
    for path, override in findings.rows("overrides"):
        _check_interval(findings, (path, override))
        if isinstance(override.get("reason"), str) and text(override["reason"]) is None:
            findings.note((*path, "reason"), "reason-missing")
        target, parameter = override.get("target"), override.get("parameter")
        if not findings.known((*path, "target"), target, allowed, "unknown-target"):
            continue
        known = allowed[str(target)]
        former = isinstance(parameter, str) and parameter.partition("/")[2] in findings.retired
        if isinstance(parameter, str) and parameter not in known and not former:
            values = {"given": parameter, "target": str(target), "known": ", ".join(known)}
            findings.note((*path, "parameter"), "wrong-parameter", **values)
        elif isinstance(parameter, str) and not former:
            _check_bounds(findings, (path, override), *bounds(catalogue, str(target), parameter))
        findings.once(path, found, f"{target}\n{parameter}", "duplicate-entry", {"given": f"{target} {parameter}"})


def _check_interval(findings: Findings, row: Row) -> None:
    path, override = row
    low, high = number(override.get("low")), number(override.get("high"))
    if low is not None and high is not None and low >= high:
        findings.note((*path, "low"), "low-not-below-high", low=low, high=high)


def _check_bounds(findings: Findings, row: Row, least: float, most: float | None) -> None:
    path, override = row
    low, high = number(override.get("low")), number(override.get("high"))
    if low is not None and 0.0 < low < least:
        findings.note((*path, "low"), "too-small", given=low, limit=least, sign=">=")
    if high is not None and most is not None and high > most:
        findings.note((*path, "high"), "too-large", given=high, limit=most, sign="<=")
