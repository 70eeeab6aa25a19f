"""How replaceable a partner is for the firm, and the firm for the partner: two indices from what somebody judged.

Each index is the mean of what is known of it, 0 replaced at once to 1 not to be replaced: few alternatives (1 / (1 + number)), a long
switch (weeks / 52, at most 1) and, for the partner, how specific the work is (level / 4). Own design choice, a scale and no
probability; nothing known gives None, never a middle.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leitplanke.company.dependence.partner import Relation

WEEKS_PER_YEAR = 52.0
HIGHEST_LEVEL = 4.0
_WHOLE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the firm stands with one partner.

    Parameters
    ----------
    volume_eur
        A year, None where nobody knows.
    share
        Of all sales or purchases, 0-1, None where nobody knows.
    needed
        How hard the partner is to replace for the firm, 0-1.
    needs_us
        How hard the firm is to replace for the partner, 0-1.
    tilt
        `needed` less `needs_us`: above 0 the firm needs the partner more than the other way round. None if one is unknown.
    gap_eur
        Customers only: contribution that is missing until the sales are replaced, and the one-off cost of it.
    known
        How many of the eight judged fields are filled.
    """

    relation: Relation
    volume_eur: float | None
    share: float | None
    needed: float | None
    needs_us: float | None
    tilt: float | None
    gap_eur: float | None
    known: int


def stand(relation: Relation, volume_eur: float | None, total_eur: float, contribution: float) -> Standing:
    """Return where the firm stands with a partner.

    Parameters
    ----------
    volume_eur
        What the ledger says of the volume a year; None: what the relation says.
    total_eur
        All sales (customers) or purchases (suppliers) a year; 0 if unknown.
    contribution
        Part of a euro of sales that is missing when it is not earned, 0-1; the relation's own margin goes before it.

    Examples
    --------
    >>> one = Relation(partner="A", role="customer", revenue_net_eur=520_000.0, alternatives=1, switch_weeks=26.0, specificity=2)
    >>> found = stand(one, None, 1_040_000.0, 0.5)
    >>> found.share, found.needed, found.gap_eur  # 26 weeks of 10,000 a week, half of it contribution
    (0.5, 0.5, 130000.0)
    """
    volume = relation.revenue_net_eur if volume_eur is None else volume_eur
    share = volume / total_eur if volume is not None and total_eur > 0.0 else relation.share
    needed = _mean([_few(relation.alternatives), _long(relation.switch_weeks), _level(relation.specificity)])
    needs_us = _mean([_few(relation.their_alternatives), _long(relation.their_switch_weeks)])
    judged = (
        relation.alternatives,
        relation.switch_weeks,
        relation.switch_cost_eur,
        relation.specificity,
        relation.data_visibility,
        relation.knowhow_exposure,
        relation.their_alternatives,
        relation.their_switch_weeks,
    )
    return Standing(
        relation=relation,
        volume_eur=volume,
        share=None if share is None else min(_WHOLE, max(0.0, share)),
        needed=needed,
        needs_us=needs_us,
        tilt=None if needed is None or needs_us is None else needed - needs_us,
        gap_eur=_gap(relation, volume, contribution),
        known=sum(one is not None for one in judged),
    )


def own_replaceability(found: Sequence[Standing]) -> float | None:
    """Return how hard the firm is to replace for its customers, 0-1: mean over those that were judged, weighted by sales."""
    customers = [one for one in found if one.relation.role == "customer" and one.needs_us is not None]
    weighed = [(one.needs_us or 0.0, one.volume_eur or 0.0) for one in customers]
    total = sum(volume for _, volume in weighed)
    if not weighed:
        return None
    return sum(a * b for a, b in weighed) / total if total > 0.0 else sum(a for a, _ in weighed) / len(weighed)


def _gap(relation: Relation, volume: float | None, contribution: float) -> float | None:
    if relation.role != "customer" or volume is None or relation.switch_weeks is None:
        return None
    part = contribution if relation.margin is None else relation.margin
    return volume * part * relation.switch_weeks / WEEKS_PER_YEAR + (relation.switch_cost_eur or 0.0)


def _few(alternatives: int | None) -> float | None:
    return None if alternatives is None else 1.0 / (1.0 + alternatives)


def _long(weeks: float | None) -> float | None:
    return None if weeks is None else min(_WHOLE, weeks / WEEKS_PER_YEAR)


def _level(level: int | None) -> float | None:
    return None if level is None else level / HIGHEST_LEVEL


def _mean(parts: Iterable[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) / len(known) if known else None
