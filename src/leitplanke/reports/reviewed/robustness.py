"""How the plan holds in other futures: sentences, and the share of futures in which each measure belongs to the best plan."""

from leitplanke.reports.content import Table, table
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.numbers import euro, euro_range, percent, percent_range
from leitplanke.reports.sentences import spread
from leitplanke.reports.words import say
from leitplanke.study.reviewed import MeasureInFutures, Robustness

EVEN = 0.5
"""Above it: more futures than not."""
WIDTHS = (0.4, 0.16, 0.24, 0.2)


def sentences(robustness: Robustness, names: Names, years: int) -> list[str]:
    """Return how often the plan is better than none, how often nothing known beats it, and what knowing the future would be worth."""
    return [
        _counted("review.better", robustness.better_than_nothing_share, robustness, names),
        _counted("review.best", robustness.best_share, robustness, names),
        _regret(robustness, names, years),
    ]


def _counted(key: str, share: float, robustness: Robustness, names: Names) -> str:
    """Return a share as the count it comes from: a few dozen futures are no per cent."""
    count, futures = round(share * robustness.futures), robustness.futures
    form = "all" if count == futures else "none" if count == 0 else "some"
    return say(names.language, f"{key}-{form}", count=count, futures=futures, candidates=robustness.candidates)


def _regret(robustness: Robustness, names: Names, years: int) -> str:
    language, regret = names.language, robustness.regret_eur
    return say(
        language,
        f"review.regret-{robustness.yardstick}",
        years=years,
        regret=euro(regret.mid, language),
        range=euro_range(*spread(regret), language),
        relative=percent(robustness.regret_relative.mid, language),
    )


def title(robustness: Robustness, names: Names) -> str:
    """Return how many of the plan's measures surely belong to the best plan of most futures, as the finding of the picture.

    A few dozen futures leave a share of one half open; so the whole interval must lie above it.
    """
    planned = [one for one in robustness.measures if one.planned]
    firm = sum(one.share_best.low > EVEN for one in planned)
    key = "all" if firm == len(planned) else {0: "none", 1: "one"}.get(firm, "some")
    return say(names.language, f"review.futures-title-{key}", firm=firm, count=len(planned))


def measures_in_words(robustness: Robustness, names: Names) -> list[str]:
    """Return which measures pay in nearly every future, which of the plan are doubtful, and which others are often better."""
    groups = (
        ("no-regret", [one for one in robustness.measures if one.no_regret]),
        ("doubtful", [one for one in robustness.measures if one.planned and not one.no_regret and one.share_best.mid < EVEN]),
        ("instead", [one for one in robustness.measures if not one.planned and one.share_best.mid >= EVEN]),
    )
    told = [say(names.language, f"review.{key}", measures=_quoted(found, names)) for key, found in groups if found]
    return told if groups[0][1] else [say(names.language, "review.no-regret-none"), *told]


def _quoted(found: list[MeasureInFutures], names: Names) -> str:
    return listed([names.quoted(one.id) for one in found], names.language)


def measures(robustness: Robustness, names: Names) -> Table:
    """Return the measures with the share of futures in which they belong to the best plan, and are worth their cost."""
    language = names.language
    rows = tuple(
        (
            names.title(one.id),
            say(language, "review.yes" if one.planned else "review.no"),
            f"{percent(one.share_best.mid, language)}\n{percent_range(*spread(one.share_best), language)}",
            percent(one.share_worth_its_cost, language),
        )
        for one in robustness.measures
    )
    header = tuple(say(language, f"review.head.{key}") for key in ("measure", "planned", "in-best", "worth-it"))
    return table(say(language, "review.futures-caption", futures=robustness.futures), header, rows, WIDTHS, text=(0, 1))
