"""Zip files from outside: sound ones are read, every trick is refused before anything is unpacked."""

import io
import struct
import zipfile

import pytest

from leitplanke.primitives import packed
from leitplanke.primitives.faults import Fault, InputFaultsError


def made(*parts: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts:
            new.writestr(name, content)
    return file.getvalue()


def refused(data: bytes) -> Fault:
    with pytest.raises(InputFaultsError) as caught:
        packed.opened(data, "x.zip", largest=1000, most_parts=3)
    return caught.value.faults[0]


def test_a_sound_file_is_read() -> None:
    with packed.opened(made(("a.txt", b"eins"), ("b/c.txt", b"")), "x.zip", largest=1000, most_parts=3) as found:
        assert {name: packed.part(found, "x.zip", name) for name in found.namelist()} == {"a.txt": b"eins", "b/c.txt": b""}


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a/../../b", "..\\a", "C:\\a", "a:b"])
def test_names_that_lead_out_are_refused(name: str) -> None:
    fault = refused(made((name, b"x")))
    assert (fault.code, dict(fault.values)["given"]) == ("packed-part", name.replace("\\", "\\\\"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_twice_is_refused() -> None:
    assert refused(made(("a", b"1"), ("a", b"2"))).code == "packed-part"


def test_too_much_is_refused_from_what_the_directory_says() -> None:
    assert dict(refused(made(("a", b"0" * 501), ("b", b"0" * 500))).values)["limit"] == "0"
    assert refused(made(("a", b"0" * 10**6))).code == "packed-swells"
    assert refused(made(*((str(one), b"") for one in range(4)))).code == "packed-too-many-parts"


def test_a_directory_that_lies_about_the_size_gives_no_more_than_it_says() -> None:
    data = bytearray(made(("a", b"0" * 10**6)))
    real = struct.pack("<L", 10**6)
    assert data.count(real) == 2
    lying = bytes(data.replace(real, struct.pack("<L", 10)))
    with packed.opened(lying, "x.zip", largest=1000, most_parts=3) as found, pytest.raises(InputFaultsError) as caught:
        packed.part(found, "x.zip", "a")
    assert caught.value.faults[0].code == "packed-broken"


BOMB = '<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    "content",
    [
        BOMB.encode(),
        ("\ufeff" + BOMB).encode(),
        BOMB.encode("utf-16"),
        BOMB.encode("utf-16-le"),
        BOMB.encode("utf-16-be"),
        BOMB.encode("utf-32"),
        b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE a>',
        b"<?xml version='1.0' standalone='yes' encoding = 'cp500'?>" + BOMB.encode("cp500"),
        b'\n<?xml version="1.0" encoding="ISO-2022-JP"?><a/>',
    ],
)
def test_markup_that_could_grow_is_known_in_every_encoding(content: bytes) -> None:
    assert packed.may_expand(content)
    assert packed.is_markup("xl/styles.xml", content)


def test_what_offices_write_is_no_bomb() -> None:
    for head in ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', "<?xml version='1.0'?>", "\ufeff", ""):
        assert not packed.may_expand(f"{head}<a>Größe &lt; 5</a>".encode())
    assert packed.is_markup("media/picture.bin", b"\xef\xbb\xbf  <a/>")
    assert not packed.is_markup("media/picture.png", b"\x89PNG")


def test_locked_parts_and_rare_packing_are_refused() -> None:
    data = made(("a", b"x"))
    place = data.index(b"PK\x01\x02")
    locked = bytearray(data)
    locked[place + 8] |= 1
    assert refused(bytes(locked)).code == "packed-part"
    rare = io.BytesIO()
    with zipfile.ZipFile(rare, "w", zipfile.ZIP_LZMA) as new:
        new.writestr("a", b"x")
    assert refused(rare.getvalue()).code == "packed-part"


@pytest.mark.parametrize("data", [b"", b"PK", b"kein Zip", made(("a", b"1"))[:-5]], ids=["nothing", "two letters", "text", "cut off"])
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    try:
        found = packed.opened(data, "x.zip", largest=1000, most_parts=3)
    except InputFaultsError as error:
        assert error.faults[0].code == "packed-broken"  # noqa: PT017 - some damage shows only when a part is read
    else:
        with pytest.raises(InputFaultsError):
            packed.part(found, "x.zip", "a")


def test_damaged_content_is_refused() -> None:
    data = bytearray(made(("a", bytes(range(256)))))
    data[60] ^= 0xFF
    with packed.opened(bytes(data), "x.zip", largest=1000, most_parts=3) as found, pytest.raises(InputFaultsError) as caught:
        packed.part(found, "x.zip", "a")
    assert caught.value.faults[0].code == "packed-broken"
