"""The list of groups: however a spreadsheet saves two columns, and what is wrong with it."""

import pytest

from leitplanke.exchange.ledgerparents import read
from leitplanke.primitives.faults import InputFaultsError


@pytest.mark.parametrize(
    "data",
    [
        b"account;parent\r\n10000;A AG\r\n010001;A AG\r\n",
        b"Konto,Konzern\n10000,A AG\n10001,A AG\n",
        b"Konzern\tKonto\nA AG\t10000\nA AG\t10001\n",
        b"10000;A AG\n10001;A AG\n10002;\n;\n",
        b"\xef\xbb\xbfaccount;parent\n10000;A AG\n10001;A AG\n",
    ],
)
def test_two_columns_are_read(data: bytes) -> None:
    assert read(data, "groups.csv") == {"10000": "A AG", "10001": "A AG"}


def test_letters_of_windows_are_kept() -> None:
    assert read("10000;Süß & Söhne".encode("cp1252"), "groups.csv") == {"10000": "Süß & Söhne"}


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (b"10000\n", [("parents-columns", 1)]),
        (b"account;x\n10000;A\n", [("parents-columns", 1)]),
        (b"10000;A\n10000;B\n10001\n", [("parents-differ", 2), ("parents-columns", 3)]),
        (b'10000;"A\n', [("parents-unreadable", 1)]),
        (b"\x00\x01", [("parents-unreadable", None)]),
    ],
)
def test_what_is_wrong_is_named_with_its_line(data: bytes, faults: list[tuple[str, int | None]]) -> None:
    with pytest.raises(InputFaultsError) as refused:
        read(data, "groups.csv")
    assert [(fault.code, fault.line) for fault in refused.value.faults] == faults
