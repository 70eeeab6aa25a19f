"""What makes the range wide and what each capacity is worth, as blocks of the result page."""

from leitplanke.assessment.index import SIDES_NODE
from leitplanke.reports import drivers
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import index
from leitplanke.reports.sentences import spread
from leitplanke.reports.words import say
from leitplanke.study.result import StudyResult
from leitplanke.web.results.links import Links
from leitplanke.web.results.values import Figure, Outlook, OutlookRow, Worth, WorthRow


def outlook(result: StudyResult, names: Names, links: Links) -> Outlook:
    """Return what to find out next."""
    rows = (
        OutlookRow(what=one.what, trail=links.of(one.trace), rank=one.rank, narrower=one.narrower) for one in drivers.rows(result, names)
    )
    return Outlook(
        intro=drivers.intro(result, names.language),
        caption=say(names.language, "drivers.caption"),
        head=tuple(say(names.language, f"table.{key}") for key in ("driver", "rank", "narrower")),
        rows=tuple(rows),
        others=drivers.others(result, names),
        sides=drivers.sides(result, names.language),
        sides_trail=links.of(SIDES_NODE),
    )


def worth(result: StudyResult, names: Names, links: Links) -> Worth | None:
    """Return what each capacity saves, most first; None if there is nothing to save or the result is older than that figure."""
    valued = [one for one in result.capacities if one.value_eur is not None and one.value_eur.mid > 0.0]
    if not valued:
        return None
    language, years = names.language, result.study.horizon_years
    rows = []
    for one in sorted(valued, key=lambda factor: -(factor.value_eur.mid if factor.value_eur else 0.0)):
        low, high = spread(one.index)
        level = Figure(
            value=index(one.index.mid, language), range=f"{index(low, language)}\u2013{index(high, language)}", trail=links.of(one.trace)
        )
        value, span = drivers.saves(one, language)
        rows.append(
            WorthRow(
                title=names.title(one.id),
                level=level,
                saves=Figure(value=value, range=span, trail=links.of(one.value_eur.trace if one.value_eur else "")),
            )
        )
    return Worth(
        sentence=drivers.capacity_sum(result, names),
        caption=say(language, "capacities.caption", years=years),
        head=(say(language, "table.factor"), say(language, "table.index"), say(language, "table.saves", years=years)),
        rows=tuple(rows),
    )
