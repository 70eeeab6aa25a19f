"""SQL by hand binds the product to one database: it stands in a few places only, each with both databases in mind."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "leitplanke"
PLACES = {
    "web/audit/acting.py": "each database is told in its own way who is acting",
    "web/audit/guards.py": "triggers of either database that keep the log append-only",
    "web/audit/triggers.py": "triggers of either database that write the log",
    "web/backup/rows.py": "Django's own statements that set sequences, for whatever database",
    "web/backup/wholeness.py": "SQLite's check of its own file, where SQLite is used",
    "web/protection/migrations/0002_shared_cache.py": "Django's own statement that drops a table, for whatever database",
    "web/upgrading.py": "PostgreSQL's lock across machines, where PostgreSQL is used; a lock of the file system for both",
}
CALLS = {"execute", "executemany", "executescript", "raw", "extra", "cursor", "RunSQL", "RawSQL"}


def test_sql_by_hand_stands_only_where_it_is_listed() -> None:
    found = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if any(by_hand(path.read_text(encoding="utf-8")))}
    assert found == PLACES.keys()


def test_what_is_looked_for_is_found() -> None:
    for text in (
        "connection.cursor()",
        "with connections['x'].cursor() as c: pass",
        "c.execute('SELECT 1')",
        "Company.objects.raw('SELECT 1')",
        "rows.extra(where=['1'])",
        "migrations.RunSQL('DROP TABLE x')",
        "RawSQL('1', [])",
    ):
        assert list(by_hand(text)), text
    assert not list(by_hand("rows.filter(pk=1).update(name='x')\nkind.compute(job)"))


def by_hand(text: str) -> Iterator[int]:
    """Yield the lines that hand SQL to a database."""
    if not any(name in text for name in CALLS):
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
            if name in CALLS:
                yield node.lineno
