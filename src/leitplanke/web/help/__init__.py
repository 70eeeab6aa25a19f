"""Help on every page: terms explained, search over everything, the questions on paper, shortcuts and the tour."""
