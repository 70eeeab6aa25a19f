"""Lets the planning checks import the small firms of the unit tests, and try branch and bound on them."""

import sys
from pathlib import Path

import pytest

from leitplanke.planning import branching

sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "planning"))


@pytest.fixture(autouse=True)
def branched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few measures too be decided one after the other, so that small firms test it; what is shipped tries all their sets."""
    monkeypatch.setattr(branching, "FEW", -1)
