"""The page of a plan: what it asks for, how sure it is, and whom it serves."""
