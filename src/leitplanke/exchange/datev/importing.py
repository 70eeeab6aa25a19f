"""Several files together: each batch once, reversals set against what they reverse, and both sides of the ledger; or every fault.

Codes: ``exchange.datev.findings``.
"""

import hashlib
import re
from array import array
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from leitplanke.company.dependence.ledger import Batch, Ledger, PartnerVolume, YearVolume
from leitplanke.exchange.datev.counting import Counted, Side
from leitplanke.exchange.datev.findings import Finding
from leitplanke.exchange.datev.header import POSTINGS, Header
from leitplanke.exchange.datev.reading import Read, Source, count, look

_COLLECTIVE = re.compile(r"\b(divers\w*|sammel\w*|cpd|conto pro diverse|einmal\w*|laufkund\w*|barverk\w*|barkund\w*)", re.IGNORECASE)
"""How bookkeepers call accounts on which many small partners are posted."""
OVERLAP, LEAST_OVERLAP = 0.5, 5
"""Share of a batch's postings that another batch has too, and the fewest, from which both are taken to hold the same."""
UNASSIGNED = 0.1
"""Share of sales without a partner from which it is said."""
_LONGEST_NAME = 200
Book = dict[tuple[Side, int], dict[int, int]]
"""Net cents by side and account, then by business year."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The outcome: `ledger` is None if anything refuses the import; `findings` are all faults and doubts by file and row."""

    ledger: Ledger | None
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether a fault keeps the import from counting."""
        return self.ledger is None


def read(
    sources: Sequence[Source],
    *,
    chart: str = "",
    parents: Mapping[str, str] | None = None,
    collective: Collection[str] = (),
    own_keys: Mapping[int, int] | None = None,
    known: Collection[str] = (),
) -> Imported:
    """Return both sides of the ledger from files in the DATEV format, or all faults.

    Parameters
    ----------
    sources
        Batches of postings, and files that name the accounts, in any order.
    chart
        ``03`` or ``04`` for batches whose header names no chart; empty: told from the postings.
    parents
        Name of the group by account.
    collective
        Further accounts on which many small partners are posted.
    own_keys
        Rate in per cent by tax keys of three or four digits.
    known
        Digests and fingerprints of batches that were read in earlier: they are left out.
    """
    files = [look(source) for source in sources]
    kept = _kept(files, known)
    for source, file in zip(sources, files, strict=True):
        if file in kept:
            count(source, file, chart, own_keys or {})
    batches = _once([(file, file.header, file.counted) for file in kept if file.header is not None and file.counted is not None], known)
    _check_together(batches)
    _check_known(files, batches)
    if not any(file.header is not None and file.header.category == POSTINGS for file in files) and not _refusals(files):
        files[0].notes.refuse(0, "", "datev-nothing")
    if _refusals(files):
        return Imported(None, _told(files))
    labels = {account: name for file in files for account, name in file.labels.items()}
    ledger = _ledger(batches, labels, parents or {}, frozenset(collective))
    _remark(batches, ledger)
    return Imported(ledger, _told(files))


Batches = list[tuple[Read, Header, Counted]]


def _kept(files: list[Read], known: Collection[str]) -> list[Read]:
    """Return the batches of postings, each once: a file with the same bytes as an earlier one is named and left out."""
    first: dict[str, Read] = {}
    kept: list[Read] = []
    for file in files:
        if file.header is None or file.header.category != POSTINGS:
            continue
        earlier = first.setdefault(file.scan.digest, file)
        if file.scan.digest in known:
            file.notes.say(1, "Erzeugt am", "datev-stored", given=file.header.created)
        elif earlier is file:
            kept.append(file)
        else:
            file.notes.say(1, "Erzeugt am", "datev-twice", given=file.header.created, other=earlier.name)
    return kept


def _once(batches: Batches, known: Collection[str]) -> Batches:
    """Return each batch once: one with the fingerprint of an earlier one is the same, whenever it was exported."""
    kept: Batches = []
    first: dict[str, Read] = {}
    for file, header, counted in batches:
        mark = counted.fingerprint = fingerprint(header, counted)
        if mark and mark in known:
            file.notes.say(1, "Erzeugt am", "datev-stored", given=header.created)
        elif mark and first.setdefault(mark, file) is not file:
            file.notes.say(1, "Erzeugt am", "datev-twice", given=header.created, other=first[mark].name)
        else:
            kept.append((file, header, counted))
    return kept


def fingerprint(header: Header, counted: Counted) -> str:
    """Return what tells a batch from every other: client, days, and all that its volume postings say, in whatever order.

    Empty without volume postings: nothing of such a batch can count twice.
    """
    if not counted.stamps:
        return ""
    told = hashlib.sha256(f"{header.owner}|{header.first}|{header.last}|".encode())
    told.update(array("Q", sorted(counted.stamps)).tobytes())
    return told.hexdigest()


def _check_together(batches: Batches) -> None:
    for place, (file, header, counted) in enumerate(batches):
        if header.owner != batches[0][1].owner:
            file.notes.refuse(1, "Mandant", "datev-other-firm", given=header.owner, other=batches[0][1].owner)
        for other, its_header, its in batches[:place]:
            if header.last < its_header.first or its_header.last < header.first:
                continue
            fewer = min(len(counted.keys), len(its.keys))
            common = sum((Counter(counted.keys) & Counter(its.keys)).values()) if fewer else 0
            if (common >= LEAST_OVERLAP and common > OVERLAP * fewer) or _holds(counted, its):
                file.notes.refuse(1, "Datum von", "datev-overlap", count=common, other=other.name)


def _holds(one: Counted, other: Counted) -> bool:
    """Return whether the few postings of one batch all stand in the other, to the day and the text, each with a voucher number.

    Without numbers, a few alike postings may well be different ones.
    """
    few, many = sorted((one.stamps, other.stamps), key=len)
    nameless = (one if few is one.stamps else other).nameless
    return 0 < len(few) < LEAST_OVERLAP and not nameless and all(many.count(stamp) >= few.count(stamp) for stamp in few)


def _check_known(files: list[Read], batches: Batches) -> None:
    """Refuse an import of which nothing is new."""
    stored = [file for file in files if any(one.code == "datev-stored" for one in file.notes.found)]
    if stored and not batches and not _refusals(files):
        stored[0].notes.refuse(0, "", "ledger-stored")


def _refusals(files: list[Read]) -> bool:
    return any(finding.refuses for file in files for finding in file.notes.found)


def _told(files: list[Read]) -> tuple[Finding, ...]:
    return tuple(finding for file in files for finding in file.notes.all())


def _ledger(batches: Batches, labels: Mapping[int, str], parents: Mapping[str, str], collective: frozenset[str]) -> Ledger:
    book: Book = {}
    for _, header, counted in batches:
        for who, cents in counted.net_cents.items():
            _book(book, who, header, cents)
    _reverse(batches, book)
    names = _names(batches, labels)
    partners = {
        side: tuple(
            _partner(account, names.get((side, account), ""), parents, collective, years)
            for (found, account), years in sorted(book.items(), key=lambda item: item[0][1])
            if found == side
        )
        for side in ("customer", "supplier")
    }
    loose = {side: sum(sum(years.values()) for (found, _), years in book.items() if found == side) / 100 for side in ("sales", "purchases")}
    return Ledger(
        begins=min(header.first for _, header, _ in batches),
        ends=max(header.last for _, header, _ in batches),
        customers=partners["customer"],
        suppliers=partners["supplier"],
        batches=tuple(
            Batch(
                digest=file.scan.digest,
                fingerprint=counted.fingerprint,
                created=header.created,
                begins=header.first,
                ends=header.last,
                postings=counted.postings,
                year=header.year_begins.year,
            )
            for file, header, counted in batches
        ),
        sales_unassigned_eur=loose["sales"],
        purchases_unassigned_eur=loose["purchases"],
    )


def _book(book: Book, who: tuple[Side, int], header: Header, cents: int) -> None:
    years = book.setdefault(who, {})
    years[header.year_begins.year] = years.get(header.year_begins.year, 0) + cents


def _reverse(batches: Batches, book: Book) -> None:
    """Count reversals: against the posting they reverse, if it is there; else as their sides say.

    Programs write them in two ways: with the sides of the posting they take back (the mark turns the sign), or with the sides
    turned (the mark only keeps the turnover of the accounts true). The posting that is taken back tells which way it is.
    """
    wanted = {key for _, _, counted in batches for one in counted.reversals for key in (*one.same, *one.opposite)}
    if not wanted:
        return
    there = {key for _, _, counted in batches for keys in (counted.keys, counted.plain_keys) for key in wanted.intersection(keys)}
    for file, header, counted in batches:
        for one in counted.reversals:
            same, opposite = (next((2 - place for place, key in enumerate(keys) if key in there), 0) for keys in (one.same, one.opposite))
            if same == opposite:
                file.notes.say(one.row, "Generalumkehr", "datev-reversal", account=one.person)
            _book(book, (one.side, one.person), header, -one.net_cents if same > opposite else one.net_cents)


def _names(batches: Batches, labels: Mapping[int, str]) -> dict[tuple[Side, int], str]:
    """Return the names: of the file that gives them, else the text of an account's postings if it is always the same and no other's."""
    texts: dict[tuple[Side, int], str] = {}
    for _, _, counted in batches:
        for who, text in counted.texts.items():
            texts[who] = text if texts.setdefault(who, text) == text else ""
    often = Counter(text for text in texts.values() if text)
    told = {who: text for who, text in texts.items() if often[text] == 1}
    return {who: (labels.get(who[1]) or told.get(who, "")).strip()[:_LONGEST_NAME] for who in texts}


def _partner(account: int, name: str, parents: Mapping[str, str], collective: frozenset[str], years: dict[int, int]) -> PartnerVolume:
    return PartnerVolume(
        account=str(account),
        name=name,
        parent=parents.get(str(account)),
        collective=str(account) in collective or _COLLECTIVE.search(name) is not None,
        years=tuple(YearVolume(year=year, net_eur=cents / 100) for year, cents in sorted(years.items())),
    )


def _remark(batches: Batches, ledger: Ledger) -> None:
    """Say what an owner has to know to read the result."""
    notes = batches[0][0].notes
    nameless = sum(not one.name for one in (*ledger.customers, *ledger.suppliers))
    if nameless:
        notes.say(0, "", "datev-no-names", count=nameless)
    assigned = sum(one.net_eur for one in ledger.customers)
    if ledger.sales_unassigned_eur > UNASSIGNED * max(assigned + ledger.sales_unassigned_eur, 1.0):
        share = 100 * ledger.sales_unassigned_eur / (assigned + ledger.sales_unassigned_eur)
        notes.say(0, "", "datev-unassigned", percent=f"{share:.0f}")
