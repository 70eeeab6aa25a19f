"""A server that has just started loads by itself what the first search needs."""

import os
import subprocess
import sys
from pathlib import Path

CODE = """
import threading
import leitplanke.web.wsgi
from leitplanke.web.help import places
[one.join(60) for one in threading.enumerate() if one.name == "warm-up"]
print(places._by_kind.cache_info().currsize, places._text.cache_info().currsize > 300)
"""


def test_the_first_search_finds_everything_loaded(tmp_path: Path) -> None:
    environment = os.environ | {
        "LEITPLANKE_LOCAL": "1",
        "LEITPLANKE_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "leitplanke.web.settings",
    }
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["1", "True"]
