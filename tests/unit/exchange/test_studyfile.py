"""Study files: every fault at its place, all at once; what is written is read back exactly."""

import itertools
import time
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitplanke.assessment.rating import Answer, Rater
from leitplanke.catalogue import compiled
from leitplanke.catalogue.entries import Catalogue
from leitplanke.company.profile import Company, LinkedFirm, Period, SizeHistory
from leitplanke.exchange import studyfile
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.reports.faults import sentences
from leitplanke.study.inputs import DaysPerQuarter, Decided, Limits, NotRelevant, Override, StudyInputs

CATALOGUE: Catalogue = compiled.read()
MACHINES = "indicator.iot.machines-recorded"
CLARITY = "indicator.iot.order-join"
ONSET = "unseen.cloud.lock-in"
TRUST = "strength.trust"
EVENT = "unseen.cyber.incident"
MEASURE = "measure.iot.integral-model"


def sound() -> dict[str, Any]:
    """Return a small study without fault."""
    return {
        "company": {"name": "Muster GmbH", "sector": "Metall", "staff": 38, "turnover_eur": 5_200_000},
        "start": "2027-Q1",
        "raters": [{"id": "anna", "role": "owner"}, {"id": "ben", "role": "staff"}],
        "answers": [
            {"rater": "anna", "indicator": MACHINES, "level": 2},
            {"rater": "ben", "indicator": MACHINES, "amount": 40.5},
        ],
        "running": [ONSET],
        "overrides": [{"target": EVENT, "parameter": "severity", "low": 5_000, "high": 250_000, "reason": "quote"}],
    }


def faults_of(text: str | bytes) -> list[Fault]:
    with pytest.raises(InputFaultsError) as caught:
        studyfile.read(text, "firma.yaml", CATALOGUE)
    return list(caught.value.faults)


def set_in(tree: Any, path: str, value: object) -> None:  # noqa: ANN401 - a plain tree
    """Set the field at a path such as ``answers.0.level``."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in steps:
        tree = tree[step]
    tree[last] = value


ANSWER = {"rater": "anna", "indicator": CLARITY}
MOMENT = {"indicator": CLARITY, "group": "owner", "count": 2, "weight": 2.0, "mean": 0.5, "square": 0.3}


@pytest.mark.parametrize(
    ("path", "value", "where", "code"),
    [
        ("company.staff", -3, "company.staff", "too-small"),
        ("company.staff", 0, "company.staff", "too-small"),
        ("company.staff", "zwölf", "company.staff", "not-a-number"),
        ("company.staff", True, "company.staff", "not-a-number"),
        ("company.turnover_eur", 0, "company.turnover_eur", "too-small"),
        ("company.turnover_eur", 5.2, "company.turnover_eur", "too-small"),
        ("company.turnover_eur", 1e15, "company.turnover_eur", "too-large"),
        ("company.turnover_eur", "5.200.000", "company.turnover_eur", "german-number"),
        ("company.equity_eur", "1.234,5", "company.equity_eur", "german-number"),
        ("company.name", "  ", "company.name", "empty"),
        ("company.name", 12, "company.name", "not-text"),
        ("company.name", "x" * 201, "company.name", "too-long"),
        ("company.umsatz", 1, "company.umsatz", "unknown-key"),
        ("company.largest_buyer_eur", 5_200_001, "company.largest_buyer_eur", "more-than-turnover"),
        ("company.platform_revenue_eur", 6e6, "company.platform_revenue_eur", "more-than-turnover"),
        ("company.owner_led", "ja", "company.owner_led", "not-true-or-false"),
        ("company", "Muster", "company", "not-a-group"),
        ("start", "Q1 2027", "start", "wrong-quarter"),
        ("start", "2027-Q5", "start", "wrong-quarter"),
        ("start", "0027-Q1", "start", "wrong-quarter"),
        ("raters.1.id", "anna", "raters[1].id", "duplicate-rater"),
        ("raters.0.role", "boss", "raters[0].role", "not-one-of"),
        ("raters.0.weight", 0, "raters[0].weight", "too-small"),
        ("answers", "keine", "answers", "not-a-list"),
        ("answers.0.level", 5, "answers[0].level", "too-large"),
        ("answers.0.level", -1, "answers[0].level", "too-small"),
        ("answers.0.level", 2.5, "answers[0].level", "not-whole"),
        ("answers.1.amount", 101, "answers[1].amount", "too-large"),
        ("answers.1.amount", -1, "answers[1].amount", "too-small"),
        ("answers.0.rater", "carl", "answers[0].rater", "unknown-rater"),
        ("answers.0.indicator", "indicator.iot.machine-recorded", "answers[0].indicator", "unknown-indicator"),
        ("answers.0.missing", "vielleicht", "answers[0].missing", "not-one-of"),
        ("answers.0.amount", 3, "answers[0]", "two-answers"),
        ("answers.0", ANSWER, "answers[0]", "no-answer"),
        ("answers.0", ANSWER | {"amount": 3}, "answers[0].amount", "no-amount"),
        ("answers.0", ANSWER | {"missing": "not-applicable"}, "answers[0].reason", "reason-missing"),
        ("answers.0", ANSWER | {"missing": "not-applicable", "reason": " "}, "answers[0].reason", "reason-missing"),
        ("answers.1.rater", "anna", "answers[1]", "duplicate-answer"),
        ("running.0", "unseen.cloud.lockin", "running[0]", "unknown-unseen"),
        ("running.0", EVENT, "running[0]", "not-an-onset"),
        ("running", [ONSET, ONSET], "running[1]", "duplicate-entry"),
        ("strengths", [{"strength": "strength.trusts", "level": 3}], "strengths[0].strength", "unknown-strength"),
        ("strengths", [{"strength": TRUST, "level": 5}], "strengths[0].level", "too-large"),
        ("strengths", [{"strength": TRUST, "level": 1}, {"strength": TRUST, "level": 2}], "strengths[1]", "duplicate-entry"),
        ("not_relevant", [{"unseen": "unseen.cyber.incidents", "reason": "x"}], "not_relevant[0].unseen", "unknown-unseen"),
        ("not_relevant", [{"unseen": EVENT, "reason": " "}], "not_relevant[0].reason", "reason-missing"),
        ("not_relevant", [{"unseen": EVENT}], "not_relevant[0].reason", "missing"),
        ("not_relevant", [{"unseen": EVENT, "reason": "x"}, {"unseen": EVENT, "reason": "y"}], "not_relevant[1]", "duplicate-entry"),
        ("not_relevant", [{"unseen": ONSET, "reason": "x"}], "not_relevant[0].unseen", "running-and-not-relevant"),
        ("decided", [{"measure": ONSET, "decision": "done", "reason": "x"}], "decided[0].measure", "no-such-measure"),
        ("decided", [{"measure": MEASURE, "decision": "maybe", "reason": "x"}], "decided[0].decision", "not-one-of"),
        ("decided", [{"measure": MEASURE, "decision": "out", "reason": " "}], "decided[0].reason", "reason-missing"),
        ("overrides.0.low", 250_000, "overrides[0].low", "low-not-below-high"),
        ("overrides.0.low", 300_000, "overrides[0].low", "low-not-below-high"),
        ("overrides.0.low", 0, "overrides[0].low", "too-small"),
        ("overrides.0.reason", "", "overrides[0].reason", "reason-missing"),
        ("overrides.0.target", "unseen.nothing", "overrides[0].target", "unknown-target"),
        ("overrides.0.parameter", "duration", "overrides[0].parameter", "wrong-parameter"),
        ("overrides.0.parameter", "probability", "overrides[0].parameter", "wrong-parameter"),
        ("overrides.0.parameter", "wish", "overrides[0].parameter", "wrong-parameter"),
        ("limits", {"budget_eur_per_year": -1}, "limits.budget_eur_per_year", "too-small"),
        ("limits", {"person_days_per_quarter": {"boss": 1}}, "limits.person_days_per_quarter.boss", "unknown-key"),
        ("moments", [MOMENT | {"indicator": MACHINES}], "moments[0].indicator", "ratings-and-moments"),
        ("moments", [MOMENT | {"square": 0.2}], "moments[0]", "moments-impossible"),
        ("moments", [MOMENT | {"square": 0.6}], "moments[0]", "moments-impossible"),
        ("moments", [MOMENT | {"unknown": 3}], "moments[0]", "moments-impossible"),
        ("moments", [MOMENT | {"weight": 0}], "moments[0]", "moments-impossible"),
        ("moments", [MOMENT, dict(MOMENT)], "moments[1]", "duplicate-entry"),
        ("moments", [MOMENT | {"mean": 1.2}], "moments[0].mean", "too-large"),
    ],
)
def test_each_fault_is_named_at_its_place(path: str, value: object, where: str, code: str) -> None:
    study = sound()
    set_in(study, path, value)
    faults = faults_of(yaml.safe_dump(study, allow_unicode=True))
    assert (where, code) in {(fault.where, fault.code) for fault in faults}
    if path not in {"company", "raters.1.id"}:  # then answers hang in the air, too
        top = path.split(".", maxsplit=1)[0]
        assert all(fault.where.startswith(top) for fault in faults)


def test_a_probability_of_a_link_is_at_most_one() -> None:
    study = sound()
    link = CATALOGUE.links[0].id
    study["overrides"] = [{"target": link, "parameter": "probability", "low": 0.5, "high": 1.2, "reason": "x"}]
    (fault,) = faults_of(yaml.safe_dump(study))
    assert (fault.where, fault.code) == ("overrides[0].high", "too-large")


P = {"name": "P", "share": 0.3, "staff": 5, "turnover_eur": 1, "balance_sheet_eur": 1}


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        ({"linked_firms": [P | {"name": ""}]}, "linked_firms[0].name", "empty"),
        ({"linked_firms": [P | {"share": None}]}, "linked_firms[0].share", "share-missing"),
        ({"linked_firms": [P | {"side": "holding", "kind": "public-body"}]}, "linked_firms[0].side", "investor-held"),
        ({"linked_firms": [P | {"kind": "bank"}]}, "linked_firms[0].kind", "not-one-of"),
        ({"linked_firms": [P | {"staff": -1}]}, "linked_firms[0].staff", "too-small"),
        ({"linked_firms": [P | {"linked_firms": [P | {"name": "Q", "owner": 1}]}]}, "linked_firms[0].linked_firms[0].owner", "unknown-key"),
        ({"linked_firms": [P | {"linked_firms": [P | {"name": "Q", "share": 1.1}]}]}, "linked_firms[0].linked_firms[0].share", "too-large"),
        (
            {"linked_firms": [P | {"linked_firms": [P | {"name": "Q", "share": 0.6, "relation": "partner"}]}]},
            "linked_firms[0].linked_firms[0].share",
            "partner-share",
        ),
        ({"linked_firms": [P, P | {"name": "p ", "staff": 6}]}, "linked_firms[1]", "firm-differs"),
        ({"size_history": {"newly_founded": True, "former_size": "small"}}, "size_history.newly_founded", "new-with-past"),
        ({"size_history": {"earlier": [{"staff": 1, "turnover_eur": 1}] * 3}}, "size_history.earlier", "too-many"),
        ({"size_history": {"former_size": "sme"}}, "size_history.former_size", "not-one-of"),
        ({"size_history": {"earlier": [{"staff": 1}]}}, "size_history.earlier[0].turnover_eur", "missing"),
    ],
)
def test_each_fault_of_owners_holdings_and_earlier_years_is_named(change: dict[str, Any], where: str, code: str) -> None:
    study = sound()
    study["company"] |= change
    dumper = type("NoAlias", (yaml.SafeDumper,), {"ignore_aliases": lambda *_: True})
    (fault,) = faults_of(yaml.dump(study, Dumper=dumper))
    assert (fault.where, fault.code) == (f"company.{where}", code)


def test_a_firm_in_two_places_with_the_same_figures_is_sound() -> None:
    study = sound()
    study["company"]["linked_firms"] = [dict(P), P | {"share": 0.4, "side": "holding"}]
    assert len(studyfile.read(yaml.safe_dump(study), "x.yaml", CATALOGUE).company.linked_firms) == 2


def test_a_partner_with_more_than_half_is_a_linked_firm() -> None:
    study = sound()
    firm = {"name": "P", "relation": "partner", "share": 0.6, "staff": 5, "turnover_eur": 1, "balance_sheet_eur": 1}
    study["company"]["linked_firms"] = [firm]
    (fault,) = faults_of(yaml.safe_dump(study))
    assert (fault.where, fault.code) == ("company.linked_firms[0].share", "partner-share")


MANY = """\
company:
  name: Muster GmbH
  sektor: Metall
  staff: -4
  turnover_eur: 5.200.000,00 €
start: 2027-Q9
raters:
  - {id: anna, role: owner}
answers:
  - {rater: anna, indicator: indicator.iot.machines-recorded, level: 9}
  - rater: berta
    indicator: indicator.iot.machines-recordet
    missing: not-applicable
running: [unseen.cyber.incident]
"""


def test_all_faults_come_at_once_with_line_field_reason_and_remedy_in_both_languages() -> None:
    faults = faults_of(MANY)
    assert [(fault.line, fault.where, fault.code) for fault in faults] == [
        (1, "company.sector", "missing"),
        (3, "company.sektor", "unknown-key"),
        (4, "company.staff", "too-small"),
        (5, "company.turnover_eur", "german-number"),
        (6, "start", "wrong-quarter"),
        (10, "answers[0].level", "too-large"),
        (11, "answers[1].reason", "reason-missing"),
        (11, "answers[1].rater", "unknown-rater"),
        (12, "answers[1].indicator", "unknown-indicator"),
        (14, "running[0]", "not-an-onset"),
    ]
    german, english = sentences(faults, "de"), sentences(faults, "en")
    assert german[3] == (
        "Zeile 5, company.turnover_eur: „5.200.000,00 €“ ist so nicht als Zahl lesbar. Schreiben Sie sie ohne Tausenderpunkt "
        "und Einheit und mit Punkt vor den Nachkommastellen: 5200000"
    )
    assert "Meinten Sie „sector“?" in german[1]
    assert "Did you mean “indicator.iot.machines-recorded”?" in english[8]
    assert all(text.startswith(("Zeile ", "Line ")) for text in german + english)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("company: {name: Müller}".encode("cp1252"), "encoding"),
        ("company: {name: Müller}".encode("utf-16"), "encoding"),
        (b"", "empty-file"),
        (b"# nothing\n\n", "empty-file"),
        (b"company: [1, 2", "syntax"),
        (b"company:\n\tname: x", "syntax"),
        (b"\x00\x01\x02", "syntax"),
        (b"- a\n- b\n", "not-a-group"),
        (b"only words", "not-a-group"),
        (b"a: &x [1]\nb: *x\n", "alias"),
        (b"a: !!python/object:os.system {}\n", "tag"),
        (b"start: 2027-Q1\nstart: 2027-Q2\n", "duplicate-key"),
        (b"[" * 100, "too-deep"),
        (b"a: 1\n---\nb: 2\n", "several-documents"),
        (b"PK\x03\x04" + bytes(range(256)), "encoding"),
    ],
)
def test_a_wrong_file_is_refused_with_its_reason(data: bytes, code: str) -> None:
    faults = faults_of(data)
    assert code in {fault.code for fault in faults}
    assert all(text for language in ("de", "en") for text in sentences(faults, language))  # type: ignore[arg-type]


def test_fifty_megabytes_are_refused_unread() -> None:
    data = b"company: {name: x}\n" * 2_700_000
    started = time.perf_counter()
    (fault,) = faults_of(data)
    assert time.perf_counter() - started < 0.5
    assert (fault.code, dict(fault.values)) == ("too-big", {"given": "51.3", "limit": "1.0"})


def test_a_file_full_of_faults_is_answered_in_seconds() -> None:
    study = sound()
    study["answers"] = [{"rater": f"r{n}", "indicator": f"indicator.iot.machines-recorde{n}", "level": 9} for n in range(3_000)]
    text = yaml.dump(study, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper))
    started = time.perf_counter()
    assert len(faults_of(text)) == 9_000
    assert time.perf_counter() - started < 6


def test_json_is_read_like_yaml() -> None:
    text = '{"company": {"name": "A", "sector": "B", "staff": 3, "turnover_eur": 250000}, "start": "2027-Q1"}'
    assert studyfile.read(text, "x.json", CATALOGUE) == StudyInputs(
        company=Company(name="A", sector="B", staff=3.0, turnover_eur=250_000.0), start="2027-Q1"
    )


def test_what_is_left_blank_counts_as_not_given() -> None:
    text = """\
company: {name: A, sector: B, staff: 3, turnover_eur: 250000, equity_eur: , linked_firms: }
start: 2027-Q1
raters:
answers:
running:
limits: {person_days_per_quarter: }
"""
    inputs = studyfile.read(text, "x.yaml", CATALOGUE)
    assert inputs == StudyInputs(company=Company(name="A", sector="B", staff=3.0, turnover_eur=250_000.0), start="2027-Q1")
    (fault,) = faults_of(text.replace("start: 2027-Q1", "start:"))
    assert (fault.where, fault.code) == ("start", "missing")


COUNT = itertools.count()
NAMES = st.text(min_size=1, max_size=40).filter(lambda text: any(sign.isalnum() for sign in text))
MONEY = st.none() | st.floats(0, 1e9)


def firms(depth: int) -> st.SearchStrategy[LinkedFirm]:
    """Return firms with a name each, down to `depth` levels below."""
    return st.builds(
        lambda name, **fields: LinkedFirm(name=f"{name} {next(COUNT)}", **fields),
        name=NAMES.filter(lambda text: len(text) < 30),
        relation=st.sampled_from([None, "linked", "same-owners"]),
        share=st.floats(0, 1),
        staff=st.none() | st.floats(0, 1e4),
        turnover_eur=st.none() | st.floats(0, 1e9),
        balance_sheet_eur=st.none() | st.floats(0, 1e9),
        side=st.sampled_from([None, "owner"]),
        kind=st.sampled_from(["enterprise", "public-body", "university"]),
        adjacent_markets=st.sampled_from([None, True, False]),
        linked_firms=st.lists(firms(depth - 1), max_size=2).map(tuple) if depth else st.just(()),
    )


PERIODS = st.builds(Period, staff=st.floats(0, 1e4), turnover_eur=st.floats(0, 1e9), balance_sheet_eur=MONEY)
HISTORIES = st.builds(
    SizeHistory,
    earlier=st.lists(PERIODS, max_size=2).map(tuple),
    former_size=st.sampled_from([None, "micro", "large"]),
    ownership_changed=st.booleans(),
)
COMPANIES = st.builds(
    Company,
    name=NAMES,
    sector=NAMES,
    region=st.text(max_size=20),
    legal_form=st.sampled_from(["", "GmbH", "no", "null", "1e5", "012", "true", "2027-01-01", "a: b", "x #y", "- z", "a\nb", " c "]),
    owner_led=st.none() | st.booleans(),
    staff=st.floats(0.5, 1e4),
    turnover_eur=st.floats(1e9, 1e11),
    equity_eur=st.none() | st.floats(-1e9, 1e9),
    liquidity_eur=MONEY,
    largest_buyer_eur=MONEY,
    cloud_spend_eur_per_year=MONEY,
    linked_firms=st.lists(firms(1), max_size=2).map(tuple),
    size_history=HISTORIES,
)
LEVELS = st.one_of(
    st.integers(0, 4).map(lambda level: {"level": level}),
    st.just({"missing": "unknown"}),
    st.text(min_size=1, max_size=30).filter(str.strip).map(lambda text: {"missing": "not-applicable", "reason": text}),
)


@st.composite
def studies(draw: Callable[..., Any]) -> StudyInputs:
    raters = tuple(
        Rater(id=name, role=draw(st.sampled_from(["owner", "staff", "it"])), weight=draw(st.floats(0.1, 10)))
        for name in draw(st.lists(NAMES, max_size=3, unique_by=str.strip))
    )
    indicators = draw(st.lists(st.sampled_from([indicator.id for indicator in CATALOGUE.indicators]), max_size=5, unique=True))
    answers = tuple(Answer(rater=rater.id, indicator=name, **draw(LEVELS)) for rater in raters for name in indicators)
    low = draw(st.floats(1e-6, 1e3))
    override = Override(target=EVENT, parameter="rate", low=low, high=low * draw(st.floats(1.1, 100)), reason=draw(NAMES))
    return StudyInputs(
        company=draw(COMPANIES),
        start="2027-Q1",
        raters=raters,
        answers=answers,
        running=draw(st.sampled_from([(), (ONSET,)])),
        decided=draw(st.sampled_from([(), (Decided(measure=MEASURE, decision="done", reason="2024: ja"),)])),
        not_relevant=draw(st.sampled_from([(), (NotRelevant(unseen=EVENT, reason="no: #1 'reason'"),)])),
        overrides=draw(st.sampled_from([(), (override,)])),
        limits=Limits(budget_eur_per_year=draw(MONEY), person_days_per_quarter=DaysPerQuarter(it=draw(st.none() | st.floats(0, 99)))),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(inputs=studies())
def test_what_is_written_is_read_back_exactly_with_ratings_and_with_moments(inputs: StudyInputs) -> None:
    assert studyfile.read(studyfile.write(inputs), "x.yaml", CATALOGUE) == inputs
    pooled = studyfile.pooled(inputs, CATALOGUE)
    assert studyfile.read(studyfile.write(pooled).encode(), "x.yaml", CATALOGUE) == pooled
    assert not pooled.answers
    assert not pooled.raters
