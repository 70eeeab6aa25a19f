"""Partners and channels of a study file become rows of the database; ``web.studies.gathering`` reads them back."""

from leitplanke.company.dependence.channel import Channel
from leitplanke.company.dependence.partner import Relation
from leitplanke.study.dependence import Dependence
from leitplanke.web.companies.models import Company
from leitplanke.web.ledger.models import MOST_NAME, LedgerImport, told
from leitplanke.web.network.models import NetworkEntry, Value

MOST_ENTRIES = 2_000
"""More partners and channels of one firm are a data base."""


def store(company: Company, dependence: Dependence, name: str) -> None:
    """Store the ledger, partners and channels of a study file of that name."""
    ledger = dependence.ledger
    if ledger is not None:
        LedgerImport.objects.create(
            company=company,
            name=name[:MOST_NAME],
            begins=ledger.begins,
            ends=ledger.ends,
            postings=sum(batch.postings for batch in ledger.batches),
            document=told(ledger),
        )
    values: tuple[Value, ...] = (*dependence.relations, *dependence.channels, *dependence.stated_first)
    for one in values:
        NetworkEntry(company=company).keep(one)


def taken(company: Company, value: Relation | Channel, besides: int | None) -> bool:
    """Return whether another row is of the same partner and role, or of the same channel and year."""
    return any(_same(row.value(), value) for row in company.network_entries.all() if row.pk != besides)


def _same(one: Value, other: Relation | Channel) -> bool:
    if isinstance(one, Relation) and isinstance(other, Relation):
        return (one.partner.casefold(), one.role) == (other.partner.casefold(), other.role)
    if isinstance(one, Channel) and isinstance(other, Channel):
        return (one.name.casefold(), one.year) == (other.name.casefold(), other.year)
    return False
