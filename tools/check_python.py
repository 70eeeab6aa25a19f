"""Say in one line what is missing to build the environment; prints nothing if all is there."""

import importlib.util
import sys

if sys.version_info < (3, 11):
    sys.exit("Python 3.11 or newer is needed: sudo apt-get install -y python3 python3-venv  (or name one: make PY=python3.12 ...)")
if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
    sys.exit("Python's venv module is missing: sudo apt-get install -y python3-venv")
