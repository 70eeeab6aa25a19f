"""What the start pages say of the roadmap: how far it is, and what should have begun."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Count

from leitplanke.reports.words import Language
from leitplanke.web.board.models import Board, Item, quarter_of
from leitplanke.web.board.page import names_in
from leitplanke.web.board.picture import Overview, overview
from leitplanke.web.companies.models import Company


def overview_of(company: Company, language: Language, today: date) -> Overview | None:
    """Return what the board says at its top; None without a board."""
    board = Board.objects.filter(company=company).first()
    return overview(list(board.items.all()), names_in(company, language), today) if board else None


def overdue_of(companies: Iterable[Company], today: date) -> Mapping[UUID, int]:
    """Return how many measures of each firm should have begun and have not; firms without any are left out."""
    late = Item.objects.filter(
        board__company__in=[one.pk for one in companies],
        status=Item.Status.PLANNED,
        dropped=False,
        begun_on=None,
        # Quarters sort as texts.
        start__lt=str(quarter_of(today)),
    )
    return dict(late.values_list("board__company").annotate(count=Count("pk")))
