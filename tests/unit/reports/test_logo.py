"""Logos: what draws is redrawn as a small PNG; what could load, run or multiply is refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from leitplanke.primitives.faults import InputFaultsError
from leitplanke.reports import logo

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 200 60">'
GOOD = f'{HEAD}<rect width="60" height="60" fill="#00594A"/><circle cx="130" cy="30" r="30" fill="#D55E00"/></svg>'.encode()


def png(wide: int, high: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (wide, high), (0, 89, 74, 255)).save(file, "PNG")
    return file.getvalue()


def code_of(data: bytes) -> str:
    with pytest.raises(InputFaultsError) as caught:
        logo.read(data, "logo")
    return caught.value.faults[0].code


@pytest.mark.parametrize("data", [GOOD, png(400, 120), png(3000, 3000), png(10, 800)])
def test_a_logo_is_redrawn_small_and_in_its_colours(data: bytes) -> None:
    drawn = Image.open(io.BytesIO(logo.read(data, "logo")))
    assert drawn.format == "PNG"
    assert drawn.width <= 900
    assert drawn.height <= 225
    assert (0, 89, 74, 255) in {colour for _, colour in drawn.convert("RGBA").getcolors(10**6)}


def test_nothing_of_the_file_goes_out_again() -> None:
    hidden = png(40, 20)[:-12] + chunk(b"tEXt", b"Comment\x00secret") + png(40, 20)[-12:]
    assert b"secret" in hidden
    assert b"secret" not in logo.read(hidden, "logo.png")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<image href="file:///etc/passwd"/>',
        '<image href="http://127.0.0.1/x.png"/>',
        '<g id="a"><rect width="1" height="1"/></g><use xlink:href="#a"/>',
        "<foreignObject/>",
        '<filter id="f"/>',
        '<pattern id="p"/>',
        '<a href="http://example.org"/>',
        "<animate/>",
    ],
)
def test_what_could_load_run_or_multiply_is_refused(inside: str) -> None:
    assert code_of(f"{HEAD}{inside}</svg>".encode()) == "logo-element"


def test_other_refusals() -> None:
    # The encoding that hides "<!ENTITY" from whoever looks for these bytes; "<svg" stands in it as two signs of another script.
    hidden = ('<!DOCTYPE svg [<!ENTITY a "aaaa">]><!--' + b"<svg".decode("utf-16-le") + "-->" + GOOD.decode()).encode("utf-16-le")
    assert b"<svg" in hidden[:4096]
    assert code_of(hidden) == "logo-element"
    bomb = b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaa">]>' + GOOD
    assert code_of(bomb) == "logo-element"
    assert code_of(GOOD[:-10]) == "logo-broken"
    assert code_of(png(40, 20)[:60]) == "logo-broken"
    assert code_of(b"GIF89a") == "logo-unknown"
    assert code_of(b"") == "logo-unknown"
    assert code_of(GOOD.ljust(logo.LARGEST_BYTES + 1)) == "logo-too-big"
    header = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0))
    assert code_of(header) == "logo-too-many-dots"
    assert code_of(f"{HEAD}{'<rect/>' * 6000}</svg>".encode()) == "logo-too-many-dots"
