"""Which futures are told; apart from the simulation, so that who only names them loads no engine."""

from typing import Literal

Kind = Literal["one_in_two", "one_in_five", "one_in_twenty", "one_in_hundred", "liquidity_exhausted", "equity_exhausted"]
