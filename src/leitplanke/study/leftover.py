"""What stays of answers to given-up questions when a study leaves the house without persons: that they were given, not what they said."""

import math
from collections import defaultdict

from leitplanke.assessment.pooling import IGNORANCE_MEAN
from leitplanke.assessment.rating import Moments
from leitplanke.catalogue.entries import Catalogue
from leitplanke.study.inputs import StudyInputs
from leitplanke.study.upgrade import settle, settle_answers


def leftover(catalogue: Catalogue, inputs: StudyInputs) -> tuple[Moments, ...]:
    """Return moments of the answers that name a retired id and count nowhere today, by indicator and group.

    Nobody can say any more what value a level of a given-up question stands for: the moments count them as "don't know". Whoever reads
    the file is told of them. Moments that were set aside stay as they are.
    """
    retired = {entry.id for entry in catalogue.retired}
    weights: dict[tuple[str, str], list[float]] = defaultdict(list)
    people = {rater.id: rater for rater in inputs.raters}
    for answer in inputs.answers:
        if answer.indicator in retired and settle_answers(catalogue, [answer])[1]:
            rater = people[answer.rater]
            weights[answer.indicator, rater.role].append(rater.weight)
    aside = {one.id for one in settle(catalogue, inputs).former if one.field == "moments" and one.id in retired}
    kept = tuple(group for group in inputs.moments if group.indicator in aside)
    return kept + tuple(_unknown(indicator, group, found) for (indicator, group), found in sorted(weights.items()))


def _unknown(indicator: str, group: str, weights: list[float]) -> Moments:
    return Moments(
        indicator=indicator,
        group=group,
        count=len(weights),
        unknown=len(weights),
        weight=math.fsum(weights),
        mean=IGNORANCE_MEAN,
        square=IGNORANCE_MEAN**2,
    )
