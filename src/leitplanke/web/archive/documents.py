"""Whether the documents that rows of a firm hold can be read: a page that cannot read its row would be an error to its reader."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Model

from leitplanke.primitives.faults import Fault, InputFaultsError
from leitplanke.web.board.models import Board, Item
from leitplanke.web.companies.models import Company
from leitplanke.web.studies.models import StoredResult, StoredReview
from leitplanke.web.waves.models import Shown
from leitplanke.web.whatif.models import Scenario

Reader = Callable[[Any], object]


def unreadable(company: Company) -> Iterator[Fault]:
    """Yield the rows whose documents no page could read."""
    for name, rows, reader in _documents(company):
        for number, row in enumerate(rows, start=1):
            try:
                reader(row)
            except (ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError, InputFaultsError):
                yield Fault(name, "archive-content", (), number)


def _documents(company: Company) -> Iterator[tuple[str, Iterable[Model], Reader]]:
    """Yield each kind of row with documents, and how its document is read."""
    from leitplanke.web.cloud.keeping import inventory_of  # noqa: PLC0415 - as above
    from leitplanke.web.studies.gathering import from_text, gather  # noqa: PLC0415 - as above
    from leitplanke.web.studies.results import read_result, read_review  # noqa: PLC0415 - as above

    yield "companies.company", [company] if company.is_complete else [], gather
    yield "studies.study", company.studies.all(), lambda one: from_text(one.inputs)
    yield "studies.storedresult", StoredResult.objects.filter(study__company=company), lambda one: read_result(one.study_id)
    yield "studies.storedreview", StoredReview.objects.filter(study__company=company), lambda one: read_review(one.study_id)
    yield "whatif.scenario", Scenario.objects.filter(study__company=company), lambda one: json.loads(one.figures)
    yield "board.board", Board.objects.filter(company=company), lambda one: (one.limits(), one.told())
    yield "board.item", Item.objects.filter(board__company=company), lambda one: (one.figures(), one.works)
    yield "ledger.ledgerimport", company.ledger_imports.all(), lambda one: one.ledger()
    yield "network.networkentry", company.network_entries.all(), lambda one: one.value()
    yield "ledger.listmapping", company.list_mappings.all(), lambda one: one.mapping()
    yield "cloud.cloudentry", [company], inventory_of
    yield "waves.shown", Shown.objects.filter(wave__company=company), lambda one: one.histogram
