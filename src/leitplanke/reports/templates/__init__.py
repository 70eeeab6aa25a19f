"""Layouts of the report; data comes in as JSON only, never as source text."""
