"""A share of turnover that people stated in place of an amount."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedShare:
    """The answers to one indicator read as the share (0-1) of turnover that one economic base has.

    `trace` is the id of the trace node of the pooled answers.
    """

    base: str
    share: float
    trace: str
