"""What to find out next, in words."""

from dataclasses import replace

import pytest

from leitplanke.catalogue.entries import Catalogue
from leitplanke.reports import drivers
from leitplanke.reports.document import compose
from leitplanke.reports.naming import Names
from leitplanke.study.result import Band, CapacityFactor, ChainPart, Driver, DriverKind, Drivers, StudyResult

CYBER = "unseen.cyber.incident"


def exactly(mid: float) -> Band:
    return Band(low=0.8 * mid, mid=mid, high=1.2 * mid)


def driver(kind: DriverKind, subject: str, narrowing: float, rank: int, figures: tuple[str, ...] = ()) -> Driver:
    return Driver(kind=kind, subject=subject, figures=figures, rank=rank, narrowing=exactly(narrowing), share=exactly(narrowing / 2.0))


ROWS = (
    driver("coping", "assumption.adaptation", 0.09, 1),
    driver("frequency", CYBER, 0.08, 1),
    driver("exposure", CYBER, 0.05, 3, ("indicator.cloud.restore-test", "indicator.cloud.accounts", "unseen.cyber.incident/exposure/rest")),
    driver("coping", "capacity.slack", 0.03, 4, ("capacity.slack/index/rest",)),
    driver("size", CYBER, 0.001, 5),
)


@pytest.fixture
def told(result: StudyResult) -> StudyResult:
    def of(figure: str, rows: tuple[Driver, ...]) -> Drivers:
        return Drivers(figure=figure, explained=0.96, common=exactly(0.8), others=exactly(0.05), rows=rows)

    return replace(
        result,
        drivers=(
            of("expected_annual_loss_eur", ROWS),
            of("cvar95_eur", ROWS[2:]),
            of("existential_liquidity", (driver("firm", "company.liquidity_eur", 0.2, 1),)),
        ),
        own_loss=ChainPart(expected_annual_loss_eur=0.87 * result.risk.expected_annual_loss_eur.mid, trace="paths/own"),
        capacities=tuple(replace(one, value_eur=exactly(1000.0 * place)) for place, one in enumerate(result.capacities, start=1)),
    )


def test_the_table_leaves_out_what_a_firm_cannot_find_out_or_hardly_matters(told: StudyResult, catalogue: Catalogue) -> None:
    found = drivers.rows(told, Names.of(catalogue, "de"))
    title = Names.of(catalogue, "de").title(CYBER)
    assert [one.what for one in found][:2] == [
        f"{title}: wie oft es vorkommt",
        f"{title}: wie sehr Ihre Firma ihm ausgesetzt ist (2 Fragen)",
    ]
    assert [one.rank for one in found] == ["1.", "3.", "4."]
    assert found[0].narrower == "8\u00a0% (6,4 bis 9,6\u00a0%)"


def test_the_intro_says_how_much_the_assumptions_have_in_common(told: StudyResult) -> None:
    assert "80\u00a0%" in drivers.intro(told, "de")
    assert "80%" in drivers.intro(told, "en")
    assert "%" not in drivers.intro(replace(told, drivers=()), "en")


def test_a_sentence_says_what_comes_from_groups_that_differ_throughout(told: StudyResult) -> None:
    apart = replace(told, drivers=(replace(told.drivers[0], sides=exactly(0.12)),))
    assert "12\u00a0%" in drivers.sides(apart, "de")
    assert "About 12%" in drivers.sides(apart, "en")
    hardly = replace(told, drivers=(replace(told.drivers[0], sides=exactly(0.004)),))
    assert [drivers.sides(one, "en") for one in (hardly, told)] == ["", ""]


def test_other_figures_name_their_own_leader(told: StudyResult, catalogue: Catalogue) -> None:
    names = Names.of(catalogue, "en")
    assert drivers.others(told, names).count(":") >= 2
    assert "Your own figure: Liquidity" in drivers.others(told, names)
    tail, existence = told.drivers[1], replace(told.drivers[1], figure="existential_liquidity")
    same = drivers.others(replace(told, drivers=(told.drivers[0], tail, existence)), names)
    assert same.startswith("For the worst 5% and the risk to existence")


def test_capacities_and_chains(told: StudyResult, catalogue: Catalogue) -> None:
    names = Names.of(catalogue, "en")
    last: CapacityFactor = told.capacities[-1]
    assert names.title(last.id) in drivers.capacity_sum(told, names)
    assert drivers.saves(told.capacities[0], "en")[0] == "€1,000"
    assert drivers.chain_share(told, "en").startswith("About 13%")
    assert told.own_loss is not None
    worst = replace(told, own_loss=replace(told.own_loss, cvar95_share=0.75))
    assert drivers.chain_share(worst, "en").endswith("Of the worst 5% of courses it is 25%.")


def test_the_worst_cases_name_who_has_most_of_them(result: StudyResult, catalogue: Catalogue) -> None:
    unseens = tuple(replace(one, cvar95_share=0.4 if one.id == CYBER else 0.02) for one in result.risk.unseens)
    told = drivers.worst(replace(result, risk=replace(result.risk, unseens=unseens)), Names.of(catalogue, "en"))
    assert told.startswith(f"Of the worst 5% of courses {Names.of(catalogue, 'en').quoted(CYBER)} has the largest share: 40%.")


def test_an_older_result_says_nothing_of_all_this(result: StudyResult, catalogue: Catalogue) -> None:
    names = Names.of(catalogue, "de")
    assert drivers.rows(result, names) == ()
    assert (
        drivers.others(result, names)
        == drivers.capacity_sum(result, names)
        == drivers.chain_share(result, "de")
        == drivers.worst(result, names)
        == ""
    )
    assert drivers.saves(result.capacities[0], "de") == ("", "")


def test_the_report_holds_it(told: StudyResult, catalogue: Catalogue) -> None:
    text = repr(compose(told, catalogue, "en"))
    assert "What you can find out next" in text
    assert "Saves over 5 years" in text
    assert "About 13% of the expected loss" in text
