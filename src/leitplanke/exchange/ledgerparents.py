"""Which partner belongs to which group: a list of two columns, account and group, as CSV.

==================== ==================== ==============================================================
code                 placeholders         when
==================== ==================== ==============================================================
parents-unreadable   -                    neither UTF-8 nor code page 1252, or broken quotes
parents-columns      -                    fewer than two columns
parents-differ       given, first, other  one account with two groups
==================== ==================== ==============================================================
"""

import csv
import io

from leitplanke.primitives.faults import Fault, InputFaultsError

_ACCOUNTS = frozenset({"konto", "account", "nummer", "debitor", "kreditor"})
_PARENTS = frozenset({"konzern", "parent", "group", "group_parent", "gruppe", "mutter", "muttergesellschaft"})


def read(data: bytes, name: str) -> dict[str, str]:
    """Return the group of each account, leading zeros taken off; blank lines and accounts without group are passed over.

    Commas, semicolons or tabs between columns. Without headings the first column is the account.

    Raises
    ------
    InputFaultsError
        With everything that is wrong in it, by line.
    """
    rows = _rows(data, name)
    heads = [head.strip().casefold() for head in rows[0][1]] if rows else []
    account = next((place for place, head in enumerate(heads) if head in _ACCOUNTS), None)
    parent = next((place for place, head in enumerate(heads) if head in _PARENTS), None)
    if account is not None and parent is not None:
        rows = rows[1:]
    elif account is not None or parent is not None:
        raise InputFaultsError([Fault(name, "parents-columns", (), 1)])
    return _gathered(rows, account or 0, 1 if parent is None else parent, name)


def _gathered(rows: list[tuple[int, list[str]]], account: int, parent: int, name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for line, row in rows:
        if len(row) <= max(account, parent):
            faults.append(Fault(name, "parents-columns", (), line))
            continue
        number, group = row[account].strip().lstrip("0"), row[parent].strip()
        if not number or not group:
            continue
        first = found.setdefault(number, group)
        if first.casefold() != group.casefold():
            faults.append(Fault(name, "parents-differ", (("given", number), ("first", first), ("other", group)), line))
    if faults:
        raise InputFaultsError(faults)
    return found


def _rows(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\ufffd" in text or "\0" in text:
        raise InputFaultsError([Fault(name, "parents-unreadable")])
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        raise InputFaultsError([Fault(name, "parents-unreadable", (), reader.line_num)]) from None
