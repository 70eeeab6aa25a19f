"""The chapters of the report, each from a result to blocks."""
