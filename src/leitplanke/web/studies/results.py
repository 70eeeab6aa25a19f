"""Finds a reader's study and its stored result."""

from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate

from leitplanke.exchange import resultfile, reviewfile
from leitplanke.primitives.faults import InputFaultsError
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview
from leitplanke.web.accounts.models import User
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.access import row_for
from leitplanke.web.studies.gathering import from_text, gather
from leitplanke.web.studies.models import StoredResult, StoredReview, Study

if TYPE_CHECKING:
    from leitplanke.web.results.values import Earlier

SHOWN_EARLIER = 3


def study_for(request: HttpRequest, study_id: UUID, verb: Verb | None = None) -> Study:
    """Return the study with its firm if the reader may do `verb` with it; 404 or 403 as `company_for`."""
    return row_for(request, Study.objects.select_related("company", "result").defer("result__document"), study_id, verb)


def load_result(study_id: UUID) -> StudyResult:
    """Return the stored result of a study, for whoever asks once. Ask `study_for` first.

    Raises
    ------
    StoredResult.DoesNotExist
        If the study is not evaluated.
    """
    return resultfile.load(StoredResult.objects.values_list("document", flat=True).get(study_id=study_id))


@lru_cache(maxsize=16)
def read_result(study_id: UUID) -> StudyResult:
    """Return the same, and keep the last few for the next pages of this process: a stored result never changes."""
    return load_result(study_id)


@lru_cache(maxsize=16)
def _stored_review(study_id: UUID) -> PlanReview:
    return reviewfile.load(StoredReview.objects.values_list("document", flat=True).get(study_id=study_id))


def read_review(study_id: UUID) -> PlanReview | None:
    """Return the stored review of a study's plan, or None while there is none. Ask `study_for` first."""
    try:
        return _stored_review(study_id)
    except StoredReview.DoesNotExist:
        return None


def earlier_results(study: Study) -> "tuple[Earlier, ...]":
    """Return the firm's last results made before `study` of other inputs, oldest first; ask `study_for` first."""
    from leitplanke.web.results.values import Earlier  # noqa: PLC0415 - whoever shows it has it; a start of the server needs none

    made = Study.objects.filter(company_id=study.company_id, state=Study.State.DONE, created_at__lt=study.created_at)
    found = made.exclude(inputs=study.inputs).order_by("-created_at").values_list("pk", "created_at")[:SHOWN_EARLIER]
    earlier = []
    for pk, made_at in reversed(found):
        # A result that this version cannot read any more must not keep a new one from being shown.
        with suppress(InputFaultsError, StoredResult.DoesNotExist):
            earlier.append(Earlier(on=localdate(made_at), result=read_result(pk), address=reverse("studies:result", args=[pk])))
    return tuple(earlier)


def is_stale(study: Study) -> bool:
    """Say whether the firm's inputs have changed since the study was made."""
    return not study.company.is_complete or gather(study.company) != from_text(study.inputs)


def is_outdated(study: Study) -> bool:
    """Say whether a study was evaluated with another catalogue or other packs than today's."""
    result: StoredResult | None = getattr(study, "result", None)
    return result is not None and result.catalogue_version != catalogue().edition


def latest_done(company_id: UUID, user: User | AnonymousUser) -> Study | None:
    """Return the newest study of a firm that has a result."""
    return Study.objects.for_user(user).filter(company_id=company_id, state=Study.State.DONE).first()
