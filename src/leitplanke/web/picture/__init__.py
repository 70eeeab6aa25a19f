"""What many people say together: how answers spread, where groups see it differently, what to talk about first, and what it moves."""
