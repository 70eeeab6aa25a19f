"""The value network of a firm: where it stands with each partner, what each channel leaves, and what a block would mean.

Figures only; nothing here changes a study. What of it goes into the risk model: ``study.measurement``.
"""

from dataclasses import dataclass

from leitplanke.company import balance, bases
from leitplanke.company.dependence.blocked import Blocked, Means, block, by_operator
from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.ledger import PartnerVolume
from leitplanke.company.dependence.partner import Relation
from leitplanke.company.dependence.replaceability import Standing, own_replaceability, stand
from leitplanke.primitives.trace import TraceBuilder
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.measurement import Largest, Measured, largest_buyer, last_full_year, measured, platforms


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What the key ``dependence`` says of partners and channels.

    Parameters
    ----------
    year
        The business year of the volumes; None without a full one in the ledger.
    channels
        Of others each in its latest year; own ones too.
    blocked
        One for each operator, the largest first.
    own_replaceability
        How hard the firm is to replace for its customers, 0-1; None if nobody judged.
    """

    year: int | None
    means: Means
    largest: Largest | None
    standings: tuple[Standing, ...]
    own_replaceability: float | None
    channels: tuple[Channel, ...]
    blocked: tuple[Blocked, ...]
    measured: Measured


def look(inputs: StudyInputs) -> Network:
    """Return the value network of a study."""
    dependence, company, trace = inputs.dependence, inputs.company, TraceBuilder()
    files = measured(inputs)
    known = bases.derive(company, trace, measured=files.bases, aside=files.aside)
    figures = balance.fill(company, known, trace)
    means = Means(
        liquidity_eur=figures.liquidity_eur,
        kept_eur_per_year=figures.free_cash_flow_eur_per_year,
        contribution=min(1.0, known.of("base.value-added") / company.turnover_eur),
    )
    ledger = dependence.ledger
    year = None if ledger is None else last_full_year(ledger)
    customers, suppliers = ((), ()) if ledger is None else (ledger.customers, ledger.suppliers)
    purchases = sum(max(0.0, _volume(one, year) or 0.0) for one in suppliers)
    standings = tuple(
        stand(
            one,
            _volume_of(one, suppliers if one.role == "supplier" else customers, year),
            purchases if one.role == "supplier" else company.turnover_eur,
            means.contribution,
        )
        for one in dependence.relations
    )
    channels = (*platforms(dependence), *(one for one in dependence.channels if one.own))
    return Network(
        year=year,
        means=means,
        largest=largest_buyer(inputs),
        standings=standings,
        own_replaceability=own_replaceability(standings),
        channels=channels,
        blocked=tuple(block(those, means) for those in by_operator(channels)),
        measured=files,
    )


def _volume_of(relation: Relation, accounts: tuple[PartnerVolume, ...], year: int | None) -> float | None:
    """Return the volume of a partner in the ledger: of its account, else of all accounts with its name."""
    name = relation.partner.casefold()
    fits = [one for one in accounts if one.account == relation.account] or [one for one in accounts if one.name.casefold() == name]
    found = [volume for one in fits if (volume := _volume(one, year)) is not None]
    return sum(found) if found else None


def _volume(account: PartnerVolume, year: int | None) -> float | None:
    found = [one.net_eur for one in account.years if one.year == year]
    return sum(found) if found else None
