"""What a partner's loss costs, in words that hold what the sum holds."""

from leitplanke.company.dependence.blocked import Means, block
from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.partner import Relation
from leitplanke.company.dependence.replaceability import stand
from leitplanke.reports.network import blocked, partner


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
