"""The risk engine: arrays in, distribution out; knows no catalogue, no language, no clock.

Entry points for a model of one's own, in the order in which they are used:

- `risk.model.RiskModel`, `risk.model.Balance`: one firm as arrays
- `risk.portfolio.Measures`, `risk.portfolio.Portfolios`, `risk.portfolio.model_of`: what measures change, and which to compare
- `risk.answers.answer_exactly`, `risk.answers.answer_by_simulation`: what each portfolio comes to, with errors
- `risk.batch.evaluate_portfolios`, `risk.spectral.evaluate`: exact distributions with error bounds
- `risk.distribution.LossDistribution`: quantiles, tail means and exceedance of a distribution
- `risk.simulation.simulate_trials`, `risk.simulation.simulate_together`: single histories with standard errors
- `risk.stories.tell`, `risk.stories.stories`: typical futures of these, loss by loss
- `risk.passage.first_passages`, `risk.passage.first_passages_together`: when a balance falls below zero
- `risk.expectation.expected_loss`, `risk.expectation.expected_loss_by_cause`: the mean in closed form, by threat or by cause
- `risk.soundness.check_model`, `risk.soundness.check_portfolios`: what all of these refuse first

Each says shapes, units, ranges and errors. Files with such a model: docs/reference/risk-model-file.md.
"""
