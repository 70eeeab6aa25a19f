"""Pages on a firm's data and services: inventory, policy, places, and what leaving a service costs."""
