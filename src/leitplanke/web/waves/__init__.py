"""Rounds of answers of several people: plan, invite, answer without account, show pictures and never a person."""
