"""A whole firm in one file, out of one installation and into another."""
