"""The compiled catalogue is the entries, nothing else, and is read fast."""

import time
from pathlib import Path

from leitplanke.catalogue import compiled, loader


def test_compiled_equals_the_entries() -> None:
    """If this fails: ``leitplanke catalogue compile``."""
    entries = loader.load(loader.DATA)
    assert compiled.read() == entries
    assert compiled.FILE.read_text(encoding="utf-8") == compiled.text(entries)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    small = loader.load(Path(__file__).parent / "valid")
    compiled.write(small, tmp_path / "small.json")
    assert (tmp_path / "small.json").read_text(encoding="utf-8") == compiled.text(small)


def test_reading_takes_less_than_a_tenth_of_a_second() -> None:
    """Of the processor, and best of three, so that a busy machine does not fail it; the figure itself is in benchmarks."""
    best = 1.0
    for _ in range(3):
        compiled.read.cache_clear()
        start = time.process_time()
        compiled.read()
        best = min(best, time.process_time() - start)
    assert best < 0.1


def test_the_same_object_every_time() -> None:
    assert compiled.read() is compiled.read()
