"""Values every other folder speaks in: origins, intervals, faults, traces, quarters."""
