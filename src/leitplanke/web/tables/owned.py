"""What belongs to a firm: one list for tables and archives, so that neither forgets a model or lets out what must stay.

Every model that leads to a firm stands either in `KEPT` or, with its reason, in `LEFT_OUT`; every field of a kept model leaves unless it
is named with its reason (tests/web/test_take_everything_along.py holds both). Of anonymous waves only the pictures shown leave: raw
answers stay in the operator's backup.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import AutoField, ForeignKey, Model, Q, QuerySet

from leitplanke.web.board.models import Board, Item
from leitplanke.web.cloud.models import CloudEntry
from leitplanke.web.companies.models import Company, LinkedFirm
from leitplanke.web.estimates.models import FileAnswers, Funding, OwnEntry, OwnFigure, Stance, StartWindow
from leitplanke.web.guide.models import Mark, Voice
from leitplanke.web.ledger.models import LedgerImport, ListMapping
from leitplanke.web.network.models import NetworkEntry
from leitplanke.web.notes.models import Attachment, Comment
from leitplanke.web.strengths.models import StrengthRating
from leitplanke.web.studies.models import Review, StoredResult, StoredReview, Study
from leitplanke.web.survey.models import Rater, Rating
from leitplanke.web.waves.models import Shown, Wave
from leitplanke.web.weights.models import GoalWeight
from leitplanke.web.whatif.models import Scenario
from leitplanke.web.workshop.models import Workbook

if TYPE_CHECKING:
    from django.db.models.fields import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A model whose rows leave with their firm.

    Parameters
    ----------
    way
        From a row to its firm, as Django writes it; empty for the firm itself.
    hidden
        Rows that stay.
    left_out
        Fields that stay, each with its reason.
    """

    model: type[Model]
    way: str = "company"
    hidden: Q | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """How files and pages call the table: ``survey.rating``."""
        return self.model._meta.label_lower  # noqa: SLF001 - the documented way to ask Django about a model

    @property
    def fields(self) -> tuple["Field[Any, Any]", ...]:
        """The fields that leave, in the order of the model."""
        return tuple(one for one in self.model._meta.concrete_fields if one.name not in self.left_out)  # noqa: SLF001 - as above

    def rows(self, company: Company) -> QuerySet[Model]:
        """Return the rows of a firm that leave, in the order in which they came."""
        found = self.model._base_manager.filter(**{self.way or "pk": company.pk})  # noqa: SLF001 - as above
        return (found.exclude(self.hidden) if self.hidden is not None else found).order_by("pk")


_ORGANISATION = "the archive enters the organisation of whoever reads it in"
_PERSON = "people of one installation are nobody in another"
_LINK = "links of one installation open nothing in another, and their traces are secrets"
_ANONYMOUS = Q(wave__mode=Wave.Mode.ANONYMOUS)

AT_ONCE = 10
"""Rows that are read together; a stored result has about a million bytes."""
KEPT: tuple[Kept, ...] = (
    Kept(model=Company, way="", left_out={"organisation": _ORGANISATION, "deleted_at": "a firm that leaves is there"}),
    Kept(model=LinkedFirm),
    Kept(model=Wave),
    Kept(model=Shown, way="wave__company"),
    Kept(model=Rater, hidden=_ANONYMOUS, left_out={"key": _LINK}),
    Kept(model=Rating, way="rater__company", hidden=Q(rater__wave__mode=Wave.Mode.ANONYMOUS)),
    Kept(model=Workbook, way="rater__company", hidden=Q(rater__wave__mode=Wave.Mode.ANONYMOUS)),
    Kept(model=OwnFigure),
    Kept(model=OwnEntry),
    Kept(model=Stance),
    Kept(model=Funding),
    Kept(model=StartWindow),
    Kept(model=FileAnswers),
    Kept(model=StrengthRating),
    Kept(model=GoalWeight),
    Kept(model=Mark),
    Kept(model=Voice),
    Kept(model=Study),
    Kept(model=StoredResult, way="study__company"),
    Kept(model=Review, way="study__company"),
    Kept(model=StoredReview, way="study__company"),
    Kept(model=Scenario, way="study__company", left_out={"created_by": _PERSON}),
    Kept(model=Comment, left_out={"written_by": _PERSON}),
    Kept(model=Attachment, left_out={"written_by": _PERSON}),
    Kept(model=LedgerImport),
    Kept(model=CloudEntry),
    Kept(model=ListMapping),
    Kept(model=NetworkEntry),
    Kept(model=Board),
    Kept(model=Item, way="board__company"),
)
"""Rows come after the rows they lead to; a row that leads to its own kind may stand anywhere."""

LEFT_OUT: Mapping[str, str] = {
    "api.externalid": "what other programs call a firm holds for one installation",
    "audit.entry": "the log tells what happened in one installation, to people of it; it has files of its own",
    "companies.companyaccess": _PERSON,
    "ledger.draft": "waits for consent at most a day; nobody has taken it over",
    "picture.storedeffect": "computed again from the study at the first look",
    "waves.invitation": _LINK,
    "whatif.share": _LINK,
}
"""Models that lead to a firm and stay, each with its reason."""


def links_of(kept: Kept) -> tuple["ForeignKey[Any, Any]", ...]:
    """Return the fields of a kept model that lead to other rows."""
    return tuple(one for one in kept.fields if isinstance(one, ForeignKey))


class Leaving:
    """The rows of a firm as they leave: numbered anew from 1 in each table where the database counts, and so the links to them.

    The database's own numbers would tell by their gaps how many answers came in anonymous waves, and between which others.
    """

    def __init__(self, company: Company) -> None:
        self.company = company
        self._numbers = {kept.name: _numbers(kept, company) for kept in KEPT if isinstance(_key(kept), AutoField)}

    def rows(self, kept: Kept) -> Iterator[tuple[Any, ...]]:
        """Yield the values of each row of a table, in the order of `Kept.fields`."""
        counted = [self._numbers.get(_named_by(kept, one), {}) for one in kept.fields]
        for row in kept.rows(self.company).iterator(AT_ONCE):
            values = (getattr(row, one.attname) for one in kept.fields)
            yield tuple(numbers.get(value, value) if numbers else value for numbers, value in zip(counted, values, strict=True))


def _numbers(kept: Kept, company: Company) -> dict[object, int]:
    return {key: place for place, key in enumerate(kept.rows(company).values_list("pk", flat=True), start=1)}


def _key(kept: Kept) -> "Field[Any, Any]":
    return kept.model._meta.pk  # noqa: SLF001 - the documented way to ask Django about a model


def _named_by(kept: Kept, one: "Field[Any, Any]") -> str:
    """Return the table whose rows a field names: its own, another, or none."""
    if isinstance(one, ForeignKey):
        return str(one.related_model._meta.label_lower)  # noqa: SLF001 - as above
    return kept.name if one.primary_key else ""
