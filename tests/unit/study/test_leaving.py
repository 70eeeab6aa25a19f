"""The exit folder: days by the calendar, what is missing, and where data may go instead."""

from dataclasses import replace
from datetime import date

import pytest

from leitplanke.catalogue import compiled
from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.service import Contract, Estimate, ExportTest, Offer, Service, SwitchingFigures
from leitplanke.company.profile import Company
from leitplanke.study.dependence import Dependence
from leitplanke.study.leaving import ExitFolder, folder, months_before

FIRM = Company(name="Firm", sector="x", staff=20.0, turnover_eur=2_000_000.0, value_added_eur=900_000.0)
PLANS = DataObject(id="plans", name="Plans", classed="confidential", volume_gb=10.0)
CLOUD = Service(
    id="cloud",
    name="Cloud",
    provider="Far Inc.",
    model="saas",
    seat="US",
    region="DE",
    key_holder="provider",
    export_format="CSV",
    owner="IT",
    last_export_test=ExportTest(on=date(2026, 6, 1), complete=True),
    contract=Contract(ends=date(2027, 12, 31), notice_months=3.0),
    spend_eur_per_year=6_000.0,
    holds=("plans",),
    switching=SwitchingFigures(
        preparation_months=Estimate(low=1.0, mode=2.0, high=3.0), parallel_months=Estimate(low=1.0, mode=1.0, high=2.0)
    ),
)
HOUSE = Service(id="house", name="House", provider="We", model="own-server", suits=("plans",), offer=Offer())
ABROAD = replace(CLOUD, id="abroad", region="US", holds=(), suits=("plans",))
ALL = Dependence(data_objects=(PLANS,), services=(CLOUD, HOUSE, ABROAD))


def of(service: Service, on: date = date(2027, 3, 31)) -> ExitFolder:
    dependence = replace(ALL, services=(service, *ALL.services[1:]))
    return folder(FIRM, dependence, compiled.read(), service, on)


def test_days_follow_the_calendar() -> None:
    found = of(CLOUD)
    # The law allows two months of notice, so 31 January; the longest way takes 3 + 2 months; data stay 30 days.
    assert found.notice_by == date(2027, 1, 31)
    assert found.prepare_from == date(2026, 10, 31)
    assert found.erased_from == date(2027, 4, 30)
    assert found.test_age_days == 303


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2028, 3, 31), 1.0, date(2028, 2, 29)),
        (date(2027, 1, 15), 1.0, date(2026, 12, 15)),
        (date(2027, 1, 15), 25.0, date(2024, 12, 15)),
        (date(2027, 5, 31), 0.5, date(2027, 5, 16)),
        (date(2027, 5, 31), 0.0, date(2027, 5, 31)),
    ],
)
def test_months_before(day: date, months: float, before: date) -> None:
    assert months_before(day, months) == before


def test_a_whole_folder_misses_only_that_the_data_may_not_lie_there() -> None:
    assert of(CLOUD).missing == ("forbidden-data",)
    assert of(replace(CLOUD, seat="DE")).missing == ()


def test_data_may_go_where_the_policy_allows_it() -> None:
    (held,) = of(CLOUD).held
    assert (held.ruling.verdict, held.elsewhere) == ("forbidden", ("house",))


@pytest.mark.parametrize(
    ("service", "point"),
    [
        (replace(CLOUD, last_export_test=None), "no-export-test"),
        (replace(CLOUD, last_export_test=ExportTest(on=date(2026, 3, 30), complete=True)), "old-export-test"),
        (replace(CLOUD, last_export_test=ExportTest(on=date(2026, 6, 1), complete=False)), "incomplete-export"),
        (replace(CLOUD, export_format=""), "no-format"),
        (replace(CLOUD, owner=""), "no-owner"),
        (replace(CLOUD, contract=Contract(notice_months=1.0)), "no-end"),
        (replace(CLOUD, contract=Contract(ends=date(2028, 1, 1))), "no-notice"),
        (replace(CLOUD, region=""), "no-place"),
        (replace(CLOUD, key_holder=None), "no-key-holder"),
        (replace(CLOUD, holds=()), "no-data"),
        (replace(CLOUD, spend_eur_per_year=None), "spend"),
    ],
)
def test_each_gap_is_an_open_point(service: Service, point: str) -> None:
    assert point in of(service).missing


def test_an_export_is_fresh_for_a_year() -> None:
    """365 days before 31 March 2027 is 31 March 2026."""
    assert "old-export-test" not in of(replace(CLOUD, last_export_test=ExportTest(on=date(2026, 3, 31), complete=True))).missing


def test_own_servers_need_no_contract() -> None:
    house = replace(
        HOUSE, holds=("plans",), owner="IT", export_format="CSV", spend_eur_per_year=1.0, last_export_test=CLOUD.last_export_test
    )
    assert of(house).missing == ()
    assert of(house).erased_from is None


def test_an_hour_of_downtime_rests_on_the_firm_s_value_added() -> None:
    part = next(one for one in of(CLOUD).leaving.parts if one.item == "downtime")
    # 900,000 EUR over 250 working days of 8 hours are 450 EUR an hour: 6 hours at 15 %.
    assert part.mode == pytest.approx(6 * 0.15 * 450)
