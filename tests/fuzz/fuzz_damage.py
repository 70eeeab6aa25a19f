"""Damages inputs, as text, as bytes, or part by part inside a zip file whose check sums are made right again, as a forger would."""

import hashlib
import io
import json
import random
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence

from fuzz_targets import Shape

LARGEST = 60_000
MOST_STEPS = 6
TOKENS = (
    *(
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xc3",
        b"\xed\xa0\x80",
        "\u2028".encode(),
        "İ".encode(),
        "ß".encode(),
        "\u202e".encode(),
    ),
    *(
        b"0",
        b"-1",
        b"-0",
        b"1e999",
        b"-1e999",
        b"nan",
        b"NaN",
        b"inf",
        b"Infinity",
        b"9" * 30,
        b"9" * 400,
        b"0.1e-400",
        b"1_000",
        b"0x10",
        b"1,5",
    ),
    *(
        b"1.234,56",
        b"--1",
        b"1e5",
        b"null",
        b"~",
        b"true",
        b"no",
        b"[]",
        b"{}",
        b"''",
        b'"',
        b'""',
        b"'",
        b"\\u0000",
        b"\\ud800",
        b"\\",
        b"%s",
        b"{0}",
    ),
    *(
        b"[" * 60,
        b"{" * 60,
        b"{a: " * 50,
        b"- " * 60,
        b"[" * 3000,
        b'{"a":' * 2000,
        b"&a ",
        b"*a",
        b"<<: *a",
        b"!!python/object/apply:os.system ['x']",
    ),
    *(
        b"!!binary ",
        b"!!set {a}",
        b"? ",
        b"---\n",
        b"...\n",
        b"|",
        b">",
        b"#",
        b": ",
        b":",
        b"\t",
        b"\r",
        b"\n",
        b"\r\n",
        b";",
        b",",
        b'";"',
        b";;;;",
    ),
    *(
        b"=1+1",
        b"@SUM(A1)",
        b"2025-02-30",
        b"31.12.9999",
        b"0000-00-00",
        b"9999-12-31",
        b"0001-01-01",
        b"29022025",
        b"3112",
        b"EXTF",
        b"H",
        b"S",
        b"GU",
    ),
    *(
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
        b"&b;",
        b"&#0;",
        b"&lt;",
        b"<![CDATA[",
        b"]]>",
        b"<a>",
        b"</a>",
        b"../../etc/passwd",
        b"file:///etc/passwd",
    ),
    *(
        b"$(id)",
        b'#read("/etc/passwd")',
        b"company",
        b"answers",
        b"staff",
        b"indicator.",
        b"unseen.",
        b"measure.",
        b"-",
        b" ",
        b"  ",
        b"A" * 5000,
    ),
)
Chance = random.Random


def damaged(seeds: Sequence[bytes], shape: Shape, chance: Chance) -> bytes:
    """Return an input that nobody has written."""
    data = chance.choice(seeds)
    if shape == "zip" and chance.random() < 0.9:
        data = in_parts(data, chance)
    if shape != "zip" or chance.random() < 0.2:
        data = steps(data, seeds, chance)
    return data[:LARGEST] if shape != "zip" else data


def steps(data: bytes, seeds: Sequence[bytes], chance: Chance) -> bytes:
    """Return the data after some small damages."""
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4, MOST_STEPS))):
        data = chance.choice(WAYS)(data, seeds, chance)
    return data


def flipped(data: bytes, _: Sequence[bytes], chance: Chance) -> bytes:
    """Change one byte."""
    if not data:
        return b"\0"
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]


def cut(data: bytes, _: Sequence[bytes], chance: Chance) -> bytes:
    """Leave a piece out."""
    place = chance.randrange(len(data) + 1)
    return data[:place] + data[place + chance.choice((1, 2, 5, 20, 100, 10_000)) :]


def doubled(data: bytes, _: Sequence[bytes], chance: Chance) -> bytes:
    """Have a piece twice, or many times."""
    place = chance.randrange(len(data) + 1)
    piece = data[place : place + chance.choice((1, 2, 8, 40, 300))]
    return data[:place] + piece * chance.choice((2, 2, 3, 50)) + data[place:]


def with_token(data: bytes, _: Sequence[bytes], chance: Chance) -> bytes:
    """Put something in that readers stumble over, in the place of nothing, of a few bytes, or of a whole value."""
    token, place = chance.choice(TOKENS), chance.randrange(len(data) + 1)
    if chance.random() < 0.5:
        stops = [found for sign in b':;,\t\n"=>' if (found := data.rfind(bytes([sign]), 0, place)) >= 0]
        ends = [found for sign in b';,\t\n"}]<' if (found := data.find(bytes([sign]), place)) >= 0]
        return data[: max(stops, default=0) + 1] + token + data[min(ends, default=len(data)) :]
    return data[:place] + token + data[place + chance.choice((0, 0, 1, len(token))) :]


def crossed(data: bytes, seeds: Sequence[bytes], chance: Chance) -> bytes:
    """Go on with another input from somewhere."""
    other = chance.choice(seeds)
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def lines_moved(data: bytes, _: Sequence[bytes], chance: Chance) -> bytes:
    """Take a line to another place, or into another depth."""
    lines = data.split(b"\n")
    line = lines.pop(chance.randrange(len(lines)))
    lines.insert(chance.randrange(len(lines) + 1), chance.choice((line, b" " + line, b"  " + line, line.lstrip(), b"- " + line)))
    return b"\n".join(lines)


WAYS: tuple[Callable[[bytes, Sequence[bytes], Chance], bytes], ...] = (flipped, cut, doubled, with_token, with_token, crossed, lines_moved)


def in_parts(data: bytes, chance: Chance) -> bytes:
    """Damage one part of a zip file, and mostly make right what a manifest says of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as found:
            parts = {name: found.read(name) for name in found.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error):
        return data
    name = chance.choice(sorted(parts)) if parts else "x"
    what = chance.random()
    if what < 0.05:
        parts.pop(name, None)
    elif what < 0.1:
        parts[chance.choice(("../x", "/etc/x", "a\\b", name.upper(), name + "/", "\u202ex", "x" * 300))] = parts.get(name, b"")
    else:
        parts[name] = steps(parts.get(name, b""), list(parts.values()) or [b""], chance)
    if chance.random() < 0.9:
        stamp(parts)
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as new:
        warnings.simplefilter("ignore")
        for part, content in parts.items():
            new.writestr(part, content)
    return file.getvalue()


def stamp(parts: dict[str, bytes]) -> None:
    """Make check sums and counts of a manifest right."""
    try:
        manifest = json.loads(parts["manifest.json"])
        for one in (*manifest["tables"], *manifest["files"]):
            file = str(one.get("file") or f"tables/{one['name']}.jsonl")
            content = parts.get(file, parts.get(str(one.get("name")), b""))
            one.update({"sha256": hashlib.sha256(content).hexdigest()} | ({"rows": len(content.splitlines())} if "rows" in one else {}))
        parts["manifest.json"] = json.dumps(manifest).encode()
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return
