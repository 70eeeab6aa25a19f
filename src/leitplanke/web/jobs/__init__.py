"""Long computations that a worker does and people wait for: one mechanism for every kind."""
