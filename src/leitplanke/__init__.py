"""Leitplanke: what the digital transformation can cost a small firm, and which measures it can carry."""

__version__ = "0.6.0"
