"""What a partner's loss costs, in words that hold what the sum holds."""

from dataclasses import replace
from datetime import date

from leitplanke.catalogue import compiled
from leitplanke.company.dependence.blocked import Means, block
from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.partner import Relation
from leitplanke.company.dependence.replaceability import stand
from leitplanke.reports.network import blocked, letter, partner


def gap(cost: float | None) -> str:
    """Return the sentence on a customer with 520,000 a year, half of it contribution, half a year until it is replaced."""
    one = Relation(partner="A", role="customer", revenue_net_eur=520_000.0, switch_weeks=26.0, switch_cost_eur=cost)
    return " ".join(partner(stand(one, None, 1_040_000.0, 0.5), "de"))


def test_the_one_off_cost_of_a_switch_is_no_contribution() -> None:
    """130,000 of contribution and 20,000 of cost are 150,000; only the first is called contribution."""
    assert "fehlen etwa 130.000\u00a0€ Deckungsbeitrag" in gap(None)
    assert "kostet das etwa 150.000\u00a0€: entgangener Deckungsbeitrag und 20.000\u00a0€ einmalige Kosten" in gap(20_000.0)


def test_a_runway_of_centuries_is_not_told_in_tenths_of_a_month() -> None:
    """240,000 at 1,100 less 1,000 a month last 2,400 months."""
    means = Means(liquidity_eur=240_000.0, kept_eur_per_year=12_000.0, contribution=0.4)
    found = block([Channel(name="M", type="b2c", revenue_net_eur=13_200.0, goods_eur=0.0)], means)
    assert found.runway_months is not None
    assert round(found.runway_months) == 2400
    assert "mehr als zehn Jahre" in " ".join(blocked(found, means, "de"))


def test_what_nobody_knows_is_not_told_as_nothing() -> None:
    means = Means(liquidity_eur=240_000.0, kept_eur_per_year=0.0, contribution=0.4)
    shop = Channel(name="M", type="b2c", revenue_net_eur=365_250.0, payout_days=10.0)
    open_, known = (block([one], means) for one in (replace(shop, payout_days=None), shop))
    assert (open_.frozen_known, known.frozen_known, known.frozen_eur) == (False, True, 10_000.0)
    assert "Guthaben eingefroren wäre, ist offen" in " ".join(blocked(open_, means, "de"))
    assert "10.000\u00a0€ wären eingefroren" in " ".join(blocked(known, means, "de"))
    letters = [" ".join(letter(one, "F", compiled.read(), date(2026, 11, 23), "de")) for one in (open_, known)]
    assert ["unser Guthaben von [Betrag]" in one for one in letters] == [True, False]
    assert "10.000\u00a0€ unseres Guthabens" in letters[1]
