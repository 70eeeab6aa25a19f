"""Where the columns of a batch of postings are: by the headings of its second line, else where the format has them."""

from dataclasses import dataclass, fields

LEAST = 10
"""Fields a row needs at least: to the day of the voucher."""
_HEADINGS = {
    "amount": ("umsatz (ohne soll/haben-kz)", "umsatz"),
    "side": ("soll/haben-kennzeichen",),
    "currency": ("wkz umsatz",),
    "base": ("basis-umsatz", "basisumsatz"),
    "account": ("konto",),
    "contra": ("gegenkonto (ohne bu-schlüssel)", "gegenkonto"),
    "key": ("bu-schlüssel",),
    "day": ("belegdatum",),
    "voucher": ("belegfeld 1",),
    "text": ("buchungstext",),
    "service": ("leistungsdatum",),
    "reversal": ("generalumkehr (gu)", "generalumkehr"),
    "tax": ("steuersatz",),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Places from 0, as the format has them; the last three lie far to the right and are missing in short files."""

    amount: int = 0
    side: int = 1
    currency: int = 2
    base: int = 4
    account: int = 6
    contra: int = 7
    key: int = 8
    day: int = 9
    voucher: int = 10
    text: int = 13
    service: int = 114
    reversal: int = 117
    tax: int = 118

    @property
    def least(self) -> int:
        """How many cells a row needs for the columns that every posting has."""
        return max(LEAST, *(place + 1 for place in (self.amount, self.side, self.account, self.contra, self.key, self.day)))


def locate(headings: list[str]) -> Columns | None:
    """Return where the columns are, or None if the row holds no headings.

    Examples
    --------
    >>> locate(["Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "Konto", "Belegdatum"]).account
    2
    >>> locate(["119,00", "S"]) is None
    True
    """
    known = {heading.strip().casefold(): place for place, heading in reversed(list(enumerate(headings)))}
    found = {
        name: place for name, ways in _HEADINGS.items() if (place := next((known[way] for way in ways if way in known), None)) is not None
    }
    if not {"amount", "account", "day"} <= found.keys():
        return None
    standard = Columns()
    return Columns(**{one.name: found.get(one.name, getattr(standard, one.name)) for one in fields(Columns)})
