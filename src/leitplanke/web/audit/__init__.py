"""Who changed what: an append-only log that the database itself writes."""
