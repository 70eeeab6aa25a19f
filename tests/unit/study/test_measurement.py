"""What a firm's files settle goes before answers; expected values by hand."""

import math
from dataclasses import replace
from datetime import date

import pytest

from leitplanke.assessment.rating import Answer, Rater
from leitplanke.catalogue import compiled
from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.ledger import Batch, Ledger, PartnerVolume, YearVolume
from leitplanke.company.dependence.partner import Relation
from leitplanke.company.dependence.service import ExportTest, Offer, Service
from leitplanke.company.profile import Company
from leitplanke.exchange import studyfile
from leitplanke.primitives.measurement import StatedFirst
from leitplanke.primitives.trace import TraceNode
from leitplanke.study.compile import CompiledStudy, compile_study
from leitplanke.study.dependence import Dependence
from leitplanke.study.digest import input_hash
from leitplanke.study.grounds import gradient, missing, shares_of
from leitplanke.study.inputs import Override, StudyInputs
from leitplanke.study.measurement import measured

CATALOGUE = compiled.read()
FIRM = StudyInputs(company=Company(name="F", sector="s", staff=40.0, turnover_eur=5_000_000.0, liquidity_eur=400_000.0), start="2027-Q1")


def account(number: str, eur: float, name: str = "", parent: str | None = None, *, collective: bool = False) -> PartnerVolume:
    years = (YearVolume(year=2024, net_eur=eur / 2.0), YearVolume(year=2025, net_eur=eur), YearVolume(year=2026, net_eur=9e6))
    return PartnerVolume(account=number, name=name, parent=parent, collective=collective, years=years)


LEDGER = Ledger(
    begins=date(2024, 1, 1),
    ends=date(2026, 6, 30),
    customers=(
        account("10000", 9e5, "Alpha", "Holding"),
        account("10001", 6e5, "Alpha Nord", "Holding"),
        account("10002", 1.2e6, "Beta"),
        account("10999", 2e6, "Diverse", collective=True),
    ),
)


def study(dependence: Dependence, **changes: object) -> CompiledStudy:
    return compile_study(CATALOGUE, replace(FIRM, dependence=dependence, **changes))  # type: ignore[arg-type]


def node(found: CompiledStudy, name: str) -> TraceNode:
    return found.trace.nodes[name]


def test_the_largest_group_of_the_last_full_year_is_measured_from_postings() -> None:
    """2026 is half: 2025 counts, the group has 900,000 + 600,000, and the collective account is no partner."""
    found = study(Dependence(ledger=LEDGER))
    base = node(found, "base.main-buyer-revenue")
    assert (base.value, base.operation) == (1.5e6, "measured")
    assert dict(base.parameters)["postings"] == 2025.0
    asked = node(found, "indicator.network.largest-buyer")
    assert dict(asked.parameters)["amount"] == 30.0  # of a turnover of 5 million
    assert asked.value == pytest.approx(0.5)  # 30 % is the middle of the question's scale


def test_postings_go_before_profile_and_answers_but_not_before_own_estimates() -> None:
    said = Answer(rater="o", indicator="indicator.network.largest-buyer", level=4)
    company = replace(FIRM.company, largest_buyer_eur=3e6)
    own = Override(target="unseen.network.replaceable", parameter="severity", low=1000.0, high=9000.0, reason="r")
    relations = (Relation(partner="Alpha", role="customer", margin=0.5),)
    found = study(
        Dependence(ledger=LEDGER, relations=relations),
        company=company,
        raters=(Rater(id="o", role="owner"),),
        answers=(said,),
        overrides=(own,),
    )
    assert node(found, "base.main-buyer-revenue").value == 1.5e6
    assert node(found, "indicator.network.largest-buyer").operation == "measured"
    assert node(found, "unseen.network.replaceable/severity").value == pytest.approx(3000.0)  # the middle of the own estimate


def test_a_measured_answer_is_narrower_and_counts_for_known() -> None:
    found = study(Dependence(ledger=LEDGER))
    (variable,) = [one for one in found.indices.variables if one.indicator == "indicator.network.largest-buyer"]
    total = variable.alpha + variable.beta
    assert math.sqrt(variable.alpha * variable.beta / total**2 / (total + 1.0)) == pytest.approx(0.05)
    assert not variable.assumed


def test_does_not_apply_gives_way_to_what_is_measured() -> None:
    said = Answer(rater="o", indicator="indicator.network.largest-buyer", missing="not-applicable", reason="no")
    found = study(Dependence(ledger=LEDGER), raters=(Rater(id="o", role="owner"),), answers=(said,))
    assert node(found, "indicator.network.largest-buyer").operation == "measured"


@pytest.mark.parametrize(("other", "largest"), [(1.4e6, None), (1.6e6, 2e6)])
def test_sales_of_relations_count_only_if_nobody_unnamed_can_be_larger(other: float, largest: float | None) -> None:
    """Of 5 million, 2 + 1.4 are named: somebody unnamed could have 1.6, which is less than 2; so take the case just beyond."""
    company = replace(FIRM.company, turnover_eur=5.5e6)
    relations = (
        Relation(partner="A", role="customer", revenue_net_eur=2e6),
        Relation(partner="B", role="customer", revenue_net_eur=other),
        Relation(partner="S", role="supplier", revenue_net_eur=4e6),
    )
    found = measured(replace(FIRM, company=company, dependence=Dependence(relations=relations)))
    assert [one.amount for one in found.bases] == ([] if largest is None else [largest])


def test_own_contribution_scales_the_loss_of_the_largest_buyer() -> None:
    """5 to 50 % of the sales at one third contribution are 3 to 30 % at 20 %."""
    relations = (Relation(partner="Alpha", role="customer", margin=0.2, notice_months=3.0),)
    found = study(Dependence(ledger=LEDGER, relations=relations))
    severity = dict(node(found, "unseen.network.replaceable/severity").parameters)
    assert (severity["low"], severity["high"], severity["cap"]) == pytest.approx((0.03, 0.3, 0.42))
    assert dict(node(found, "indicator.network.notice-months").parameters)["amount"] == 3.0


SHOP = Channel(
    name="Market",
    type="b2c",
    basis="settlement",
    year=2025,
    revenue_net_eur=1_050_000.0,
    refunds_eur=50_000.0,
    commission_eur=120_000.0,
    ads_eur=20_000.0,
    fulfilment_eur=10_000.0,
    goods_eur=650_000.0,
)


def test_platforms_are_measured_after_refunds() -> None:
    second = replace(SHOP, name="Other", operator="Market", revenue_net_eur=250_000.0, refunds_eur=0.0)
    third = replace(SHOP, name="Third", revenue_net_eur=250_000.0, refunds_eur=0.0, type="b2b")
    own = Channel(name="Shop", type="b2c", own=True, revenue_net_eur=1e6)
    found = measured(replace(FIRM, dependence=Dependence(channels=(SHOP, second, third, own))))
    amounts = {one.target: one.amount for one in (*found.bases, *found.indicators)}
    assert amounts["base.platform-revenue"] == 1.5e6
    assert amounts["indicator.platform.turnover-share"] == 30.0
    assert amounts["indicator.platform.largest-share"] == pytest.approx(100.0 * 1.25 / 1.5)
    assert amounts["indicator.platform.cost-share"] == pytest.approx(30.0)  # 3 times 150,000 of 1.5 million


def test_a_platform_with_older_figures_still_counts() -> None:
    """1,000,000 of 2025 and 250,000 of 2024: nothing says that the second one is gone."""
    older = replace(SHOP, name="Other", year=2024, revenue_net_eur=250_000.0, refunds_eur=0.0)
    found = measured(replace(FIRM, dependence=Dependence(channels=(SHOP, older))))
    assert [(one.amount, one.year) for one in found.bases] == [(1.25e6, 2025)]


def test_own_contribution_scales_the_loss_of_a_block() -> None:
    """1,000,000 less 150,000 and 650,000 leaves 20 %, half of what the catalogue reckons with."""
    found = study(Dependence(channels=(SHOP,)))
    severity = dict(node(found, "unseen.platform.rules/severity").parameters)
    assert (severity["low"], severity["high"]) == pytest.approx((0.002, 0.07))


def test_one_estimated_platform_measures_nothing_and_unknown_goods_no_contribution() -> None:
    guess = replace(SHOP, name="Guess", basis="estimate")
    assert not measured(replace(FIRM, dependence=Dependence(channels=(SHOP, guess)))).bases
    assert not measured(replace(FIRM, dependence=Dependence(channels=(replace(SHOP, goods_eur=None),)))).margins


def test_services_measure_spend_age_of_export_and_interfaces() -> None:
    erp = Service(
        id="erp",
        name="ERP",
        provider="P",
        model="saas",
        spend_eur_per_year=9000.0,
        interface="proprietary",
        last_export_test=ExportTest(on=date(2026, 1, 1), complete=True),
    )
    mail = Service(id="mail", name="Mail", provider="P", model="saas", spend_eur_per_year=1000.0, interface="odf")
    found = measured(replace(FIRM, dependence=Dependence(services=(erp, mail))))
    amounts = {one.target: one.amount for one in (*found.bases, *found.indicators)}
    assert amounts["base.cloud-spend"] == 10_000.0
    assert amounts["indicator.cloud.export-age"] == pytest.approx(12.0, abs=0.01)  # from 1 January to 1 January
    assert amounts["indicator.cloud.open-interfaces"] == 50.0
    safe = Service(id="safe", name="Safe", provider="we", model="offline", spend_eur_per_year=500.0)
    compared = Service(id="other", name="Other", provider="Q", model="iaas", interface="s3", offer=Offer(eur_per_year=1200.0))
    assert measured(replace(FIRM, dependence=Dependence(services=(erp, mail, safe, compared)))) == found
    partial = replace(erp, last_export_test=ExportTest(on=date(2026, 1, 1), complete=False))
    assert not [one for one in measured(replace(FIRM, dependence=Dependence(services=(partial,)))).indicators if "export" in one.target]


def test_contracts_go_before_the_profile_as_postings_do_and_the_trail_says_both() -> None:
    """One rule for all: 9,000 of contracts against 60,000 in the profile, 1.5 million of postings against 3 million."""
    company = replace(FIRM.company, cloud_spend_eur_per_year=60_000.0, largest_buyer_eur=3e6)
    erp = Service(id="erp", name="ERP", provider="P", model="saas", spend_eur_per_year=9000.0)
    found = study(Dependence(ledger=LEDGER, services=(erp,)), company=company)
    for name, measured_eur, stated in (("base.cloud-spend", 9000.0, 60_000.0), ("base.main-buyer-revenue", 1.5e6, 3e6)):
        base = node(found, name)
        assert (base.value, base.operation, dict(base.parameters)["stated"]) == (measured_eur, "measured", stated)


@pytest.mark.parametrize("stated", [60_000.0, None])
def test_the_firm_can_let_its_own_statement_go_first_and_says_why(stated: float | None) -> None:
    company = replace(FIRM.company, cloud_spend_eur_per_year=stated)
    erp = Service(id="erp", name="ERP", provider="P", model="saas", spend_eur_per_year=9000.0)
    first = (
        StatedFirst(target="base.cloud-spend", reason="two services are missing"),
        StatedFirst(target="indicator.network.largest-buyer", reason="buyer changed in May"),
    )
    said = Answer(rater="o", indicator="indicator.network.largest-buyer", level=4)
    people = {"raters": (Rater(id="o", role="owner"),), "answers": (said,)}
    found = study(Dependence(ledger=LEDGER, services=(erp,), stated_first=first), company=company, **people)
    without = study(Dependence(), company=company, **people)
    base, plain = node(found, "base.cloud-spend"), node(without, "base.cloud-spend")
    assert (base.value, base.operation) == (plain.value, plain.operation)
    assert (dict(base.parameters)["measured"], base.note) == (9000.0, "two services are missing")
    assert node(found, "indicator.network.largest-buyer") == node(without, "indicator.network.largest-buyer")
    assert node(found, "base.main-buyer-revenue").operation == "measured"  # nothing was said of it


@pytest.mark.parametrize(("start", "measures"), [("2028-Q1", True), ("2028-Q2", False), ("2034-Q1", False)])
def test_postings_of_a_year_that_ended_over_two_years_ago_measure_nothing(start: str, *, measures: bool) -> None:
    """2025 ended on 31 December: on 1 January 2028 two years are over to the day, on 1 April they are more."""
    inputs = replace(FIRM, start=start, dependence=Dependence(ledger=LEDGER))
    found = measured(inputs)
    assert bool(found.bases) is bool(found.indicators) is measures
    assert [(one.basis, one.year, str(one.ended)) for one in found.outdated] == ([] if measures else [("postings", 2025, "2025-12-31")])


def test_a_business_year_ends_with_its_files() -> None:
    """July 2024 to June 2025 is too old on 1 October 2027 only."""
    batch = Batch(digest="0" * 64, begins=date(2024, 7, 1), ends=date(2025, 6, 30), postings=1, year=2024)
    customers = (PartnerVolume(account="1", years=(YearVolume(year=2024, net_eur=1e6),)),)
    ledger = Ledger(begins=batch.begins, ends=batch.ends, customers=customers, batches=(batch,))
    for start, old in (("2027-Q3", False), ("2027-Q4", True)):
        found = measured(replace(FIRM, start=start, dependence=Dependence(ledger=ledger)))
        assert bool(found.outdated) is old
        assert bool(found.bases) is not old


def test_one_platform_with_too_old_figures_is_as_one_that_is_guessed() -> None:
    old = replace(SHOP, name="Old", year=2023)
    found = measured(replace(FIRM, start="2026-Q2", dependence=Dependence(channels=(SHOP, old))))
    assert (found.bases, found.margins) == ((), {})
    assert [(one.name, one.year) for one in found.outdated] == [("Old", 2023)]
    assert measured(replace(FIRM, start="2026-Q1", dependence=Dependence(channels=(SHOP, old)))).bases


def test_what_cannot_change_a_result_does_not_change_the_hash() -> None:
    batch = Batch(digest="0" * 64, begins=LEDGER.begins, ends=LEDGER.ends, postings=1)
    plain, marked = (
        replace(FIRM, dependence=Dependence(ledger=replace(LEDGER, batches=(replace(batch, fingerprint=mark),)))) for mark in ("", "a" * 64)
    )
    assert input_hash(plain, ()) == input_hash(marked, ())
    first = (StatedFirst(target="base.main-buyer-revenue", reason="r"),)
    assert input_hash(replace(plain, dependence=replace(plain.dependence, stated_first=first)), ()) != input_hash(plain, ())


def test_a_file_that_leaves_the_house_names_nobody_and_says_the_same() -> None:
    relations = (Relation(partner="ALPHA", role="customer", group_parent="Holding", margin=0.2, judged_by="Frau Kern"),)
    first = (StatedFirst(target="base.cloud-spend", reason="Beta has left"),)
    inputs = replace(FIRM, dependence=Dependence(ledger=LEDGER, relations=relations, stated_first=first))
    text = studyfile.write(studyfile.pooled(inputs, CATALOGUE))
    assert not [word for word in ("alpha", "beta", "holding", "kern") if word in text.casefold()]
    back = studyfile.read(text, "x.yaml", CATALOGUE)
    assert input_hash(back, ()) == input_hash(inputs, ())
    mine, theirs = (compile_study(CATALOGUE, one) for one in (inputs, back))
    assert mine.space == theirs.space
    assert mine.bases == theirs.bases
    assert back.dependence.unnamed == back.dependence


def test_what_is_measured_is_not_asked_for_again() -> None:
    def asked(found: CompiledStudy) -> set[str]:
        return {one.id for one in missing(found, shares_of(found, gradient(found)))}

    gone = asked(study(Dependence())) - asked(study(Dependence(ledger=LEDGER, channels=(SHOP,))))
    assert gone >= {"company.largest_buyer_eur", "company.platform_revenue_eur", "indicator.network.largest-buyer"}
