"""Has a plan reviewed for commands: with progress on the terminal, Ctrl-C ends it with what there is."""

from leitplanke.catalogue.entries import Catalogue
from leitplanke.cli.progress import shown
from leitplanke.cli.stopping import stopping
from leitplanke.reports.words import Language
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.result import StudyResult
from leitplanke.study.reviewed import PlanReview


def make_review(catalogue: Catalogue, inputs: StudyInputs, result: StudyResult, language: Language) -> PlanReview | None:
    """Return what is said about the plan of a result beyond its figures; None if it has no measures."""
    if not result.plan.measures:
        return None
    from leitplanke.study.review import review  # noqa: PLC0415 - the engine is loaded by then

    with stopping(None, language) as stop, shown(language) as tell:
        return review(catalogue, inputs, result, progress=tell, stop=stop)
