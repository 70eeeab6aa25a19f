"""The quick check: who answers, and what."""
