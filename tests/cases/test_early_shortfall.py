"""A firm with little cash and a strong cash flow runs dry early or never: its band must hold its own chance."""

from dataclasses import replace

from leitplanke.catalogue import compiled
from leitplanke.exchange import examples
from leitplanke.study.run import analyse


def test_the_band_holds_the_chance_of_an_early_shortfall() -> None:
    catalogue = compiled.read()
    inputs = examples.read("precision-parts", catalogue)
    company = replace(inputs.company, liquidity_eur=10_000.0, free_cash_flow_eur_per_year=900_000.0)
    chance = analyse(catalogue, replace(inputs, company=company), seed=5, outer_points=64, histories=16_384).risk.existential_probability
    assert chance.liquidity is not None
    assert chance.liquidity.mid > 0.0
    assert chance.liquidity.low <= chance.liquidity.mid <= chance.liquidity.high
    assert chance.liquidity.high > chance.liquidity.low
