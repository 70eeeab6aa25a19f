"""The tables of the workbook, each from a result to rows of numbers."""
