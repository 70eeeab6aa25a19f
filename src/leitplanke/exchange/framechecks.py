"""What must hold in a study file about its frame; codes in ``exchange.checks``."""

from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange.findings import Findings
from leitplanke.primitives.document import Path


def check_frame(findings: Findings, catalogue: Catalogue) -> None:
    """Note an actor that the catalogue does not have, and one that stands twice."""
    known = [one.id for one in catalogue.actors]
    found = dict[str, Path]()
    for path, one in findings.rows("frame", "actors"):
        name = one.get("actor")
        if findings.known((*path, "actor"), name, known, "unknown-actor"):
            findings.once((*path, "actor"), found, str(name), "duplicate-entry", {"given": str(name)})
