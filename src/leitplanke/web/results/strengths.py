"""What makes the firm strong, and which opportunities that makes easier: shown first, never counted in euros."""

from collections import Counter

from leitplanke.catalogue.entries import Catalogue
from leitplanke.catalogue.setting import Opportunity
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.words import say
from leitplanke.study.inputs import RatedStrength
from leitplanke.study.result import StudyResult
from leitplanke.web.results.values import Chance, Strengths

STRONG_LEVEL = 3
"""From this level on a strength is named."""
SHOWN_CHANCES = 2
SHOWN_MEASURES = 2


def strengths(result: StudyResult, rated: tuple[RatedStrength, ...], catalogue: Catalogue, names: Names) -> Strengths | None:
    """Return the firm's strengths and the opportunities that most of them make easier; None if it named none."""
    level = {one.strength: one.level for one in rated if one.level >= STRONG_LEVEL}
    strong = sorted((one for one in catalogue.strengths if one.id in level), key=lambda one: (-level[one.id], one.order))
    if not strong:
        return None
    easier = Counter(opportunity for one in strong for opportunity in one.opportunities)
    entries = {one.id: one for one in catalogue.opportunities}
    planned = [one.id for one in result.plan.measures]
    titles = listed([names.text(one.title) for one in strong], names.language)
    return Strengths(
        sentence=say(names.language, "hinge.strong", strengths=titles),
        chances=tuple(_chance(entries[id_], planned, names) for id_, _ in easier.most_common(SHOWN_CHANCES)),
    )


def _chance(opportunity: Opportunity, planned: list[str], names: Names) -> Chance:
    """Return an opportunity with the measures of the plan that reach for it; without any, those that could."""
    own = [one for one in opportunity.measures if one in planned]
    quoted = listed([names.quoted(one) for one in (own or opportunity.measures)[:SHOWN_MEASURES]], names.language)
    key = "hinge.chance-planned" if own else "hinge.chance-possible"
    return Chance(
        title=names.text(opportunity.title),
        text=names.text(opportunity.text),
        measures=say(names.language, key, measures=quoted) if quoted else "",
    )
