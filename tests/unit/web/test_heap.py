"""What many threads have used and freed does not stay with the process, as the C library itself tells it."""

import platform
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only the GNU C library holds memory so")
USE = """
import ctypes, sys, threading
from leitplanke.web import heap
if sys.argv[1] == "shared":
    heap.share_arenas()
gate, alive = threading.Barrier(12), []
def use():
    gate.wait()
    held = [bytes(3000) for _ in range(4000)]
    alive.append(held[::100])  # between what is free, as in a process that works on
    gate.wait()
threads = [threading.Thread(target=use) for _ in range(12)]
[one.start() for one in threads]; [one.join() for one in threads]
if sys.argv[2] == "back":
    heap.give_back()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
print(open("/proc/self/statm").read().split()[1], flush=True)
"""


def told(*words: str) -> tuple[int, int]:
    """Return the arenas of a process whose twelve threads have ended, and the pages it holds."""
    done = subprocess.run([sys.executable, "-c", USE, *words], capture_output=True, text=True, check=True).stdout
    return len(re.findall(r"<heap nr=", done)), int(done.split()[-1])


def test_threads_share_two_arenas() -> None:
    assert told("alone", "kept")[0] > 2
    assert told("shared", "kept")[0] <= 2


def test_what_is_free_goes_back_to_the_system() -> None:
    kept, back = (told("shared", words)[1] for words in ("kept", "back"))
    assert back < 0.5 * kept
