"""Risk model files: the plain way into the engine for people who have a model of their own (docs/reference/risk-model-file.md)."""

from dataclasses import dataclass, replace

import numpy as np

from leitplanke.exchange.findings import agreed
from leitplanke.exchange.modelfile_checks import check, place_of
from leitplanke.exchange.modelfile_shape import AnswerRow, MeasureRow, ModelFile, Reference
from leitplanke.primitives.document import Document, parse
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.interval import Z95
from leitplanke.primitives.shape import short
from leitplanke.risk import cascade
from leitplanke.risk.model import Balance, Floats, Ints, RiskModel
from leitplanke.risk.portfolio import Measures, Portfolios, model_of

LARGEST_BYTES = 8_000_000
MOST_FIELDS = 250_000
"""Reading takes a second for 100,000 fields; 1,000 portfolios of 20 measures need 20,000, 60 measures on 200 threats 36,000."""
_OWN_WORDS = {"too-big": "model-too-big", "too-many-fields": "model-too-many-fields", "empty-file": "model-empty"}
"""Where the message for study files would not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFile:
    """A risk model file that has no faults."""

    name: str
    threats: tuple[str, ...]
    """Id of each threat, or its place in the list where it has none."""
    measures: tuple[str, ...]
    """The same for each measure."""
    labels: tuple[tuple[str | int, ...], ...]
    """The portfolios as the file writes them."""
    portfolios: Portfolios
    exact: tuple[tuple[tuple[int, ...], AnswerRow], ...]
    """Answers of others in the file, each with its portfolio as places of measures."""


def read(data: bytes | str, name: str) -> RiskFile:
    """Return the model and the portfolios in a risk model file.

    Parameters
    ----------
    data
        JSON or YAML in UTF-8, at most `LARGEST_BYTES`.
    name
        What people call the file; only for messages.

    Raises
    ------
    InputFaultsError
        With all faults at once: of the file, of the shape of its fields (codes in ``primitives.shape``) and of what must hold
        between them (codes in ``exchange.modelfile_checks``).
    """
    document = _parsed(data, name)
    file = agreed(ModelFile, document, check(document))
    risk_file = _risk_file(file, name)
    endless = _endless(document, risk_file)
    if endless:
        raise InputFaultsError(endless)
    return risk_file


def _parsed(data: bytes | str, name: str) -> Document:
    try:
        document = parse(data, name, largest=LARGEST_BYTES, most_fields=MOST_FIELDS)
    except InputFaultsError as error:
        raise InputFaultsError(replace(fault, code=_OWN_WORDS.get(fault.code, fault.code)) for fault in error.faults) from None
    if not isinstance(document.value, dict):
        raise InputFaultsError([Fault(name, "not-a-group", (("given", short(document.value)),), 1)])
    return document


def _risk_file(file: ModelFile, name: str) -> RiskFile:
    measures = {row.id: place for place, row in enumerate(file.measures) if row.id is not None}

    def places(references: tuple[Reference, ...]) -> tuple[int, ...]:
        return _places(references, measures, len(file.measures))

    return RiskFile(
        name=name,
        threats=tuple(row.id or str(place) for place, row in enumerate(file.threats)),
        measures=tuple(row.id or str(place) for place, row in enumerate(file.measures)),
        labels=file.portfolios,
        portfolios=Portfolios(
            model=_model(file),
            measures=_measures(file.measures, len(file.threats)),
            portfolios=tuple(places(portfolio) for portfolio in file.portfolios),
        ),
        exact=tuple((places(row.portfolio), row) for row in file.exact),
    )


def _places(references: tuple[Reference, ...], ids: dict[str, int], count: int) -> tuple[int, ...]:
    """Return the places that references mean; `check` has found that all mean one."""
    found = (place_of(reference, ids, count) for reference in references)
    return tuple(place for place in found if place is not None)


def _model(file: ModelFile) -> RiskModel:
    years, rows = file.horizon_years, file.threats
    ids = {row.id: place for place, row in enumerate(rows) if row.id is not None}

    def places(references: tuple[Reference, ...]) -> Ints:
        return np.array(_places(references, ids, len(rows)), dtype=np.int64)

    group = np.full(len(rows), -1, dtype=np.int64)
    for number, shock in enumerate(file.shocks):
        group[places(shock.members)] = number
    median = np.array([row.severity_median_eur for row in rows])
    # An onset without an end lasts through the horizon; so it has a number that factors may multiply.
    duration = np.array([0.0 if row.kind == "event" else row.duration_years or float(years) for row in rows])
    probability = np.array([link.probability for link in file.cascades], dtype=np.float64)
    return RiskModel(
        onset=np.array([row.kind == "onset" for row in rows]),
        rate=np.stack([_by_year(row.rate_per_year, years) for row in rows], axis=1),
        median_eur=median,
        sigma=np.log(np.array([row.severity_q95_eur for row in rows]) / median) / Z95,
        cap_eur=np.array([np.inf if row.severity_cap_eur is None else row.severity_cap_eur for row in rows]),
        scale=np.ones((years, len(rows))),
        duration=np.tile(duration, (years, 1)),
        link_from=places(tuple(link.cause for link in file.cascades)),
        link_to=places(tuple(link.effect for link in file.cascades)),
        link_probability=np.tile(probability, (years, 1)),
        group=group,
        group_variance=np.array([shock.variance for shock in file.shocks], dtype=np.float64),
        discount_rate=file.discount_rate,
        balance=_balance(file),
    )


def _by_year(value: float | tuple[float, ...], years: int) -> Floats:
    return np.full(years, value) if isinstance(value, float) else np.array(value)


def _balance(file: ModelFile) -> Balance:
    row, years = file.balance, file.horizon_years
    if row is None:
        return Balance(liquidity_eur=None, equity_eur=None, cash_flow_eur=np.zeros(years))
    cash_flow = _by_year(row.free_cash_flow_eur_per_year, years)
    return Balance(liquidity_eur=row.liquidity_eur, equity_eur=row.equity_eur, cash_flow_eur=cash_flow)


def _measures(rows: tuple[MeasureRow, ...], threats: int) -> Measures:
    def stacked(name: str) -> Floats:
        given = [getattr(row, name) for row in rows]
        return np.array([np.ones(threats) if one is None else one for one in given], dtype=np.float64).reshape(len(rows), threats)

    return Measures(
        start_year=np.array([row.start_year for row in rows], dtype=np.int64),
        cost_eur=np.array([row.cost_eur for row in rows], dtype=np.float64),
        frequency_factor=stacked("frequency_factor"),
        severity_factor=stacked("severity_factor"),
        duration_factor=stacked("duration_factor"),
    )


def _endless(document: Document, file: RiskFile) -> list[Fault]:
    """Return a fault if losses cause each other without end: in the firm as it is, else for each portfolio that makes it so."""
    if file.portfolios.model.link_from.size == 0:
        return []
    as_it_is = _fault_of(file.portfolios.model, file, "cascades", "endless-cascade", document.line(("cascades",)))
    if as_it_is is not None:
        return [as_it_is]
    found = (
        _fault_of(
            model_of(file.portfolios, number), file, f"portfolios[{number}]", "endless-by-measures", document.line(("portfolios", number))
        )
        for number in range(len(file.labels))
    )
    return [fault for fault in found if fault is not None]


def _fault_of(model: RiskModel, file: RiskFile, where: str, code: str, line: int | None) -> Fault | None:
    try:
        cascade.check(model)
    except cascade.SupercriticalCascadeError as error:
        loop = " → ".join(file.threats[threat] for threat in (*error.loop, error.loop[0]))
        return Fault(where, code, (("loop", loop), ("radius", f"{error.radius:.2f}")), line)
    return None
