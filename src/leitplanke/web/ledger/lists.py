"""The form in which somebody says once what the columns of a list are."""

from dataclasses import dataclass

from django.http import QueryDict

from leitplanke.exchange.ledgertable import Grid, Mapping, guess
from leitplanke.reports.words import Language, say
from leitplanke.web.companies.models import Company
from leitplanke.web.ledger.models import Draft, ListMapping, told

ROLES = ("account", "name", "amount", "day", "parent")
SHOWN_ROWS = 5
_TAXES = (0, 7, 19)
_FIRST_YEAR, _LAST_YEAR, _DIGITS = 1990, 2100, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One select of the form: its name, label, hint, options (value, text) and what is chosen."""

    name: str
    label: str
    hint: str
    options: tuple[tuple[str, str], ...]
    value: str


def settled(company: Company, found: Grid) -> tuple[Mapping, bool]:
    """Return the mapping that was chosen for these headings before, else what they suggest; and whether it is remembered."""
    row = company.list_mappings.filter(signature=found.signature).first()
    if row is None:
        return guess(found), False
    mapping = row.mapping()
    known = {head.casefold(): head for head in found.heads}
    columns = {role: known.get(getattr(mapping, role).casefold(), "") for role in ROLES}
    return _mapping(columns, mapping.side, mapping.year, mapping.decimal, mapping.tax_percent), True


def remember(company: Company, found: Grid, mapping: Mapping) -> None:
    """Keep a mapping for all lists with these headings."""
    ListMapping.objects.update_or_create(company=company, signature=found.signature, defaults={"document": told(mapping)})


def chosen(posted: QueryDict, found: Grid) -> Mapping:
    """Return the mapping that the form says; whatever is no choice of the form counts as not chosen."""
    columns = {role: value if (value := posted.get(role, "")) in found.heads else "" for role in ROLES}
    year, tax = posted.get("year", "").strip(), posted.get("tax", "0")
    return _mapping(
        columns,
        "suppliers" if posted.get("side") == "suppliers" else "customers",
        int(year) if len(year) == _DIGITS and year.isascii() and year.isdecimal() and _FIRST_YEAR <= int(year) <= _LAST_YEAR else None,
        "point" if posted.get("decimal") == "point" else "comma",
        int(tax) if tax in {str(one) for one in _TAXES} else 0,
    )


def form(found: Grid, mapping: Mapping, language: Language) -> tuple[Choice, ...]:
    """Return the selects of the form."""
    columns = (("", say(language, "ledger.map.none")), *((head, head) for head in found.heads))
    of_columns = tuple(_choice(role, columns, getattr(mapping, role), language) for role in ROLES)
    sides = tuple((side, say(language, f"ledger.{side}")) for side in ("customers", "suppliers"))
    decimals = tuple((one, say(language, f"ledger.map.decimal.{one}")) for one in ("comma", "point"))
    taxes = tuple((str(one), say(language, "ledger.map.tax.some" if one else "ledger.map.tax.none", rate=one)) for one in _TAXES)
    return (
        _choice("side", sides, mapping.side, language),
        *of_columns,
        _choice("decimal", decimals, mapping.decimal, language),
        _choice("tax", taxes, str(mapping.tax_percent), language),
    )


def sample(found: Grid) -> list[list[str]]:
    """Return the first rows as texts, each as wide as the headings."""
    width = len(found.heads)
    return [[_cell(row, place) for place in range(width)] for _, row in found.rows[:SHOWN_ROWS]]


def is_list(draft: Draft) -> bool:
    """Say whether the columns of a draft can be chosen."""
    return draft.content is not None


def _cell(row: tuple[object, ...], place: int) -> str:
    return str(row[place])[:60] if place < len(row) and row[place] is not None else ""


def _choice(name: str, options: tuple[tuple[str, str], ...], value: str, language: Language) -> Choice:
    label, hint = (say(language, f"ledger.map.{name}{end}") for end in ("", ".hint"))
    return Choice(name=name, label=label, hint=hint, options=options, value=value)


def _mapping(columns: dict[str, str], side: str, year: int | None, decimal: str, tax: int) -> Mapping:
    return Mapping(
        side="suppliers" if side == "suppliers" else "customers",
        account=columns["account"],
        name=columns["name"],
        amount=columns["amount"],
        day=columns["day"],
        parent=columns["parent"],
        year=year,
        decimal="point" if decimal == "point" else "comma",
        tax_percent=tax,
    )
