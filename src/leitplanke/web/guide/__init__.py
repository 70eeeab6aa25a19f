"""The way through the steps of the method: where a firm is, what comes next, and the small pages no other app has."""
