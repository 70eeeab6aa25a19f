"""What a partner's loss costs, in words that hold what the sum holds."""

from leitplanke.company.dependence.partner import Relation
from leitplanke.company.dependence.replaceability import stand
from leitplanke.reports.network import partner


def gap(cost: float | None) -> str:
    """Return the sentence on a customer with 520,000 a year, half of it contribution, half a year until it is replaced."""
    one = Relation(partner="A", role="customer", revenue_net_eur=520_000.0, switch_weeks=26.0, switch_cost_eur=cost)
    return " ".join(partner(stand(one, None, 1_040_000.0, 0.5), "de"))


def test_the_one_off_cost_of_a_switch_is_no_contribution() -> None:
    """130,000 of contribution and 20,000 of cost are 150,000; only the first is called contribution."""
    assert "fehlen etwa 130.000\u00a0€ Deckungsbeitrag" in gap(None)
    assert "kostet das etwa 150.000\u00a0€: entgangener Deckungsbeitrag und 20.000\u00a0€ einmalige Kosten" in gap(20_000.0)
