"""Papers to take away: the page that lists them, and what an organisation puts on them."""
