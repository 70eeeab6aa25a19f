"""One run: inputs to compiled model to result; frozen, serialisable, hashed."""
