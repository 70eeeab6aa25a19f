"""Writes ``reports/words/compiled.json``: all texts as one file, which is read fast. A house test fails while it is not what this writes.

.venv/bin/python tools/words.py
"""

from pathlib import Path

from leitplanke.reports import words
from leitplanke.reports.words import compiled

if __name__ == "__main__":
    files = words.sources()
    (Path(words.__file__).parent / compiled.NAME).write_text(compiled.text(files, words.parse(files)), encoding="utf-8")
