"""The questions: who answers, and what."""
