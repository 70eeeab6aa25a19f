"""Settlement files of marketplaces: what was sold, what the operator took, and when the money came."""
