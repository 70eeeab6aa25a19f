"""The pages of an organisation's people and roles; who may come in at all is in `web.accounts`."""
