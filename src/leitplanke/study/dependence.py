"""Whom and what a firm depends on, as the key ``dependence`` of a study file holds it; without it nothing in a result changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.ledger import Ledger, PartnerVolume
from leitplanke.company.dependence.partner import Relation
from leitplanke.company.dependence.policy import PolicyChange
from leitplanke.company.dependence.service import Service
from leitplanke.primitives.measurement import StatedFirst


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """Bookkeeping, partners, channels, data, services and where data may lie, measured and judged; each part may be empty.

    `stated_first` names figures that these files measure and for which the firm's own statement counts all the same.
    """

    ledger: Ledger | None = None
    relations: tuple[Relation, ...] = ()
    channels: tuple[Channel, ...] = ()
    data_objects: tuple[DataObject, ...] = ()
    services: tuple[Service, ...] = ()
    policy: tuple[PolicyChange, ...] = ()
    stated_first: tuple[StatedFirst, ...] = ()

    @property
    def unnamed(self) -> "Dependence":
        """The same without names of partners, of those who judged and of owners: what leaves the house; it gives the identical result.

        Partners and groups become ``partner-1``, ``partner-2`` ... in the order in which they are first named; what is unnamed already
        stays as it is. Channels, providers and accounts keep their names: they are public, or say nothing outside the bookkeeping.
        """
        named = dict.fromkeys(name.casefold() for name in self._names() if name)
        aliases = {name: f"partner-{place}" for place, name in enumerate(named, 1)} | {"": ""}
        return replace(
            self,
            ledger=None if self.ledger is None else _unnamed(self.ledger, aliases),
            relations=tuple(
                replace(one, partner=aliases[one.partner.casefold()], group_parent=aliases[one.group_parent.casefold()], judged_by="")
                for one in self.relations
            ),
            services=tuple(replace(one, owner="") for one in self.services),
            stated_first=tuple(replace(one, reason=WITHHELD) for one in self.stated_first),
        )

    def _names(self) -> Iterator[str]:
        for one in self.relations:
            yield from (one.partner, one.group_parent)
        if self.ledger is not None:
            for side in (self.ledger.customers, self.ledger.suppliers):
                for account in side:
                    yield from (account.name, account.parent or "")


WITHHELD = "\u2013"
"""Stands in for reasons in the firm's own words, which may name somebody."""
NO_DEPENDENCE = Dependence()
"""Nothing said."""


def _unnamed(ledger: Ledger, aliases: Mapping[str, str]) -> Ledger:
    def side(accounts: tuple[PartnerVolume, ...]) -> tuple[PartnerVolume, ...]:
        return tuple(
            replace(one, name=aliases[one.name.casefold()], parent=one.parent and aliases[one.parent.casefold()]) for one in accounts
        )

    return replace(ledger, customers=side(ledger.customers), suppliers=side(ledger.suppliers))
