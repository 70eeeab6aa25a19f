"""Kinds of numbers and texts with their bounds; files are held against them, and the JSON Schema shows them."""

from typing import Annotated

from annotated_types import Ge, Gt, Le, MaxLen, MinLen

LARGEST_EUR = 1e12
"""More than any firm has; larger amounts are typing errors."""

Money = Annotated[float, Ge(-LARGEST_EUR), Le(LARGEST_EUR)]
"""EUR, may be negative."""
Amount = Annotated[float, Ge(0.0), Le(LARGEST_EUR)]
"""EUR, nothing or more."""
Turnover = Annotated[float, Ge(1000.0), Le(LARGEST_EUR)]
"""EUR a year; under 1,000 somebody wrote thousands or millions."""
Staff = Annotated[float, Gt(0.0), Le(1e6)]
"""Annual work units; every loss per head needs a head."""
Share = Annotated[float, Ge(0.0), Le(1.0)]
PartShare = Annotated[float, Gt(0.0), Le(1.0)]
"""A share of more than nothing."""
Weight = Annotated[float, Gt(0.0), Le(100.0)]
GoalPoints = Annotated[float, Ge(0.0), Le(10.0)]
"""How much a goal counts for somebody."""
Days = Annotated[float, Ge(0.0), Le(1e5)]
Count = Annotated[int, Ge(0), Le(1_000_000)]
LevelNumber = Annotated[int, Ge(0), Le(4)]
Positive = Annotated[float, Gt(0.0), Le(LARGEST_EUR)]
Name = Annotated[str, MinLen(1), MaxLen(200)]
Line = Annotated[str, MaxLen(200)]
Note = Annotated[str, MaxLen(2000)]
