"""What commands of `cli` and of `web` share: the language of the terminal, and lines that fit it."""
