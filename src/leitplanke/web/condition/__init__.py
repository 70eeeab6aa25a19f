"""How the installation is: whether it can work, how much it does, and what is wrong with it."""
