"""What must hold inside a risk model file beyond the shape of its fields.

Like ``exchange.checks`` it reads the plain tree, so that a wrong number in one field hides no fault in another. Codes (besides those of
``primitives.shape``):

======================= ============================= ==============================================================
code                    placeholders                  when
======================= ============================= ==============================================================
too-few                 given, limit                  no threat, no member of a shock, an empty list of portfolios
model-too-large         threats, years, given, limit  threats times years are more than `limit`
q95-below-median        median, q95                   the 95 % quantile of a loss is below its median
q95-too-far             median, q95, limit            it is more than `limit` times the median
not-one-a-year          given, years                  a list by year has another length than the horizon
not-one-a-threat        given, threats                a list by threat has another length than `threats`
unknown-model-threat    given, nearest, last          neither the id of a threat nor its place (0 to `last`)
unknown-model-measure   given, nearest, last          the same for measures
duplicate-model-id      given, first                  two threats or two measures with one id; `first` is the line of the first
duplicate-entry         given, first                  a link, a member of a shock or a measure of a portfolio stands twice
in-two-shocks           given, first                  a threat belongs to two shocks; `first` is the line of the first
event-with-duration     -                             an event has `duration_years`
nothing-to-shorten      given                         a duration factor for an onset without `duration_years`
endless-cascade         loop, radius                  losses of `loop` cause each other without end (``exchange.modelfile``)
endless-by-measures     loop, radius                  the same, by measures of a portfolio (``exchange.modelfile``)
======================= ============================= ==============================================================
"""

from dataclasses import dataclass, field

from leitplanke.exchange.findings import Findings, number
from leitplanke.exchange.modelfile_shape import MOST_YEARS
from leitplanke.primitives.document import Document, Path, Plain
from leitplanke.primitives.faults import Fault

MOST_CELLS = 2_500
"""Threats times years: both engines then stay under 500 MB (500 threats over 50 years took 3.3 GB)."""
WIDEST = 100_000.0
"""95 % quantile over median, sigma 7: the mean is then 4e10 medians, and no data could tell it."""
_FACTORS = ("frequency_factor", "severity_factor", "duration_factor")


def check(document: Document) -> tuple[Fault, ...]:
    """Return every fault of a risk model file that its shape does not show."""
    findings = Findings(document)
    threats = _Listed.of(findings, "threats", "unknown-model-threat")
    measures = _Listed.of(findings, "measures", "unknown-model-measure")
    if isinstance(_top(document).get("threats"), list) and threats.count == 0:
        findings.note(("threats",), "too-few", given=0, limit=1)
    years = _horizon(findings)
    if years is not None and years <= MOST_YEARS and years * threats.count > MOST_CELLS:
        findings.note(("threats",), "model-too-large", threats=threats.count, years=years, given=years * threats.count, limit=MOST_CELLS)
    _check_threats(findings)
    _check_cascades(findings, threats)
    _check_shocks(findings, threats)
    _check_balance(findings)
    _check_measures(findings, threats.count)
    _check_portfolios(findings, measures)
    return tuple(findings.faults)


def place_of(reference: Plain, ids: dict[str, int], count: int) -> int | None:
    """Return the place in the list that a reference means, None if there is none."""
    if isinstance(reference, str):
        return ids.get(reference)
    whole = isinstance(reference, int) and not isinstance(reference, bool)
    return reference if whole and 0 <= reference < count else None  # type: ignore[operator, return-value]  # it is an int


@dataclass(slots=True)
class _Listed:
    """The threats or the measures of the file, and how they are referred to."""

    findings: Findings
    code: str
    ids: dict[str, int]
    count: int

    @classmethod
    def of(cls, findings: Findings, name: str, code: str) -> "_Listed":
        """Read the ids; note those that stand twice."""
        seen = _Once(findings, "duplicate-model-id")
        ids: dict[str, int] = {}
        rows = list(findings.items(name))
        for path, row in rows:
            id_ = row.get("id") if isinstance(row, dict) else None
            if isinstance(id_, str):
                seen.note((*path, "id"), id_, id_)
                ids.setdefault(id_, int(path[-1]))
        return cls(findings, code, ids, len(rows))

    def place(self, path: Path, reference: Plain) -> int | None:
        """Return the place a reference means; note it if it means none (a wrong kind of value is a fault of shape)."""
        found = place_of(reference, self.ids, self.count)
        negative = isinstance(reference, int) and reference < 0
        if found is None and isinstance(reference, str | int) and not isinstance(reference, bool) and not negative and reference != "":
            nearest = self.findings.nearest(reference, self.ids) if isinstance(reference, str) else ""
            self.findings.note(path, self.code, given=reference, nearest=nearest, last=self.count - 1)
        return found


@dataclass(slots=True)
class _Once:
    """Notes what stands twice."""

    findings: Findings
    code: str
    found: dict[object, Path] = field(default_factory=dict)

    def note(self, path: Path, key: object, given: str) -> None:
        """Note a fault if `key` was there already; `first` is the line of its first place."""
        if key in self.found:
            self.findings.note(path, self.code, given=given, first=self.findings.document.line(self.found[key]) or "?")
        else:
            self.found[key] = path


def _top(document: Document) -> dict[str, Plain]:
    return document.value if isinstance(document.value, dict) else {}


def _horizon(findings: Findings) -> int | None:
    years = _top(findings.document).get("horizon_years")
    return years if isinstance(years, int) and not isinstance(years, bool) and years > 0 else None


def _check_years(findings: Findings, path: Path, value: Plain) -> None:
    """Note a list by year that is longer or shorter than the horizon."""
    years = _horizon(findings)
    if isinstance(value, list) and years is not None and len(value) != years:
        findings.note(path, "not-one-a-year", given=len(value), years=years)


def _check_threats(findings: Findings) -> None:
    for path, row in findings.rows("threats"):
        median, q95 = number(row.get("severity_median_eur")), number(row.get("severity_q95_eur"))
        if median is not None and q95 is not None and 0.0 < q95 < median:
            findings.note((*path, "severity_q95_eur"), "q95-below-median", median=median, q95=q95)
        if median is not None and q95 is not None and 0.0 < median * WIDEST < q95:
            findings.note((*path, "severity_q95_eur"), "q95-too-far", median=median, q95=q95, limit=WIDEST)
        _check_years(findings, (*path, "rate_per_year"), row.get("rate_per_year"))
        if row.get("kind", "event") == "event" and row.get("duration_years") is not None:
            findings.note((*path, "duration_years"), "event-with-duration")


def _check_cascades(findings: Findings, threats: _Listed) -> None:
    once = _Once(findings, "duplicate-entry")
    for path, row in findings.rows("cascades"):
        cause, effect = (threats.place((*path, name), row.get(name)) for name in ("from", "to"))
        if cause is not None and effect is not None:
            once.note(path, (cause, effect), f"{row['from']} → {row['to']}")


def _check_shocks(findings: Findings, threats: _Listed) -> None:
    groups: dict[int, tuple[Path, Path]] = {}
    for path, row in findings.rows("shocks"):
        members = row.get("members")
        if not isinstance(members, list):
            continue
        if not members:
            findings.note((*path, "members"), "too-few", given=0, limit=1)
        for place, member in enumerate(members):
            at = (*path, "members", place)
            threat = threats.place(at, member)
            if threat is None:
                continue
            group, first = groups.setdefault(threat, (path, at))
            if first != at:
                code = "duplicate-entry" if group == path else "in-two-shocks"
                findings.note(at, code, given=str(member), first=findings.document.line(first) or "?")


def _check_balance(findings: Findings) -> None:
    _check_years(findings, ("balance", "free_cash_flow_eur_per_year"), findings.group("balance").get("free_cash_flow_eur_per_year"))


def _check_measures(findings: Findings, threats: int) -> None:
    years = _horizon(findings)
    endless = [
        isinstance(row, dict) and row.get("kind") == "onset" and row.get("duration_years") is None for _, row in findings.items("threats")
    ]
    for path, row in findings.rows("measures"):
        start = row.get("start_year")
        if isinstance(start, int) and years is not None and start >= years:
            findings.note((*path, "start_year"), "too-large", given=start, limit=years - 1, sign="<=")
        for name in _FACTORS:
            factors = row.get(name)
            if not isinstance(factors, list):
                continue
            if len(factors) != threats:
                findings.note((*path, name), "not-one-a-threat", given=len(factors), threats=threats)
            if name == "duration_factor":
                for place, (factor, no_end) in enumerate(zip(factors, endless, strict=False)):
                    if no_end and number(factor) not in (None, 1.0):
                        findings.note((*path, name, place), "nothing-to-shorten", given=factor)


def _check_portfolios(findings: Findings, measures: _Listed) -> None:
    portfolios = _top(findings.document).get("portfolios")
    if isinstance(portfolios, list) and not portfolios:
        findings.note(("portfolios",), "too-few", given=0, limit=1)
    compared = (((*path, "portfolio"), row.get("portfolio")) for path, row in findings.rows("exact"))
    for path, portfolio in (*findings.items("portfolios"), *compared):
        once = _Once(findings, "duplicate-entry")
        for place, reference in enumerate(portfolio if isinstance(portfolio, list) else ()):
            measure = measures.place((*path, place), reference)
            if measure is not None:
                once.note((*path, place), measure, str(reference))
