"""What an analysis need not load: every module more is waited for by everybody."""

import subprocess
import sys


def test_an_analysis_loads_no_optimisers_and_no_statistics() -> None:
    """Half a second each; conflicts, proofs and own shares load them when they need them."""
    code = "import sys, leitplanke.study.run, leitplanke.study.refusal; print(*sys.modules, sep='\\n')"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert "scipy.fft" in loaded
    assert {"scipy.optimize", "scipy.sparse", "scipy.stats", "highspy", "django"}.isdisjoint(loaded)
