"""The shipped examples: everybody may read them, nothing is stored for them in the database."""
