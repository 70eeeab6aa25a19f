"""Numbers in options."""

import math

import click


class Amount(click.FloatRange):
    """A number within a range; "nan", which no comparison finds outside of it, is none."""

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number.

        Raises
        ------
        click.BadParameter
            If it is none or outside the range.
        """
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value!r} is not a valid number.", param, ctx)
        return number
