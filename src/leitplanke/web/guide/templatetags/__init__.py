"""Template tags of the way through the steps."""
