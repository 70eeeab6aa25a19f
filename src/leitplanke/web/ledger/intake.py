"""From an upload to a draft, and from a draft to an import: nothing counts before somebody has seen it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, BinaryIO, cast

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from leitplanke.company.dependence.ledger import Ledger
from leitplanke.company.dependence.merging import merged
from leitplanke.company.dependence.pseudonyms import pseudonymised
from leitplanke.exchange.datev.findings import Finding
from leitplanke.exchange.datev.importing import Imported, read
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.plain import restore
from leitplanke.web.companies.models import Company
from leitplanke.web.ledger.models import MOST_NAME, Draft, LedgerImport, told

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LARGEST_BYTES = 40_000_000
"""All files of one upload together: 200,000 postings and more. Larger ones go by the command line."""
MOST_FILES = 24
LIFE = timedelta(days=1)
_SALT = "leitplanke.ledger"


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    stream: BinaryIO


def read_postings(
    company: Company, uploads: Sequence["UploadedFile[bytes]"], chart: str, parents: dict[str, str], own_keys: dict[int, int]
) -> Imported:
    """Return what files in the DATEV format say; batches that the firm has read in already are left out."""
    sources = [_File(one.name or "", cast("BinaryIO", one)) for one in uploads]
    return read(sources, chart=chart, parents=parents, own_keys=own_keys, known=known_of(company))


def known_of(company: Company) -> frozenset[str]:
    """Return digests and fingerprints of all batches that a firm has read in."""
    batches = [batch for one in company.ledger_imports.all() for batch in one.ledger().batches]
    return frozenset(mark for batch in batches for mark in (batch.digest, batch.fingerprint) if mark)


def draft_of(company: Company, name: str, found: Imported, *, coded: bool) -> Draft:
    """Keep what was read until somebody consents; drafts that nobody consented to for a day go.

    Raises
    ------
    InputFaultsError
        ``ledger-stored`` if a file of it is stored already, ``ledger-mixed`` if the imports before are coded and this one is not, or
        the other way round.
    """
    tidy()
    ledger = found.ledger
    assert ledger is not None  # noqa: S101 - refused imports never come here
    check(company, ledger, coded=coded)
    return Draft.objects.create(
        company=company,
        name=name[:MOST_NAME],
        document=told(in_codes(company, ledger) if coded else ledger),
        findings=told(_without_accounts(found.findings, coded=coded)),
        coded=coded,
    )


def in_codes(company: Company, ledger: Ledger) -> Ledger:
    """Return a ledger with codes in place of accounts, names and groups; the same ones in every import of the organisation."""
    return pseudonymised(ledger, salted_hmac(_SALT, str(company.organisation_id), algorithm="sha256").digest())


def check(company: Company, ledger: Ledger, *, coded: bool) -> None:
    """Refuse what would count twice or mix names and codes.

    Raises
    ------
    InputFaultsError
        See `draft_of`.
    """
    known = known_of(company)
    if any(batch.digest in known or batch.fingerprint in known for batch in ledger.batches):
        raise InputFaultsError([Fault("", "ledger-stored")])
    if company.ledger_imports.exclude(coded=coded).exists():
        raise InputFaultsError([Fault("", "ledger-mixed")])


@transaction.atomic
def take_over(draft: Draft) -> LedgerImport:
    """Store what was shown.

    Raises
    ------
    InputFaultsError
        If the same file was stored meanwhile.
    """
    # The firm's row keeps two people from storing the same file at the same moment.
    Company.objects.select_for_update().get(pk=draft.company_id)
    ledger = draft.ledger()
    assert ledger is not None  # noqa: S101 - the page asks for the columns first
    check(draft.company, ledger, coded=draft.coded)
    stored = LedgerImport.objects.create(
        company=draft.company,
        name=draft.name,
        begins=ledger.begins,
        ends=ledger.ends,
        postings=sum(batch.postings for batch in ledger.batches),
        coded=draft.coded,
        document=draft.document,
    )
    draft.delete()
    return stored


def ledger_of(company: Company) -> Ledger | None:
    """Return all imports of a firm as one ledger, None if there is none."""
    return merged([one.ledger() for one in company.ledger_imports.all()])


def overlapping(company: Company, ledger: Ledger) -> list[LedgerImport]:
    """Return the stored imports of the same side whose days overlap: the same invoices may stand in both."""
    rows = company.ledger_imports.filter(begins__lte=ledger.ends, ends__gte=ledger.begins)
    sides = {name for name in ("customers", "suppliers") if getattr(ledger, name)}
    return [one for one in rows if any(getattr(one.ledger(), name) for name in sides)]


def findings_of(draft: Draft) -> tuple[Finding, ...]:
    """Return the doubts about a draft."""
    return restore(tuple[Finding, ...], json.loads(draft.findings))


def tidy() -> None:
    """Delete drafts that nobody consented to for a day."""
    Draft.objects.filter(made_at__lt=timezone.now() - LIFE).delete()


def _without_accounts(findings: tuple[Finding, ...], *, coded: bool) -> tuple[Finding, ...]:
    return tuple(one for one in findings if not (coded and any(name == "account" for name, _ in one.values)))
