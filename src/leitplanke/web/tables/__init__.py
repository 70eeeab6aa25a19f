"""Every table that a firm owns, to take along."""
