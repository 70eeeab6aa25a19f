"""Who may come in: organisations, members, the local owner, the set-up link."""
