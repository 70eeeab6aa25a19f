"""From settlement files to one channel of a year: what was sold, what the operator took, what is left and when the money comes.

The channel holds the last 365 days up to the end of the files (``window``); fewer covered days are scaled to a year, and it is said.
Sales are without VAT: rows of tax are left out where the file has them, else the tax is taken off at `vat`. What the operator charges is
taken as it stands.

=========================== ==================== =============================================================================
code                        placeholders         when
=========================== ==================== =============================================================================
settlement-utf16            -                    the file is in UTF-16
settlement-encoding         given                a byte that neither UTF-8 nor code page 1252 explains
settlement-headings         given                neither flat V2 nor a table with date, kind and amount
settlement-width            given, limit         a row with `given` fields instead of `limit`
settlement-quotes           -                    a quotation mark is not closed, or stands inside a field
settlement-decimals         count, others        decimals behind commas and behind points in one file
settlement-amount           given                no amount
settlement-day              given                no day
settlement-currency         given                another currency than EUR
settlement-kind             given, known         a kind that the plain table does not know
settlement-two-totals       given                a settlement begins twice
settlement-other            given, other         the settlement stands in the file `other` too, with other rows
settlement-no-total         given                rows of a settlement whose first row is missing
settlement-nothing          -                    no row with an amount
settlement-no-sales         -                    fees, but not one sale
settlement-sum              eur, said_eur        (doubt) the rows make `eur`, the settlement says `said_eur`
settlement-twice            given, other         (doubt) the same bytes as the file `other`: left out
settlement-no-order         -                    (doubt) a sale or refund without order: it counts in money, not as an order
settlement-negative         eur                  (doubt) the operator takes more than it pays
settlement-unknown          given, eur           (doubt) rows `given` that we cannot place, `eur` together: not counted
settlement-no-ads           -                    (doubt) no advertising in the files: it may be charged elsewhere
settlement-vat              percent              (doubt) no rows of tax: `percent` were taken off sales
settlement-scaled           count                (doubt) the files cover `count` days, scaled to a year
settlement-gap              count, first, last   (doubt) of `count` days between `first` and `last` no settlement is there
settlement-before           count, first         (doubt) `count` rows of days before `first`: not counted
settlement-debt             count, eur           (doubt) `count` rows of debts, `eur` together: neither sales nor cost
settlement-besides          count, eur           (doubt) `count` rows of reimbursements and corrections, `eur` together: neither
=========================== ==================== =============================================================================
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from leitplanke.company.dependence.channel import Channel, ChannelKind
from leitplanke.exchange.datev.findings import Finding, Notes
from leitplanke.exchange.settlement.rows import Kind, Row, Totals, read
from leitplanke.exchange.settlement.window import WHOLE_DAYS, YEAR_DAYS, Window, window

_CENT = 1
USUAL_VAT = 0.19


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A settlement file."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """EUR of the days covered as the files have them, tax as they say; `orders` counts each order once."""

    begins: date
    ends: date
    sale_eur: float
    refund_eur: float
    tax_eur: float
    commission_eur: float
    ads_eur: float
    fulfilment_eur: float
    payout_eur: float
    other_eur: float
    orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The outcome: `channel` and `sums` are None if a fault refuses the import; `findings` are all faults and doubts."""

    channel: Channel | None
    sums: Sums | None
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Read:
    file: File
    notes: Notes
    rows: tuple[Row, ...] = ()
    totals: tuple[Totals, ...] = ()


def settle(files: Sequence[File], *, name: str = "", kind: ChannelKind = "b2c", vat: float = USUAL_VAT) -> Settled:
    """Return the channel that settlement files describe, or all faults.

    Parameters
    ----------
    name
        Of the channel; empty: the marketplace as the files call it, or the first file.
    kind
        Whether consumers or firms buy there.
    vat
        Rate of the tax in sales where the files have no rows of tax, 0-1.
    """
    kept = _kept(files)
    for one in kept:
        if not any(finding.refuses for finding in one.notes.found):
            one.rows, one.totals = read(one.file.data, one.notes)
            _check(one)
    _check_together(kept)
    if not _refused(kept) and not any(one.rows for one in kept):
        kept[0].notes.refuse(0, "", "settlement-nothing")
    if _refused(kept):
        return Settled(channel=None, sums=None, findings=_told(kept))
    days = window(list(_spans(kept)))
    rows = [row for one in kept for row in one.rows if row.day >= days.begins]
    _check_rows(kept, rows, days)
    if _refused(kept):
        return Settled(channel=None, sums=None, findings=_told(kept))
    sums = _sums(rows, days)
    rate = 0.0 if any(row.kind == "tax" for row in rows) else vat
    if days.times > 1.0:
        kept[0].notes.say(0, "", "settlement-scaled", count=days.covered)
    if rate > 0.0:
        kept[0].notes.say(0, "", "settlement-vat", percent=f"{100.0 * rate:g}")
    channel = _channel(rows, sums, days, name or _market(rows) or files[0].name, kind, rate)
    _remark(kept, rows, days)
    return Settled(channel=channel, sums=sums, findings=_told(kept))


def _kept(files: Sequence[File]) -> list[_Read]:
    first: dict[str, _Read] = {}
    found = []
    for file in files:
        one = _Read(file, Notes(file.name))
        earlier = first.setdefault(hashlib.sha256(file.data).hexdigest(), one)
        if earlier is not one:
            earlier.notes.say(0, "", "settlement-twice", given=file.name, other=earlier.file.name)
        else:
            found.append(one)
    return found


def _check(one: _Read) -> None:
    """Hold the rows of each settlement against the sum in its first row; payouts are not part of it."""
    for total in one.totals:
        made = sum(row.cents for row in one.rows if row.settlement == total.settlement and row.kind != "payout")
        if abs(made - total.cents) > _CENT:
            one.notes.say(total.line, "total-amount", "settlement-sum", eur=_eur(made), said_eur=_eur(total.cents))
        if total.cents < 0:
            one.notes.say(total.line, "total-amount", "settlement-negative", eur=_eur(total.cents))
    known = {total.settlement for total in one.totals} | {""}
    for row in {row.settlement: row for row in reversed(one.rows) if row.settlement not in known}.values():
        one.notes.refuse(row.line, "settlement-id", "settlement-no-total", given=row.settlement)


def _check_together(kept: list[_Read]) -> None:
    first: dict[str, _Read] = {}
    for one in kept:
        for total in one.totals:
            earlier = first.setdefault(total.settlement, one)
            if earlier is not one:
                one.notes.refuse(total.line, "settlement-id", "settlement-other", given=total.settlement, other=earlier.file.name)


def _check_rows(kept: list[_Read], rows: list[Row], days: Window) -> None:
    if not any(row.kind == "sale" for row in rows):
        kept[0].notes.refuse(0, "", "settlement-no-sales")
    for one in kept:
        unknown: dict[str, list[Row]] = {}
        for row in one.rows:
            if row.kind is None and row.day >= days.begins:
                unknown.setdefault(row.said, []).append(row)
        for said, those in unknown.items():
            one.notes.say(those[0].line, "amount-type", "settlement-unknown", given=said, eur=_eur(sum(row.cents for row in those)))
    if not any(row.kind == "ads" for row in rows):
        kept[0].notes.say(0, "", "settlement-no-ads")


def _remark(kept: list[_Read], rows: list[Row], days: Window) -> None:
    """Say which days and rows do not count; rows without order last, because there may be more of them than anybody reads."""
    notes = kept[0].notes
    if days.missing > YEAR_DAYS - WHOLE_DAYS:
        notes.say(0, "", "settlement-gap", count=days.missing, first=days.begins, last=days.ends)
    before = sum(len(one.rows) for one in kept) - len(rows)
    if before:
        notes.say(0, "", "settlement-before", count=before, first=days.begins)
    for kind, code in (("debt", "settlement-debt"), ("other", "settlement-besides")):
        found = [row.cents for row in rows if row.kind == kind]
        if found:
            notes.say(0, "", code, count=len(found), eur=_eur(sum(found)))
    for one in kept:
        for row in one.rows:
            if row.kind in {"sale", "refund"} and not row.order:
                one.notes.say(row.line, "order-id", "settlement-no-order")


def _refused(kept: list[_Read]) -> bool:
    return any(finding.refuses for one in kept for finding in one.notes.found)


def _told(kept: list[_Read]) -> tuple[Finding, ...]:
    return tuple(finding for one in kept for finding in one.notes.all())


def _spans(kept: list[_Read]) -> Iterator[tuple[date, date]]:
    """Yield the days that are covered: those of each settlement and its rows, or of a plain table from its first row to its last."""
    for one in kept:
        yield from ((total.begins, total.ends) for total in one.totals)
        if one.totals:
            yield from ((row.day, row.day) for row in one.rows)
        elif one.rows:
            yield min(row.day for row in one.rows), max(row.day for row in one.rows)


def _sums(rows: list[Row], days: Window) -> Sums:
    def eur(*kinds: Kind) -> float:
        return sum(row.cents for row in rows if row.kind in kinds) / 100.0

    return Sums(
        begins=days.begins,
        ends=days.ends,
        sale_eur=eur("sale"),
        refund_eur=0.0 - eur("refund"),
        tax_eur=eur("tax"),
        commission_eur=0.0 - eur("commission"),
        ads_eur=0.0 - eur("ads"),
        fulfilment_eur=0.0 - eur("fulfilment"),
        payout_eur=0.0 - eur("payout"),
        other_eur=eur("other"),
        orders=len({row.order for row in rows if row.kind == "sale" and row.order}),
    )


def _channel(rows: list[Row], sums: Sums, days: Window, name: str, kind: ChannelKind, vat: float) -> Channel:
    times = days.times
    off = 1.0 / (1.0 + vat)

    def yearly(eur: float) -> float:
        return round(max(0.0, eur) * times, 2)

    return Channel(
        name=name,
        type=kind,
        basis="settlement",
        year=days.year,
        revenue_net_eur=yearly(sums.sale_eur * off),
        refunds_eur=yearly(sums.refund_eur * off),
        orders=round(sums.orders * times),
        commission_eur=yearly(sums.commission_eur),
        ads_eur=yearly(sums.ads_eur),
        fulfilment_eur=yearly(sums.fulfilment_eur),
        payout_days=_payout_days(rows),
    )


def _payout_days(rows: Iterable[Row]) -> float | None:
    """Return the mean number of days from a sale to the payout of its settlement, weighted by euros."""
    waits = [((row.paid - row.day).days, row.cents) for row in rows if row.kind == "sale" and row.paid is not None and row.cents > 0]
    weight = sum(cents for _, cents in waits)
    return round(sum(max(0, days) * cents for days, cents in waits) / weight, 1) if weight else None


def _market(rows: list[Row]) -> str:
    return next((row.market for row in rows if row.market and row.kind == "sale"), "")


def _eur(cents: int) -> str:
    return f"{cents / 100:.2f}"
