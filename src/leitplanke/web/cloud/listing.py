"""Lists of data objects and services: the page shows what a list would change, and stores it only with consent.

Between two pages the list itself travels in the form, so nothing of it lies on the server before somebody agrees.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, QueryDict

from leitplanke.exchange import inventorytable, ledgertable
from leitplanke.exchange.inventorytable import CONSTANT, FOR_ALL, Columns, Listed, Side
from leitplanke.exchange.ledgertable import Grid
from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.primitives.plain import plain, restore
from leitplanke.reports.faults import sentences
from leitplanke.reports.words import Language, say
from leitplanke.web.catalogue import catalogue
from leitplanke.web.cloud import keeping
from leitplanke.web.cloud.keeping import MOST_ENTRIES
from leitplanke.web.cloud.models import CloudEntry
from leitplanke.web.companies.models import Company

LARGEST_BYTES = 150_000
"""Of a list on the page: it travels in a form (``DATA_UPLOAD_MAX_MEMORY_SIZE``), and three hundred rows have a fifth of it."""
SHOWN_ROWS, SHOWN_FAULTS, MOST_NAME = 5, 100, 200
_MB = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A list as it came."""

    name: str
    content: bytes

    @property
    def travelling(self) -> str:
        """The content as a form carries it."""
        return base64.b64encode(self.content).decode("ascii")


def upload_of(request: HttpRequest) -> Upload | None:
    """Return the list of a form: the file that was chosen, else the one that travels along; None without either."""
    file = request.FILES.get("list")
    if isinstance(file, UploadedFile) and file.size:
        return Upload(name=(file.name or "")[:MOST_NAME], content=file.read(LARGEST_BYTES + 1))
    try:
        content = base64.b64decode(request.POST.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        return None
    return Upload(name=request.POST.get("file", "")[:MOST_NAME], content=content) if content else None


def grid_of(upload: Upload) -> Grid:
    """Return the rows of a list.

    Raises
    ------
    InputFaultsError
        If it is no list, or too large for the page.
    """
    if len(upload.content) > LARGEST_BYTES:
        values = (("given", f"> {LARGEST_BYTES / _MB:g}"), ("limit", f"{LARGEST_BYTES / _MB:g}"))
        raise InputFaultsError([Fault(upload.name, "list-too-big", values)])
    return ledgertable.grid(upload.content, upload.name)


def settled(company: Company, found: Grid, side: Side) -> tuple[Columns, bool]:
    """Return the mapping that was chosen for these headings before, else what they suggest; and whether it is remembered."""
    row = company.cloud_entries.filter(kind=CloudEntry.Kind.MAPPING, entry=_key(found, side)).first()
    if row is not None:
        try:
            said = dict(restore(Columns, json.loads(row.document)).heads)
        except (ValueError, LookupError, TypeError, AttributeError):
            said = {}  # of an archive that somebody wrote by hand: then the headings decide
        if said:
            return _columns(said, found, side, json.loads(row.document).get("decimal")), True
    return inventorytable.guess(found, side), False


def chosen(posted: QueryDict, found: Grid, side: Side) -> Columns:
    """Return the mapping that the form says; whatever is no choice of the form counts as not chosen."""
    return _columns({field: posted.get(f"column-{field}", "") for field in inventorytable.fields(side)}, found, side, posted.get("decimal"))


def _columns(said: Mapping[str, object], found: Grid, side: Side, decimal: object) -> Columns:
    heads = []
    for field in inventorytable.fields(side):
        value = said.get(field)
        if isinstance(value, str) and value in {*found.heads, *(f"{FOR_ALL}{word}" for word in _words(side, field))}:
            heads.append((field, value))
    return Columns(side=side, heads=tuple(heads), decimal="point" if decimal == "point" else "comma")


def read(company: Company, found: Grid, columns: Columns) -> Listed:
    """Return what a list would make of the inventory."""
    listed = inventorytable.read(found, columns, keeping.inventory_of(company).dependence, catalogue())
    after = listed.after
    if after is not None and max(len(after.data_objects), len(after.services)) > MOST_ENTRIES:
        raise InputFaultsError([Fault(found.name, "inventory-most", (("limit", str(MOST_ENTRIES)),))])
    return listed


@transaction.atomic
def take_over(company: Company, found: Grid, columns: Columns) -> Listed:
    """Store what a list says and how it was read, or nothing if it is refused after all."""
    # Read again behind the lock: somebody may have changed an entry while the page was looked at.
    Company.objects.select_for_update().get(pk=company.pk)
    listed = read(company, found, columns)
    if listed.after is not None:
        before = keeping.inventory_of(company)
        known = {*before.data, *before.services}
        things: tuple[keeping.Thing, ...] = (*listed.after.data_objects, *listed.after.services)
        for one in things:
            if one not in known:
                keeping.keep(company, one)
        CloudEntry.objects.update_or_create(
            company=company,
            kind=CloudEntry.Kind.MAPPING,
            entry=_key(found, columns.side),
            defaults={"document": json.dumps(plain(columns), ensure_ascii=False, sort_keys=True)},
        )
    return listed


def choices(found: Grid, columns: Columns, language: Language) -> list[dict[str, object]]:
    """Return the selects of the form: one for each field."""
    none = ("", say(language, "inventory.none"))
    drawn: list[dict[str, object]] = []
    for field in inventorytable.fields(columns.side):
        words = [
            (f"{FOR_ALL}{word}", say(language, "inventory.for-all", word=_word(columns.side, word, language)))
            for word in _words(columns.side, field)
        ]
        options = [none, *((head, head) for head in found.heads), *words]
        drawn.append(
            {"name": f"column-{field}", "label": say(language, f"cloud.field.{field}"), "options": options, "value": columns.of(field)}
        )
    return drawn


def sample(found: Grid) -> list[list[str]]:
    """Return the first rows as texts, each as wide as the headings."""
    return [
        [str(row[place])[:60] if place < len(row) and row[place] is not None else "" for place in range(len(found.heads))]
        for _, row in found.rows[:SHOWN_ROWS]
    ]


def outcome(listed: Listed, language: Language) -> list[tuple[str, str]]:
    """Return what the list would do: how many, and their names."""
    found = [(what, cast("tuple[str, ...]", getattr(listed, what))) for what in ("new", "changed", "same")]
    return [(say(language, f"inventory.{what}", count=len(names)), ", ".join(names)) for what, names in found]


def told(faults: Iterable[Fault], language: Language) -> dict[str, object]:
    """Return faults as the page shows them."""
    every = tuple(faults)
    return {"faults": sentences(every[:SHOWN_FAULTS], language), "more": max(0, len(every) - SHOWN_FAULTS)}


def _key(found: Grid, side: Side) -> str:
    return f"{side} {found.signature}"


def _words(side: Side, field: str) -> tuple[str, ...]:
    return inventorytable.words(side, field) if field == CONSTANT[side] else ()


def _word(side: Side, word: str, language: Language) -> str:
    return say(language, f"cloud.subject.{word}" if side == "data" else f"cloud.model.{word}")
