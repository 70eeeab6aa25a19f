"""Commands of the operator, one a module."""
