"""All assumptions of the catalogue with their weight in a typical result: open to everybody, no firm's data."""
