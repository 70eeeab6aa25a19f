"""What a firm set under an id that an entry once had: it counts under today's id, so it is shown and changed there."""

from collections.abc import Mapping

from leitplanke.catalogue.upgrade import fates
from leitplanke.study.inputs import Override, StudyInputs
from leitplanke.study.upgrade import settle
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.models import OwnFigure, Stance


def names_of(target: str) -> tuple[str, ...]:
    """Return today's id of an entry first, then those it had before."""
    return (target, *(old for old, fate in fates(catalogue()).items() if fate.id == target and old != target))


def figures_of(company: Company, inputs: StudyInputs, target: str) -> Mapping[str, OwnFigure]:
    """Return the stored rows that count for an entry, by the name its figure has today.

    Parameters
    ----------
    inputs
        As gathered: what is stored, under the ids it was stored with.
    """
    found = {}
    for row in company.own_figures.filter(target__in=names_of(target)):
        stored = tuple(one for one in inputs.overrides if (one.target, one.parameter) == (row.target, row.parameter))
        for today in settle(catalogue(), _only(inputs, stored)).inputs.overrides:
            if today.target == target and (today.parameter not in found or row.target == target):
                found[today.parameter] = row
    return found


def stance_of(company: Company, target: str) -> Stance | None:
    """Return what the firm said of an entry as a whole, today's id before former ones."""
    rows = {row.target: row for row in company.stances.filter(target__in=names_of(target))}
    return next((rows[name] for name in names_of(target) if name in rows), None)


def _only(inputs: StudyInputs, stored: tuple[Override, ...]) -> StudyInputs:
    return StudyInputs(company=inputs.company, start=inputs.start, overrides=stored)
