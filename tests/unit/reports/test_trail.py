"""Where numbers come from, in words: checked on a real run of an example, down to every node of its trace."""

import math
import re
from dataclasses import replace

import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.primitives.trace import TraceNode
from leitplanke.reports.document import compose
from leitplanke.reports.naming import Names
from leitplanke.reports.serial import plain
from leitplanke.reports.trail import Explainer, author_year, citation, explain
from leitplanke.reports.words import LANGUAGES, Language, store
from leitplanke.study.result import StudyResult

RAW = re.compile(r"\b(?:unseen|measure|indicator|base|link|shock|capacity|component|source|assumption)\.[a-z]|\{|\}|risk/|plan/|_eur\b")
"""What no reader should ever see."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_node_is_explained(real: StudyResult, catalogue: Catalogue, language: Language) -> None:
    explainer = Explainer.of(real, catalogue, language)
    other = store()["operation.other"][language].split("{")[0]
    for node in real.trace:
        found = explainer.explain(node.id)
        words = (found.name, found.value, found.formula, found.ratings, found.origin, *(step.name for step in found.steps))
        assert [word for word in words if RAW.search(word)] == [], node.id
        assert found.formula, node.id
        assert not found.formula.startswith(other), node.operation


@pytest.mark.parametrize("language", LANGUAGES)
def test_report_of_a_real_run_shows_no_raw_ids(real: StudyResult, catalogue: Catalogue, language: Language) -> None:
    def texts(value: object) -> list[str]:
        if isinstance(value, str):
            return [] if value.startswith("<svg") else [value]
        if isinstance(value, dict):
            return [text for key, part in value.items() if key != "trace" for text in texts(part)]
        return [text for part in value for text in texts(part)] if isinstance(value, list | tuple) else []

    found = texts(plain(compose(real, catalogue, language)))
    assert len(found) > 300
    assert [text for text in found if RAW.search(text)] == []


def test_every_reported_number_has_a_node(real: StudyResult) -> None:
    known = {node.id for node in real.trace}
    for risk in (real.risk, real.plan.after):
        bands = [risk.expected_annual_loss_eur, risk.var95_eur, risk.cvar95_eur, risk.static_risk_eur, risk.dynamic_vulnerability_eur]
        assert {band.trace for band in bands} <= known
        assert {one.trace for one in (*risk.unseens, *risk.components)} <= known
    assert {one.trace for one in real.assumptions} <= known


def test_formula_names_what_went_in(result: StudyResult, catalogue: Catalogue) -> None:
    found = explain(result, catalogue, "risk/expected-annual-loss", "de")
    assert found.name == "Erwarteter Schaden im Jahr"
    assert found.value == "83.200\u00a0€ im Jahr"
    assert found.formula.startswith("Summe aus „Daten bleiben ungenutzt: Schaden im Jahr“, ")
    assert found.formula.endswith("und 27 weiteren Zahlen.")
    assert len(found.steps) == 31


def test_ratings_end_at_group_and_count(result: StudyResult, catalogue: Catalogue) -> None:
    found = explain(result, catalogue, "indicator.network.replace-months/value", "de")
    assert found.ratings == "Antworten: Inhaber 1, Belegschaft 3"


def test_assumption_says_so(result: StudyResult, catalogue: Catalogue) -> None:
    found = explain(result, catalogue, "unseen.iot.product-substituted/rate", "de")
    assert found.origin == "Annahme; Sicherheit gering; geprüft am 22.\u00a0November 2026"


def test_unknown_node(result: StudyResult, catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        explain(result, catalogue, "no/such-node", "de")


def test_what_was_not_asked_has_its_range(real: StudyResult, catalogue: Catalogue) -> None:
    # Beta(1.5, 1.5) is a half circle: F(x) = 1/2 + (u sqrt(1 - u^2) + asin u) / pi with u = 2x - 1, so F(0.0973) = 0.05.
    u = 2 * 0.0973 - 1
    assert 0.5 + (u * math.sqrt(1 - u * u) + math.asin(u)) / math.pi == pytest.approx(0.05, abs=1e-4)
    explainer = Explainer.of(real, catalogue, "de")
    found = [node for node in real.trace if node.operation == "assumed"]
    assert found
    assert {explainer.span(node) for node in found} == {"0,10\u20130,90"}


def test_a_price_paid_once_speaks_of_no_yearly_price(real: StudyResult, catalogue: Catalogue) -> None:
    # Steering projects with stop rules costs 1,000 EUR once (0 to 4,000) and nothing a year.
    node = TraceNode(
        id="measure.org.project-gate/price",
        value=None,
        unit="EUR",
        operation="price",
        parameters=(
            *(("once.low", 0.0), ("once.mode", 1_000.0), ("once.high", 4_000.0)),
            *(("yearly.low", 0.0), ("yearly.mode", 0.0), ("yearly.high", 0.0)),
        ),
    )
    found = explain(replace(real, trace=(node,)), catalogue, node.id, "de")
    assert found.formula == "Katalog: einmalig 1.000\u00a0€ (0\u00a0€ bis 4.000\u00a0€)."


@pytest.mark.parametrize(("language", "money"), [("de", "60.000\u00a0€"), ("en", "€60,000")])
def test_a_measured_base_says_what_the_profile_says_beside_it_and_the_other_way_round(
    catalogue: Catalogue, language: Language, money: str
) -> None:
    base = TraceNode(id="base.cloud-spend", value=9000.0, unit="EUR/year", operation="measured", parameters=(("amount", 9000.0),))
    names = Names.of(catalogue, language)
    files = replace(base, parameters=(*base.parameters, ("contract", 0.0), ("stated", 60_000.0)))
    own = replace(base, operation="given", parameters=(("measured", 60_000.0),), note="two are missing")
    for node, words in (
        (files, "Im Profil steht" if language == "de" else "The profile says"),
        (own, "Ihre Dateien ergeben" if language == "de" else "Your files say"),
    ):
        found = Explainer(names, {node.id: node}).explain(node.id)
        assert f"{words} {money}" in found.formula
    assert "two are missing" in Explainer(names, {own.id: own}).explain(own.id).note


def test_a_source_without_year_says_so(catalogue: Catalogue) -> None:
    sources = {source.id: source for source in catalogue.sources}
    german, english = Names.of(catalogue, "de"), Names.of(catalogue, "en")
    assert author_year(sources["source.fujitsu"], german) == "Fujitsu (o.\u00a0J.)"
    assert author_year(sources["source.fujitsu"], english) == "Fujitsu (n.d.)"
    assert citation(sources["source.betrvg-94"], english).startswith("Bundesrepublik Deutschland (1972): Works Constitution Act, § 94")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_node_says_what_would_change_it_most(real: StudyResult, catalogue: Catalogue, language: Language) -> None:
    explainer = Explainer.of(real, catalogue, language)
    known = {node.id for node in real.trace}
    for node in real.trace:
        found = explainer.explain(node.id)
        assert found.levers_note, node.id
        assert [word for lever in found.levers for word in (lever.name, lever.value) if RAW.search(word) or not word] == [], node.id
        assert {lever.node for lever in found.levers if lever.node} <= known, node.id
        assert node.id not in {lever.node for lever in found.levers}, node.id


def test_measured_levers_are_those_of_the_result(real: StudyResult, catalogue: Catalogue) -> None:
    found = explain(real, catalogue, "risk/expected-annual-loss", "de")
    (drivers,) = (one for one in real.drivers if one.figure == "expected_annual_loss_eur")
    assert [lever.node for lever in found.levers] == [row.figures[0] for row in drivers.rows if row.narrowing.mid >= 0.005][:4]
    # With a plan it was not measured: then the trace says it.
    assert explain(real, catalogue, "plan/expected-annual-loss", "de").levers_note != found.levers_note
