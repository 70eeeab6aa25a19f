"""What the verdict says for itself: the deciding reasons, and the gaps that could change it."""

import dataclasses

import pytest

from leitplanke.company.profile import Company, LinkedFirm, Period, SizeHistory
from leitplanke.company.reasons import Remark, missing, reasons
from leitplanke.company.sme import judge

FIRM = Company(name="A", sector="parts", staff=38, turnover_eur=5.2e6, balance_sheet_eur=3e6)
SETTLED = SizeHistory(earlier=(Period(staff=37, turnover_eur=5e6),))
BIG = {"staff": 400.0, "turnover_eur": 9e7, "balance_sheet_eur": 8e7}


def told(company: Company) -> list[tuple[str, str, float | None, str]]:
    return [(one.code, one.firm, one.share, one.size) for one in reasons(company, judge(company))]


def gaps(**change: object) -> list[Remark]:
    company = dataclasses.replace(FIRM, **{"size_history": SETTLED, **change})
    return list(missing(company, judge(company)))


def test_a_firm_alone_says_what_keeps_it_out_of_the_smaller_class() -> None:
    assert told(FIRM) == [("ceiling-staff", "", None, "micro"), ("ceiling-amounts", "", None, "micro")]
    few = dataclasses.replace(FIRM, staff=5, balance_sheet_eur=None)
    assert told(few) == [("ceiling-turnover", "", None, "micro")]
    assert told(dataclasses.replace(few, turnover_eur=1e6)) == []


def test_each_firm_has_its_reason() -> None:
    tree = (
        LinkedFirm(name="L", share=0.8, **BIG),
        LinkedFirm(
            name="P", share=0.4, **BIG, linked_firms=(LinkedFirm(name="Q", share=1.0, **BIG), LinkedFirm(name="R", share=0.3, **BIG))
        ),
        LinkedFirm(name="T", share=0.1, **BIG),
        LinkedFirm(name="V", share=0.3, kind="venture-capital"),
        LinkedFirm(name="S", relation="same-owners", adjacent_markets=False),
    )
    found = {firm: (code, share) for code, firm, share, _ in told(dataclasses.replace(FIRM, linked_firms=tree)) if firm}
    assert found == {
        "L": ("linked", None),
        "P": ("partner", 0.4),
        "Q": ("linked-to-partner", 0.4),
        "R": ("partner-of-partner", None),
        "T": ("below-quarter", 0.1),
        "V": ("exempt-investor", 0.3),
        "S": ("other-market", None),
    }


def test_public_bodies_are_the_reason_and_nothing_is_missing() -> None:
    company = dataclasses.replace(FIRM, linked_firms=(LinkedFirm(name="City", share=0.3, kind="public-body"),))
    assert judge(company).eu == "large"
    assert ("public-bodies", "", 0.3, "") in told(company)
    assert missing(company, judge(company)) == ()


def test_time_has_its_reasons() -> None:
    grown = dataclasses.replace(FIRM, staff=60)
    assert ("two-years", "", None, "medium") in told(dataclasses.replace(grown, size_history=SETTLED))
    taken = dataclasses.replace(SETTLED, ownership_changed=True)
    assert ("took-over", "", None, "") in told(dataclasses.replace(grown, size_history=taken))
    assert ("newly-founded", "", None, "") in told(dataclasses.replace(grown, size_history=SizeHistory(newly_founded=True)))


def test_what_is_known_leaves_no_gap() -> None:
    assert gaps() == []
    assert gaps(size_history=SizeHistory(newly_founded=True)) == []
    assert gaps(size_history=SizeHistory(former_size="small")) == []


def test_the_time_before_is_a_gap_only_where_it_decides() -> None:
    assert gaps(size_history=SizeHistory()) == [Remark(code="earlier-period")]
    deviating = (Period(staff=60, turnover_eur=5e6),)
    assert gaps(size_history=SizeHistory(earlier=deviating)) == [Remark(code="earlier-period")]


def test_an_unknown_balance_sheet_is_a_gap_only_where_it_could_change_the_class() -> None:
    assert gaps(balance_sheet_eur=None) == []
    assert gaps(balance_sheet_eur=None, turnover_eur=11e6, size_history=SizeHistory(former_size="medium")) == [
        Remark(code="balance-sheet", size="small")
    ]
    holding = LinkedFirm(name="H", share=0.8, staff=2, turnover_eur=9e6)
    assert Remark(code="balance-sheet", size="small") in gaps(linked_firms=(holding,))


@pytest.mark.parametrize(
    ("firm", "code"),
    [
        (LinkedFirm(name="X", share=0.3), "firm-figures"),
        (LinkedFirm(name="X", relation="same-owners", **BIG), "market-unknown"),
        (LinkedFirm(name="X", share=0.7, kind="university", **BIG), "investor-public"),
    ],
)
def test_what_is_not_said_of_another_firm_is_a_gap(firm: LinkedFirm, code: str) -> None:
    assert Remark(code=code, firm="X") in gaps(linked_firms=(firm,))
    assert gaps(linked_firms=(LinkedFirm(name="Y", share=0.1),)) == []


def test_growth_by_other_firms_asks_for_a_change_of_owners() -> None:
    before = SizeHistory(earlier=SETTLED.earlier, former_size="small")
    group = (LinkedFirm(name="L", share=0.8, **BIG),)
    assert gaps(linked_firms=group, size_history=before) == [Remark(code="owners-changed", size="large")]
    assert gaps(staff=60, size_history=before) == []


def test_leaving_a_group_is_to_be_asked() -> None:
    left = SizeHistory(earlier=(Period(staff=900, turnover_eur=9e7),), former_size="large", ownership_changed=True)
    company = dataclasses.replace(FIRM, size_history=left)
    assert judge(company).eu == "large"
    assert missing(company, judge(company)) == (Remark(code="left-group", size="small"),)
