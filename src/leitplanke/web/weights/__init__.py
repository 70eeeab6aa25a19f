"""Whose goals count how much: one page with the weights of the groups, which rank plans and change no euro."""
