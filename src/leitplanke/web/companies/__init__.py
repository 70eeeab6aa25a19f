"""Firms: profile in a few fields, size status, what stays assumed."""
