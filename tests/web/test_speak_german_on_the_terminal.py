"""Commands of the server explain themselves in the language of the terminal, like all others."""

import os
import subprocess
import sys

import pytest

from leitplanke.reports.words import store

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize("command", ["serve", "worker", "manage"])
def test_help_is_in_the_language_of_the_terminal(command: str) -> None:
    for language, locale in (("de", "de_DE.UTF-8"), ("en", "en_GB.UTF-8")):
        surroundings = {**os.environ, "LANG": locale, "LC_ALL": "", "LANGUAGE": ""}
        call = [sys.executable, "-m", "leitplanke", command, "--help"]
        told = subprocess.run(call, env=surroundings, capture_output=True, text=True, timeout=60, check=True).stdout
        own = [texts for key, texts in store().items() if key.startswith(f"cli.{command}.") and not key.endswith(".short")]
        assert own
        assert not [texts[language] for texts in own if "".join(texts[language].split()) not in "".join(told.split())]
