"""Lets the fuzz tests import what lies beside them."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def a_database_of_its_own(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let rows of backups be stored: in a database in memory that no other test sees."""
    with django_db_blocker.unblock():
        yield
