"""The inventory of a firm in the database: read, stored, and held against itself first."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction

from leitplanke.company.dependence.data import DataObject
from leitplanke.company.dependence.policy import Policy, PolicyChange
from leitplanke.company.dependence.service import Service
from leitplanke.exchange.cloudchecks import check_cloud
from leitplanke.exchange.findings import Findings
from leitplanke.exchange.inventorytable import short_name
from leitplanke.primitives.document import Document
from leitplanke.primitives.faults import Fault
from leitplanke.primitives.plain import Plain, plain, restore
from leitplanke.study.dependence import Dependence
from leitplanke.web.catalogue import catalogue
from leitplanke.web.cloud.models import CloudEntry
from leitplanke.web.companies.models import Company

MOST_ENTRIES = 300
"""More data objects or services of one firm nobody types."""
Thing = DataObject | Service
_KIND = CloudEntry.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """What a firm says about data and services."""

    data: tuple[DataObject, ...] = ()
    services: tuple[Service, ...] = ()
    policy: tuple[PolicyChange, ...] = ()

    @property
    def rules(self) -> Policy:
        """The policy with the firm's changes."""
        return Policy(media=catalogue().media, changes=self.policy)

    @property
    def dependence(self) -> Dependence:
        """The same as a study has it."""
        return Dependence(data_objects=self.data, services=self.services, policy=self.policy)


def inventory_of(company: Company) -> Inventory:
    """Return what is stored, in the order in which it was entered."""
    rows = [(row.kind, json.loads(row.document)) for row in company.cloud_entries.exclude(kind=_KIND.MAPPING)]
    return Inventory(
        data=tuple(restore(DataObject, tree) for kind, tree in rows if kind == _KIND.DATA),
        services=tuple(restore(Service, tree) for kind, tree in rows if kind == _KIND.SERVICE),
        policy=tuple(restore(PolicyChange, tree) for kind, tree in rows if kind == _KIND.POLICY),
    )


def store(company: Company, dependence: Dependence) -> None:
    """Store what a study file says, for a firm that has nothing yet."""
    things: list[Thing | PolicyChange] = [*dependence.data_objects, *dependence.services, *dependence.policy]
    CloudEntry.objects.bulk_create(_row(company, one) for one in things)


def fresh_id(company: Company, name: str, kind: str) -> str:
    """Return a short name for a new entry that none of its kind has: of its name, and with a number if need be."""
    return short_name(name, company.cloud_entries.filter(kind=kind).values_list("entry", flat=True))


@transaction.atomic
def keep(company: Company, one: Thing | PolicyChange) -> None:
    """Store an entry in the place of the one with its key."""
    Company.objects.select_for_update().get(pk=company.pk)
    row = _row(company, one)
    CloudEntry.objects.update_or_create(company=company, kind=row.kind, entry=row.entry, defaults={"document": row.document})


@transaction.atomic
def remove(company: Company, kind: str, key: str) -> None:
    """Take an entry away, a data object from all services too."""
    Company.objects.select_for_update().get(pk=company.pk)
    company.cloud_entries.filter(kind=kind, entry=key).delete()
    if kind == _KIND.DATA:
        for service in inventory_of(company).services:
            if key in (*service.holds, *service.suits):
                keep(company, replace(service, holds=_without(service.holds, key), suits=_without(service.suits, key)))


def faults(inventory: Inventory, one: Thing) -> tuple[Fault, ...]:
    """Return what is wrong with an entry beside the others; places are those inside it (``contract.ends``)."""
    service = isinstance(one, Service)
    others = [other for other in (inventory.services if service else inventory.data) if other.id != one.id]
    data: list[Thing] = [*inventory.data] if service else [one, *others]
    services: list[Thing] = [one, *others] if service else []
    tree: Plain = {"dependence": {"data_objects": _plain(data), "services": _plain(services)}}
    findings = Findings(Document("", tree))
    check_cloud(findings, catalogue())
    start = f"dependence.{'services' if service else 'data_objects'}[0]."
    return tuple(replace(fault, where=fault.where.removeprefix(start)) for fault in findings.faults if fault.where.startswith(start))


def _plain(things: Iterable[Thing]) -> list[Plain]:
    return [plain(one) for one in things]


def _row(company: Company, one: Thing | PolicyChange) -> CloudEntry:
    kind = _KIND.DATA if isinstance(one, DataObject) else _KIND.SERVICE if isinstance(one, Service) else _KIND.POLICY
    key = f"{one.medium} {one.of}" if isinstance(one, PolicyChange) else one.id
    return CloudEntry(company=company, kind=kind, entry=key, document=json.dumps(plain(one), ensure_ascii=False, sort_keys=True))


def _without(ids: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(one for one in ids if one != key)
