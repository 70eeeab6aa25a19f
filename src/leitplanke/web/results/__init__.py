"""What the result page shows."""
