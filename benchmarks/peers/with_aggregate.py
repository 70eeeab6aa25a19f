"""The common job with aggregate: a portfolio of compound Poisson sums by Fourier transform; argument: log2 of points, bucket in EUR."""

import math
import sys

from aggregate import Underwriter
from job import LEVEL, Figures, Threat, report


def transform(threats: list[Threat]) -> Figures:
    """Let aggregate transform, without the extra columns for pricing."""
    lines = [
        f"\tagg T{number} {threat.count} claims sev {math.exp(threat.mu)} * lognorm {threat.sigma} poisson"
        for number, threat in enumerate(threats)
    ]
    firm = Underwriter(update=False).build("port Firm\n" + "\n".join(lines))
    firm.update(log2=int(sys.argv[1]), bs=float(sys.argv[2]), add_exa=False, remove_fuzz=True)
    return Figures(float(firm.est_m), float(firm.q(LEVEL)), float(firm.tvar(LEVEL)))


report(transform)
