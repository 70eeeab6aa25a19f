"""What is wrong or doubtful in files of postings, by file, row and field: the one refuses the import, the other is only said.

====================== ==================== ==================================================================================
code                   placeholders         when
====================== ==================== ==================================================================================
datev-no-header        given                the first line does not begin with ``EXTF`` or ``DTVF``
datev-version          given                a version of the header before 510, or none
datev-category         given                neither postings (21) nor names of accounts (16, 20)
datev-year             given                the begin of the business year is no day
datev-length           given                the length of accounts is not 4 to 8
datev-period           first, last          first or last day is no day, or the last is before the first
datev-mixed-years      first, last          the days leave the business year, so days without year could mean two years
datev-currency         given                the amounts of the batch are not in EUR
datev-utf16            -                    the file is in UTF-16
datev-encoding         -                    a byte that neither code page 1252 nor UTF-8 explains
datev-chart            given, known         a chart of accounts that we do not know
datev-chart-unknown    known                the header names no chart, and the postings do not tell it
datev-other-firm       given, other         a batch of another consultant or client than the first file
datev-overlap          count, other         `count` postings stand in the file `other` too
datev-nothing          -                    no file with postings among them
datev-quotes           -                    a quotation mark is not closed, or stands inside a field
datev-short-row        given, limit         `given` fields instead of at least `limit`
datev-amount           given                no amount with decimal comma
datev-side             given                neither S nor H
datev-account          given                no number
datev-account-length   given, limit         more than `limit` digits
datev-long-key         given                a key of three or four digits whose rate nothing tells
datev-day              given, first         no day of the business year that begins on `first`
datev-foreign          given                an amount in the currency `given` without the amount in EUR
datev-utf8             -                    (doubt) UTF-8 without its mark instead of code page 1252
datev-no-headings      -                    (doubt) no line with headings
datev-twice            given, other         (doubt) the same bytes, or the same postings, as `other`: left out
datev-stored           given                (doubt) the same bytes or postings as an earlier import: left out
ledger-stored          -                    all batches have been read in earlier
datev-key              given, percent       (doubt) an unknown tax key; `percent` taken off
datev-cross-customer   count, eur, rows     (doubt) `count` postings between customers and expense: not counted
datev-cross-supplier   count, eur, rows     (doubt) `count` postings between suppliers and revenue: not counted
datev-day-outside      given, first, last   (doubt) a day outside the days of the header
datev-reversal         account              (doubt) no posting found that a reversal takes back
datev-no-names         count                (doubt) so many accounts have no name
datev-unassigned       percent              (doubt) `percent` of sales are not on customers' accounts
ledger-more            count, limit         `count` findings in a file, the first `limit` are named
====================== ==================== ==================================================================================
"""

from dataclasses import dataclass, field

from leitplanke.primitives.faults import Fault

MOST_SHOWN = 200
"""Faults of each file, and as many doubts; one wrong setting of an export makes every row wrong."""
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing about one row.

    Parameters
    ----------
    row
        Line of the file from 1; 0 where the whole file is meant.
    field
        The column as the format names it, or empty.
    code
        Message code; its texts are ``fault.<code>`` in ``reports/words/ledger.yaml``.
    refuses
        Whether nothing of the import counts because of it.
    """

    file: str
    row: int = 0
    field: str = ""
    code: str
    values: tuple[tuple[str, str], ...] = ()
    refuses: bool = True

    @property
    def fault(self) -> Fault:
        """The same as the rest of the program says faults."""
        where = f"{self.file}, {self.field}" if self.field else self.file
        return Fault(where, self.code, self.values, self.row or None)


@dataclass(slots=True)
class Notes:
    """Collects findings of one file; beyond the first, further faults and further doubts are counted, each by themselves."""

    file: str
    found: list[Finding] = field(default_factory=list)
    faults: int = 0
    doubts: int = 0

    def refuse(self, row: int, name: str, code: str, **values: object) -> None:
        """Note a fault that refuses the import."""
        self._add(row, name, code, values, refuses=True)

    def say(self, row: int, name: str, code: str, **values: object) -> None:
        """Note a doubt that refuses nothing."""
        self._add(row, name, code, values, refuses=False)

    def all(self) -> tuple[Finding, ...]:
        """Return what was found, by row; the last entries say how many there are if there are more."""
        told = sorted(self.found, key=lambda one: one.row)
        for count, refuses in ((self.doubts, False), (self.faults, True)):
            if count > MOST_SHOWN:
                values = (("count", str(count)), ("limit", str(MOST_SHOWN)))
                told.append(Finding(file=self.file, code="ledger-more", values=values, refuses=refuses))
        return tuple(told)

    def _add(self, row: int, name: str, code: str, values: dict[str, object], *, refuses: bool) -> None:
        self.faults += refuses
        self.doubts += not refuses
        # Counted apart: doubts that fill the list must never hide a fault, or wrong rows would pass as nothing.
        if (self.faults if refuses else self.doubts) > MOST_SHOWN:
            return
        told = tuple((key, short(str(value))) for key, value in values.items())
        self.found.append(Finding(file=self.file, row=row, field=name, code=code, values=told, refuses=refuses))


def short(text: str) -> str:
    r"""Return a text short enough for a message, without line breaks.

    Examples
    --------
    >>> short("a\nb"), len(short("x" * 500))
    ('a b', 60)
    """
    told = " ".join(text.split())
    return told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1]}…"
