"""What makes a firm strong: one short page, shown at the top of the result, never counted in euros."""
