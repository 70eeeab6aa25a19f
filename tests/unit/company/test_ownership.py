"""Which firms count: the Recommendation's articles, worked cases of the Commission's User Guide, and what must hold for every tree."""

import dataclasses
import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitplanke.company.ownership import EXEMPT, places, public_share
from leitplanke.company.profile import Company, LinkedFirm
from leitplanke.company.sme import SIZES, SizeFigures, aggregate, judge

FIRM = Company(name="A", sector="parts", staff=10, turnover_eur=10e6, balance_sheet_eur=5e6)


def other(name: str, share: float | None = None, *own: LinkedFirm, staff: float = 100, **more: object) -> LinkedFirm:
    figures = {"staff": staff, "turnover_eur": 1e6 * staff, "balance_sheet_eur": 5e5 * staff}
    return LinkedFirm(name=name, share=share, linked_firms=own, **{**figures, **more})


def staff(*firms: LinkedFirm) -> float:
    return aggregate(dataclasses.replace(FIRM, linked_firms=firms)).staff


def test_partners_count_by_their_share_as_in_the_commissions_case() -> None:
    """B holds 25 % of A; A holds 33 % of C and 49 % of D: A + 25 % B + 33 % C + 49 % D (User Guide to the SME Definition, partners)."""
    firms = (
        other("B", 0.25, side="owner"),
        other("C", 0.33, side="holding", staff=200),
        other("D", 0.49, side="holding", staff=300),
    )
    total = 10 + 25 + 66 + 147
    expected = SizeFigures(staff=total, turnover_eur=pytest.approx(1e6 * total), balance_sheet_eur=pytest.approx(5e5 * total))
    assert aggregate(dataclasses.replace(FIRM, linked_firms=firms)) == expected


def test_exempt_investors_leave_only_the_ordinary_partner() -> None:
    """User Guide to the SME Definition (2020), example 4: university 25 %, C 30 %, institution 25 %: A + 30 % C."""
    assert staff(other("B", 0.25, kind="university"), other("C", 0.30), other("D", 0.25, kind="institutional")) == pytest.approx(10 + 30)


def test_exempt_investors_that_are_linked_to_each_other_and_hold_the_majority_count_in_full() -> None:
    """User Guide (2020), example 5: B and D are linked and hold 55 % together: 100 % A + 100 % B + 25 % C + 100 % D."""
    bound = other("B", 0.55, other("D", relation="linked", kind="public-investment", staff=40), kind="university", staff=60)
    assert staff(bound, other("C", 0.25, staff=80)) == pytest.approx(10 + 60 + 40 + 20)


@pytest.mark.parametrize(
    ("firms", "expected"),
    [
        pytest.param([other("B", 0.2499)], 10, id="under a quarter: autonomous"),
        pytest.param([other("B", 0.25)], 35, id="a quarter: partner"),
        pytest.param([other("B", 0.5)], 60, id="half: still partner"),
        pytest.param([other("B", 0.5001)], 110, id="over half: linked"),
        pytest.param([other("B", 0.1, relation="linked")], 110, id="dominant influence without majority: linked"),
        pytest.param([other("B", 0.6, other("C", 0.6))], 210, id="linked of linked: in full"),
        pytest.param([other("B", 0.6, other("C", 0.3))], 140, id="partner of linked: pro rata"),
        pytest.param([other("B", 0.3, other("C", 0.6))], 70, id="linked of partner: in full, then the share"),
        pytest.param([other("B", 0.3, other("C", 0.6, other("D", 0.9)))], 100, id="linked of linked of partner"),
        pytest.param([other("B", 0.3, other("C", 0.3))], 40, id="partner of partner: not"),
        pytest.param([other("B", 0.3, other("C", 0.6, other("D", 0.3)))], 70, id="partner of linked of partner: not"),
        pytest.param([other("B", 0.6, other("C", 0.3, other("D", 0.6)))], 170, id="linked of partner of linked"),
        pytest.param([other("B", 0.1, other("C", 1.0))], 10, id="what lies behind a firm that does not count"),
        pytest.param([other("B", 0.3), other("B", 0.4)], 50, id="cross-holding: the greater share"),
        pytest.param([other("B", 0.6, other("a", 1.0, staff=500))], 110, id="the firm itself not again"),
        pytest.param([other("B", relation="same-owners", adjacent_markets=True)], 110, id="same persons, adjacent market"),
        pytest.param([other("B", relation="same-owners", adjacent_markets=False)], 10, id="same persons, other market"),
        pytest.param([other("B", relation="same-owners")], 10, id="same persons, market unknown"),
        pytest.param([other("City", 0.3, kind="public-body")], 10, id="a public body has no figures"),
        pytest.param([other("B", 0.3, kind="venture-capital", side="holding")], 40, id="what the firm holds itself is not exempt"),
        pytest.param([other("B", 0.6, other("V", 0.4, kind="venture-capital"))], 110, id="exempt at any level"),
        pytest.param([other("V", 0.6, other("C", 0.8), kind="venture-capital")], 210, id="linked through an investor"),
    ],
)
def test_each_relation_counts_as_articles_3_and_6_say(firms: list[LinkedFirm], expected: float) -> None:
    assert staff(*firms) == pytest.approx(expected)


@pytest.mark.parametrize("kind", sorted(EXEMPT))
def test_an_exempt_investor_counts_only_above_half(kind: str) -> None:
    half, more = (other("V", share, kind=kind) for share in (0.5, 0.51))
    assert staff(half) == 10
    assert public_share((half,)) == 0.0
    assert staff(more) == pytest.approx(110)


@pytest.mark.parametrize(
    ("firms", "public"),
    [
        pytest.param([other("City", 0.25, kind="public-body")], 0.25, id="one"),
        pytest.param([other("City", 0.15, kind="public-body"), other("State", 0.15, kind="public-body")], 0.30, id="jointly"),
        pytest.param([other("City", 0.24, kind="public-body"), other("Fund", 0.5, kind="institutional")], 0.24, id="exempt apart"),
        pytest.param([other("Works", 0.3, other("City", 0.6, kind="public-body"))], 0.30, id="through a firm it controls"),
        pytest.param([other("M", 1.0, other("City", 0.3, kind="public-body"))], 0.30, id="through a share of the mother"),
        pytest.param([other("M", 0.5, other("City", 0.4, kind="public-body"))], 0.20, id="a share of a share"),
        pytest.param([other("Works", 0.3, other("City", 1.0, kind="public-body"), side="holding")], 0.0, id="of a firm that is held"),
        pytest.param([other("Village", 0.6, kind="small-local-authority")], 0.60, id="a small authority above half"),
        pytest.param([other("City", kind="public-body", relation="linked")], 1.0, id="dominant influence"),
    ],
)
def test_public_bodies_are_added_up_directly_and_indirectly(firms: list[LinkedFirm], public: float) -> None:
    assert public_share(tuple(firms)) == pytest.approx(public)
    assert judge(dataclasses.replace(FIRM, linked_firms=tuple(firms))).public_part == pytest.approx(public)


def test_a_quarter_in_small_parts_is_a_quarter_and_29_percent_of_100_are_29() -> None:
    parts = tuple(other(f"body {number}", 0.05, kind="public-body") for number in range(5))
    assert public_share((*parts[:3], other("x", 0.1, kind="public-body"))) == 0.25
    assert 0.29 * 100 < 29
    assert staff(other("B", 0.29)) == 39


SHARES = st.floats(0, 1)
NAMES = (f"firm {number}" for number in itertools.count())


def firms(depth: int = 2) -> st.SearchStrategy[LinkedFirm]:
    below = st.lists(firms(depth - 1), max_size=2).map(tuple) if depth else st.just(())
    return st.builds(
        lambda **fields: LinkedFirm(name=next(NAMES), **fields),
        relation=st.sampled_from([None, None, "linked", "same-owners"]),
        share=SHARES,
        staff=st.floats(0, 500),
        turnover_eur=st.floats(0, 1e8),
        balance_sheet_eur=st.floats(0, 1e8),
        side=st.sampled_from([None, "owner", "holding"]),
        kind=st.sampled_from(["enterprise", "enterprise", "public-body", "venture-capital", "university", "small-local-authority"]),
        adjacent_markets=st.sampled_from([None, True, False]),
        linked_firms=below,
    )


TREES = st.lists(firms(), max_size=4).map(tuple)


def within(company: Company) -> tuple[float, float, float]:
    figures = aggregate(company)
    assert figures.balance_sheet_eur is not None
    return (figures.staff, figures.turnover_eur, figures.balance_sheet_eur)


def turned(tree: tuple[LinkedFirm, ...]) -> tuple[LinkedFirm, ...]:
    return tuple(dataclasses.replace(firm, linked_firms=turned(firm.linked_firms)) for firm in reversed(tree))


@given(tree=TREES)
def test_the_order_of_firms_does_not_matter(tree: tuple[LinkedFirm, ...]) -> None:
    one, two = (dataclasses.replace(FIRM, linked_firms=order) for order in (tree, turned(tree)))
    assert within(one) == pytest.approx(within(two))
    assert {place.firm.name: place.why for place in places(one)} == {place.firm.name: place.why for place in places(two)}
    assert public_share(tree) == pytest.approx(public_share(turned(tree)))


@given(tree=TREES)
def test_listing_the_same_firms_twice_changes_nothing(tree: tuple[LinkedFirm, ...]) -> None:
    once, twice = (dataclasses.replace(FIRM, linked_firms=listed) for listed in (tree, tree + tree))
    assert within(once) == pytest.approx(within(twice))


@given(tree=TREES, share=st.floats(0, 0.2499), size=st.floats(0, 1e5))
def test_a_firm_under_a_quarter_changes_nothing(tree: tuple[LinkedFirm, ...], share: float, size: float) -> None:
    before, after = (dataclasses.replace(FIRM, linked_firms=listed) for listed in (tree, (*tree, other("small", share, staff=size))))
    assert within(before) == within(after)
    assert judge(before).eu == judge(after).eu


@given(tree=TREES, share=st.floats(0.2501, 1), size=st.floats(1, 1e5))
def test_one_more_firm_never_makes_a_firm_smaller_and_a_linked_one_counts_in_full(
    tree: tuple[LinkedFirm, ...], share: float, size: float
) -> None:
    before, after = (dataclasses.replace(FIRM, linked_firms=listed) for listed in (tree, (*tree, other("more", share, staff=size))))
    assert SIZES.index(judge(after).eu) >= SIZES.index(judge(before).eu)
    part = 1.0 if share > 0.5 else share
    assert aggregate(after).staff - aggregate(before).staff == pytest.approx(part * size, abs=1e-6)


def weights(tree: tuple[LinkedFirm, ...], *, partners: bool = True) -> Iterator[tuple[LinkedFirm, float]]:
    """Yield the definition as it is written: two mutually recursive sums, without the walk's bookkeeping."""
    for firm in tree:
        same = firm.relation == "same-owners"
        linked = firm.adjacent_markets is True if same else firm.relation == "linked" or (firm.share or 0) > 0.5
        exempt = firm.kind in EXEMPT and firm.side != "holding"
        if firm.kind == "public-body" or (same and not linked):
            continue
        if linked:
            yield firm, 1.0
            yield from weights(firm.linked_firms, partners=partners)
        elif partners and not exempt and (firm.share or 0) >= 0.25:
            yield firm, firm.share or 0
            yield from ((deeper, weight * (firm.share or 0)) for deeper, weight in weights(firm.linked_firms, partners=False))


@given(tree=TREES)
def test_the_walk_gives_the_recursive_definition(tree: tuple[LinkedFirm, ...]) -> None:
    expected = 10 + sum((firm.staff or 0) * weight for firm, weight in weights(tree))
    assert staff(*tree) == pytest.approx(expected)
