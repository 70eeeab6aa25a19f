"""What must hold in a study file between the weights of goals; codes in ``exchange.checks``."""

from collections import defaultdict

from leitplanke.catalogue.entries import Catalogue
from leitplanke.exchange.findings import Findings, number
from leitplanke.primitives.document import Path


def check_weights(findings: Findings, catalogue: Catalogue) -> None:
    """Note a goal that a group weights twice, and a group for which nothing counts."""
    goals = {aim.id.partition(".")[2] for aim in catalogue.aims}
    found = dict[str, Path]()
    nothing: dict[str, set[str]] = defaultdict(set)
    for path, one in findings.rows("weights"):
        group, goal = one.get("group"), one.get("goal")
        if not isinstance(group, str) or goal not in goals:
            continue
        findings.once((*path, "goal"), found, f"{group}\n{goal}", "duplicate-entry", {"given": f"{group} {goal}"})
        if number(one.get("weight")) == 0.0:
            nothing[group].add(str(goal))
            if nothing[group] == goals:
                findings.note((*path, "weight"), "nothing-counts", given=group)
