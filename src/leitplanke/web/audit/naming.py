"""How people call a stored field: by the question of its form, or by a word of its own."""

from leitplanke.reports.words import Language, store


def field_name(object_type: str, field: str, language: Language) -> str:
    """Return what a field of a model (``companies.company``) is called; the stored name if nobody has named it."""
    asked, worded, column = f"web.field.{field}.label", f"audit.field.{field}", f"tables.column.{field}"
    keys = (asked, worded, column) if object_type == "companies.company" else (worded, column, asked)
    return next((store()[key][language] for key in keys if key in store()), field)
