"""A ledger as files: the figures of ``leitplanke import datev --json``, and the key ``dependence`` of a study."""

from collections.abc import Mapping, Sequence

import yaml

from leitplanke.company.dependence.concentration import measure
from leitplanke.company.dependence.ledger import Ledger, PartnerVolume
from leitplanke.primitives.lean import lean
from leitplanke.primitives.plain import Plain

_INDEX_DECIMALS, _SHARE_DECIMALS = 2, 6


def figures(ledger: Ledger | None, *, grouped: bool = False) -> dict[str, Plain]:
    """Return the figures of a ledger as plain tree; without a ledger (it was refused) both sides are empty.

    Parameters
    ----------
    grouped
        Whether groups were named: then the index is that of the groups, and the one of single partners stands beside it.
    """
    found: dict[str, Plain] = {}
    for name in ("customers", "suppliers"):
        volumes: Sequence[PartnerVolume] = getattr(ledger, name) if ledger else ()
        single = measure(volumes)
        shares = {part.key: part.share for part in single.portions}
        index = measure(volumes, by_parent=True) if grouped else single
        found[name] = [_row(one, shares) for one in sorted(volumes, key=lambda one: (-one.net_eur, one.account))]
        found[f"{name}_hhi"] = round(index.hhi, _INDEX_DECIMALS)
        if grouped:
            found[f"{name}_hhi_by_partner"] = round(single.hhi, _INDEX_DECIMALS)
    found["period"] = {"from": ledger.begins.isoformat(), "to": ledger.ends.isoformat()} if ledger else None
    return found


def write(ledger: Ledger) -> str:
    """Return the ledger as the key ``dependence`` of a study file."""
    return yaml.safe_dump({"dependence": {"ledger": lean(ledger)}}, allow_unicode=True, sort_keys=False)


def _row(one: PartnerVolume, shares: Mapping[str, float]) -> dict[str, Plain]:
    share = round(shares[one.account], _SHARE_DECIMALS)
    row: dict[str, Plain] = {"account": one.account, "name": one.name, "net_eur": one.net_eur, "share": share}
    if one.parent:
        row["parent"] = one.parent
    if one.collective:
        row["collective"] = True
    return row
