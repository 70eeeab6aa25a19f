"""The whole installation in one file, and back: rows of every table, attachments, the server's key."""
