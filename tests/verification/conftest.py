"""Lets the verification tests import the reader of the bench firms that lies beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
