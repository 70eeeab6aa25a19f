"""The reader's language: chosen by a switch, kept in a cookie, German first."""
