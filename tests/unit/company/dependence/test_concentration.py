"""Concentration against closed forms, and the months of liquidity against a firm whose cash is counted month by month."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from leitplanke.company.dependence.concentration import Concentration, leaving, measure, trend, yearly
from leitplanke.company.dependence.ledger import Batch, Ledger, PartnerVolume, YearVolume


def partner(account: int, eur: float, year: int = 2025, parent: str | None = None, *, collective: bool = False) -> PartnerVolume:
    return PartnerVolume(account=str(account), parent=parent, collective=collective, years=(YearVolume(year=year, net_eur=eur),))


def ledger(customers: tuple[PartnerVolume, ...], begins: str = "2025-01-01", ends: str = "2025-12-31") -> Ledger:
    return Ledger(begins=date.fromisoformat(begins), ends=date.fromisoformat(ends), customers=customers)


def file(year: int, begins: str, ends: str) -> Batch:
    return Batch(digest="0" * 64, begins=date.fromisoformat(begins), ends=date.fromisoformat(ends), postings=1, year=year)


@pytest.mark.parametrize("count", [1, 2, 5, 100])
def test_equal_partners_give_ten_thousand_over_their_number(count: int) -> None:
    found = measure([partner(10_000 + place, 1234.56) for place in range(count)])
    assert found.hhi == pytest.approx(10_000 / count)
    assert (found.top1, found.top3, found.top5) == pytest.approx([min(1.0, top / count) for top in (1, 3, 5)])


def test_a_published_example_comes_out() -> None:
    """Four firms with 30, 30, 20 and 20 per cent have an index of 2,600 (US Department of Justice, page on the index)."""
    assert measure([partner(place, eur) for place, eur in enumerate((30.0, 30.0, 20.0, 20.0))]).hhi == pytest.approx(2600.0)


def test_partners_of_one_group_are_one() -> None:
    volumes = [partner(1, 30.0, parent="A"), partner(2, 30.0, parent="A"), partner(3, 40.0)]
    assert measure(volumes).hhi == pytest.approx(900 + 900 + 1600)
    grouped = measure(volumes, by_parent=True)
    assert grouped.hhi == pytest.approx(3600 + 1600)
    assert (grouped.portions[0].key, grouped.top1) == ("A", pytest.approx(0.6))


def test_a_collective_account_is_many_small_ones() -> None:
    volumes = [partner(1, 50.0, collective=True), partner(2, 50.0)]
    found = measure(volumes)
    assert (found.top1, found.hhi) == (pytest.approx(0.5), pytest.approx(2500.0))
    split = [partner(place, 50.0 / 1000) for place in range(1000, 2000)]
    assert found.hhi == pytest.approx(measure([*split, partner(2, 50.0)]).hhi, abs=3.0)


def test_who_got_back_more_than_passed_counts_as_nothing() -> None:
    found = measure([partner(1, 100.0), partner(2, -50.0)])
    assert (found.total_eur, found.top1, found.hhi) == (100.0, 1.0, 10_000.0)
    assert [one.net_eur for one in found.portions] == [100.0, -50.0]


@given(some.lists(some.floats(0.01, 1e6), min_size=1, max_size=30))
def test_shares_add_up_and_the_index_lies_between_its_bounds(volumes: list[float]) -> None:
    found = measure([partner(place, eur) for place, eur in enumerate(volumes)])
    assert sum(one.share for one in found.portions) == pytest.approx(1.0)
    assert 10_000 / len(volumes) - 1e-6 <= found.hhi <= 10_000 + 1e-6
    assert found.top1 <= found.top3 <= found.top5 <= 1.0


def test_nothing_sold_is_no_concentration() -> None:
    assert measure(()) == Concentration(portions=(), total_eur=0.0, top1=0.0, top3=0.0, top5=0.0, hhi=0.0)


class TestYears:
    """The trend knows which years are whole, and twelve months are taken from a whole one."""

    volumes = tuple(
        replace(
            partner(1, 0.0), years=tuple(YearVolume(year=year, net_eur=eur) for year, eur in ((2023, 100.0), (2024, 200.0), (2025, 150.0)))
        )
        for _ in "x"
    )

    def test_a_begun_year_is_marked(self) -> None:
        found = trend(ledger(self.volumes, "2023-01-01", "2025-06-30"), self.volumes)
        assert [(one.year, one.whole, one.concentration.total_eur) for one in found] == [
            (2023, True, 100.0),
            (2024, True, 200.0),
            (2025, False, 150.0),
        ]

    def test_twelve_months_are_those_of_the_last_whole_year(self) -> None:
        assert yearly(ledger(self.volumes, "2023-01-01", "2025-06-30"), self.volumes).total_eur == 200.0
        assert yearly(ledger(self.volumes, "2023-01-01", "2025-12-31"), self.volumes).total_eur == 150.0

    def test_two_halves_of_two_years_are_no_whole_year(self) -> None:
        """From July to June: 100 in 184 days of 2024, 200 in 181 days of 2025; twelve months are the later half, scaled."""
        halves = (replace(partner(1, 0.0), years=(YearVolume(year=2024, net_eur=100.0), YearVolume(year=2025, net_eur=200.0))),)
        listed = ledger(halves, "2024-07-01", "2025-06-30")
        posted = replace(listed, batches=(file(2024, "2024-07-01", "2024-12-31"), file(2025, "2025-01-01", "2025-06-30")))
        for book in (listed, posted):
            assert [one.whole for one in trend(book, halves)] == [False, False]
            assert yearly(book, halves).total_eur == pytest.approx(200.0 * 365.25 / 181, abs=0.01)

    def test_files_say_where_a_business_year_begins_and_what_is_missing_in_it(self) -> None:
        years = (replace(partner(1, 0.0), years=(YearVolume(year=2023, net_eur=100.0), YearVolume(year=2024, net_eur=60.0))),)
        book = ledger(years, "2023-07-01", "2024-12-31")
        whole = replace(book, batches=(file(2023, "2023-07-01", "2023-12-31"), file(2023, "2023-12-01", "2024-06-30")))
        assert yearly(replace(whole, batches=(*whole.batches, file(2024, "2024-07-01", "2024-12-31"))), years).total_eur == 100.0
        gap = replace(book, batches=(file(2023, "2023-07-01", "2023-09-30"), file(2023, "2024-04-01", "2024-06-30")))
        assert [one.whole for one in trend(gap, years)] == [False, False]

    def test_half_a_year_alone_is_scaled(self) -> None:
        half = (partner(1, 100.0),)
        assert yearly(ledger(half, "2025-01-01", "2025-07-02"), half).total_eur == pytest.approx(200.0, rel=0.01)


@pytest.mark.parametrize(("liquidity", "kept", "contribution"), [(90_000.0, -12_000.0, 0.4), (50_000.0, 30_000.0, 0.6), (1.0, 0.0, 1.0)])
def test_the_months_are_those_of_a_firm_whose_cash_is_counted(liquidity: float, kept: float, contribution: float) -> None:
    volumes = (partner(1, 240_000.0), partner(2, 120_000.0))
    for one in leaving(measure(volumes), liquidity, kept, contribution):
        cash, months, step = liquidity, 0.0, 1 / 1000
        lost = (240_000.0 if one.key == "1" else 120_000.0) * contribution / 12
        while cash > 0.0 and months < 1000:
            cash += (kept / 12 - lost) * step
            months += step
        assert one.months == pytest.approx(months, abs=2 * step)


def test_money_that_does_not_run_out_has_no_month() -> None:
    assert leaving(measure((partner(1, 12_000.0),)), 0.0, 12_000.0, 1.0)[0].months is None
    assert leaving(measure((partner(1, 12_001.0),)), 0.0, 12_000.0, 1.0)[0].months == 0.0
