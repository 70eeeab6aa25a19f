"""Makes the tables of a new database at once."""
