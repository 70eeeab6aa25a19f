"""Archives from strangers: nothing outside the pack is touched, nothing unpacks without end, nothing broken gets through."""

import io
import stat
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.catalogue.packs import files
from leitplanke.catalogue.packs.pack import Pack
from leitplanke.catalogue.packs.reading import read_pack
from leitplanke.catalogue.packs.writing import archive_of
from leitplanke.primitives.faults import InputFaultsError

BAKERY = read_pack(Path(__file__).parents[4] / "examples" / "packs" / "bakery")
GOOD = archive_of(BAKERY)


def codes(path: Path) -> list[str]:
    with pytest.raises(InputFaultsError) as raised:
        read_pack(path)
    return [fault.code for fault in raised.value.faults]


def with_more(path: Path, add: Callable[[zipfile.ZipFile], None]) -> Path:
    """Write the good archive with something more in it."""
    path.write_bytes(GOOD)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        add(archive)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../pack.yaml",
        "unseens/../../escape.yaml",
        "/etc/passwd",
        "C:/windows.yaml",
        "..\\escape.yaml",
        "unseens/../..",
        "a\x07.yaml",
        "unseens//x.yaml",
    ],
)
def test_a_path_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    assert codes(with_more(tmp_path / "x.zip", lambda archive: archive.writestr(name, "x"))) == ["zip-path"]
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


def test_a_name_with_an_end_inside_is_refused(tmp_path: Path) -> None:
    """A NUL hides what follows: readers in C see another name than Python."""
    path = with_more(tmp_path / "x.zip", lambda archive: archive.writestr("unseens/aaaa#.yaml", "x"))
    path.write_bytes(path.read_bytes().replace(b"unseens/aaaa#.yaml", b"unseens/aaaa\0.yaml"))
    assert codes(path) == ["zip-path"]


def test_a_symbolic_link_is_refused(tmp_path: Path) -> None:
    def link(archive: zipfile.ZipFile) -> None:
        member = zipfile.ZipInfo("sources/pack-bakery.secret.yaml")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")

    assert codes(with_more(tmp_path / "x.zip", link)) == ["linked-file"]


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred files of 1 MB of zeros take 100 kB packed; reading ends at the bound, whatever the directory says."""
    read = []
    whole = files._unpacked
    monkeypatch.setattr(files, "_unpacked", lambda *given: read.append(whole(*given)) or read[-1])

    def bomb(archive: zipfile.ZipFile) -> None:
        for number in range(100):
            archive.writestr(f"unseens/pack-bakery.bomb-{number}.yaml", b"0" * 1_000_000)

    path = with_more(tmp_path / "bomb.zip", bomb)
    assert path.stat().st_size < 300_000
    assert codes(path) == ["pack-too-big"]
    assert sum(map(len, read)) <= files.LARGEST_PACK + 1_000_001


def test_a_huge_archive_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with path.open("wb") as stream:
        stream.truncate(files.LARGEST_ARCHIVE + 1)
    assert codes(path) == ["pack-too-big"]


def test_a_directory_full_of_names_is_refused_in_little_memory(tmp_path: Path) -> None:
    """As many empty files as the largest archive can name."""
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(40_000):
            archive.writestr(str(number), b"")
    assert path.stat().st_size < files.LARGEST_ARCHIVE
    tracemalloc.start()
    assert codes(path) == ["too-many-files"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100e6


def test_one_huge_file_is_not_unpacked_whole(tmp_path: Path) -> None:
    path = with_more(tmp_path / "x.zip", lambda archive: archive.writestr("unseens/pack-bakery.huge.yaml", b"0" * 50_000_000))
    assert codes(path) == ["too-big"]


def test_a_false_size_in_the_directory_helps_nobody(tmp_path: Path) -> None:
    """The directory claims one byte for 50 MB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pack.yaml", b"0" * 50_000_000)
    data = bytearray(buffer.getvalue())
    for start, offset in ((data.rfind(b"PK\x01\x02"), 24), (data.find(b"PK\x03\x04"), 22)):
        data[start + offset : start + offset + 4] = struct.pack("<I", 1)
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    assert set(codes(path)) <= {"zip-broken", "too-big", "syntax", "not-a-group"}


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    def add(archive: zipfile.ZipFile) -> None:
        for number in range(files.MOST_FILES):
            archive.writestr(f"unseens/pack-bakery.x{number}.yaml", "")

    assert codes(with_more(tmp_path / "x.zip", add)) == ["too-many-files"]


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = with_more(tmp_path / "x.zip", lambda archive: archive.writestr("pack.yaml", "name: other"))
    assert codes(path) == ["twice-in-zip"]


def test_a_locked_file_is_refused(tmp_path: Path) -> None:
    data = bytearray(GOOD)
    for start, offset in ((data.find(b"PK\x01\x02"), 8), (data.find(b"PK\x03\x04"), 6)):
        data[start + offset] |= 1
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    assert codes(path) == ["zip-locked"]


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive at all", GOOD[:-30], GOOD[: len(GOOD) // 2], GOOD[100:]])
def test_what_is_no_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    assert codes(path) == ["zip-broken"]


@settings(max_examples=150, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_archive_is_refused_or_still_the_same_pack(
    changes: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    path = tmp_path_factory.mktemp("damaged") / "x.zip"
    path.write_bytes(data)
    with suppress(InputFaultsError):
        found = read_pack(path)
        assert isinstance(found, Pack)
        # names may be damaged without a checksum, contents may not
        assert {zlib.crc32(content) for content in found.files.values()} <= {zlib.crc32(content) for content in BAKERY.files.values()}


def test_what_archivers_add_is_taken_off(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bakery-1.0/", "")
        for name, data in BAKERY.files.items():
            archive.writestr(f"bakery-1.0/{name}", data)
        archive.writestr("bakery-1.0/.DS_Store", b"\0")
        archive.writestr("__MACOSX/bakery-1.0/._pack.yaml", b"\0")
    assert read_pack(path).stamp == BAKERY.stamp


def test_the_archive_is_the_same_every_day() -> None:
    assert archive_of(BAKERY) == GOOD
