"""Whom and what the firm depends on: partners, channels, data and services, from its own files and in its own words."""
