"""While code is loaded nothing is looked through for garbage; afterwards it is again, except for what was loaded."""

import subprocess
import sys

CODE = """
import gc
from leitplanke.primitives.loading import loading

class Node:
    deleted = 0
    def __init__(self):
        self.me = self
    def __del__(self):
        Node.deleted += 1

with loading():
    kept = [Node() for _ in range(10_000)]
    with loading():
        pass
    print(gc.isenabled(), end=" ")
print(gc.isenabled(), gc.get_freeze_count() >= 10_000, end=" ")
for _ in range(10_000):
    Node()
print(Node.deleted > 5_000)
"""


def test_the_collector_rests_and_works_again() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True", "True"]


FAULTY = """
import gc
from leitplanke.primitives.loading import loading

try:
    with loading():
        import nowhere
except ImportError:
    print(gc.isenabled())
"""


def test_it_works_again_after_a_fault() -> None:
    done = subprocess.run([sys.executable, "-c", FAULTY], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
