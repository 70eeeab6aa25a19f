"""Tags of the pages of rounds; builtins like those that speak."""
