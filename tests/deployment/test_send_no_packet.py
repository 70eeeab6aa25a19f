"""A real server with its worker, engine and typesetter sends no packet to another machine: the kernel counts them.

It runs where one wire leads out, over which every address seems to be in reach; names would be asked for over it, too.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SIDE = Path(__file__).parent / "beside_a_wire.py"
WIRE = """
ip link set lo up
ip link add out0 type veth peer name out1
ip addr add 192.0.2.1/24 dev out0
for end in out0 out1; do
  echo 1 > /proc/sys/net/ipv6/conf/$end/disable_ipv6
  ip link set $end addrgenmode none
  ip link set $end up
done
ip route add default via 192.0.2.2
exec "$@"
"""


def alone(*command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a command where that wire is the only way out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LEITPLANKE_", "DJANGO_"))}
    call = ["unshare", "--net", "--", "sh", "-e", "-c", WIRE, "sh", *command]
    return subprocess.run(call, env=kept | variables, capture_output=True, text=True, check=False, timeout=300)


def test_pages_papers_doctor_and_an_evaluation_send_nothing(examples: Path, tmp_path: Path) -> None:
    if alone("true").returncode:
        pytest.skip("needs a network of its own: root, unshare and ip")
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "examples").symlink_to(examples, target_is_directory=True)
    done = alone(sys.executable, str(SIDE), str(tmp_path), LEITPLANKE_VAR=str(tmp_path / "var"), LEITPLANKE_LOCAL="1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["sent", "0", "asked", "noticed"]
