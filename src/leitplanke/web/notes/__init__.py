"""Notes and evidence: what people write about single questions, Unseens and measures of a firm, and the files behind it."""
