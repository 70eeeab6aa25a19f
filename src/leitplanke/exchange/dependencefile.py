"""What a firm depends on as JSON: the file of ``leitplanke dependence --json`` (docs/reference/dependence-file.md)."""

import json
from collections.abc import Sequence

from leitplanke.company.dependence.concentration import leaving, measure, trend, yearly
from leitplanke.company.dependence.ledger import Ledger, PartnerVolume
from leitplanke.company.dependence.replaceability import Standing
from leitplanke.company.dependence.ties import gaps
from leitplanke.primitives.measurement import Measurement
from leitplanke.primitives.plain import Plain, plain
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.measurement import MeasuredMargin
from leitplanke.study.network import Network
from leitplanke.study.repositioning import Way

_SIDES = ("customers", "suppliers")


def dump(inputs: StudyInputs, network: Network, ways: Sequence[Way] = ()) -> str:
    """Return the file; the same study gives the same text."""
    dependence = inputs.dependence
    tree: dict[str, Plain] = {
        "company": inputs.company.name,
        "concentration": None if dependence.ledger is None else _concentration(dependence.ledger, network),
        "largest_customer": plain(network.largest),
        "relations": [_standing(one) for one in network.standings],
        "own_replaceability": network.own_replaceability,
        "channels": [{**_group(one), "charges_eur": one.charges_eur, "left_eur": one.left_eur} for one in network.channels],
        "account_blocked": [plain(one) for one in network.blocked],
        "data_gaps": [plain(one) for one in gaps(dependence.data_objects, dependence.relations)],
        "measured": [_measured(one) for one in (*network.measured.bases, *network.measured.indicators)],
        "set_aside": [{**_group(one), "reason": reason} for one, reason in network.measured.aside],
        "outdated": [plain(one) for one in network.measured.outdated],
        "measured_margins": [_margin(name, one) for name, one in network.measured.margins.items()],
        "ways": [plain(one) for one in ways],
    }
    return json.dumps(tree, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _concentration(ledger: Ledger, network: Network) -> Plain:
    found: dict[str, Plain] = {"year": network.year}
    for side in _SIDES:
        volumes: tuple[PartnerVolume, ...] = getattr(ledger, side)
        single, grouped = (measure(volumes, by_parent=by_parent, year=network.year) for by_parent in (False, True))
        found[side] = {
            "count": len(volumes),
            "total_eur": single.total_eur,
            "hhi": single.hhi,
            "hhi_by_group": grouped.hhi,
            "top1": grouped.top1,
            "top3": grouped.top3,
            "top5": grouped.top5,
            "trend": [
                {"year": one.year, "whole": one.whole, "hhi_by_group": one.concentration.hhi, "top1": one.concentration.top1}
                for one in trend(ledger, volumes, by_parent=True)
            ],
        }
    means, spread = network.means, yearly(ledger, ledger.customers, by_parent=True)
    found["if_one_leaves"] = [plain(one) for one in leaving(spread, means.liquidity_eur, means.kept_eur_per_year, means.contribution)]
    return found


def _standing(one: Standing) -> Plain:
    tree = _group(one)
    relation = tree.pop("relation")
    return {**(relation if isinstance(relation, dict) else {}), **tree}


def _group(value: object) -> dict[str, Plain]:
    tree = plain(value)
    return tree if isinstance(tree, dict) else {}


def _measured(one: Measurement) -> Plain:
    return plain(one)


def _margin(unseen: str, one: MeasuredMargin) -> Plain:
    return {"unseen": unseen, "margin": one.margin, "usual": one.usual, "factor": one.factor}
