"""The plan by quarter: the roadmap of the result page, with the days of every role instead of the busiest one."""

from dataclasses import replace

from leitplanke.primitives.quarter import Quarter
from leitplanke.reports import numbers
from leitplanke.reports.naming import Names, listed
from leitplanke.reports.words import say
from leitplanke.study.result import QuarterLoad, StudyResult
from leitplanke.web.plans.values import LoadCell, RoleLoad, Schedule
from leitplanke.web.results import plan

ROLES = ("owner", "management", "it", "staff")
SHADES = 4
FULL = 0.95
"""From this share of the days on hardly any is left."""


def schedule(result: StudyResult, names: Names) -> Schedule | None:
    """Return the plan by quarter, or None if there is none."""
    roadmap = plan.roadmap(result, names)
    if roadmap is None:
        return None
    roles = role_loads(result.plan.quarters, names)
    return Schedule(roadmap=replace(roadmap, loads=()), roles=roles, sentence=sentence(result.plan.quarters, names))


def role_loads(quarters: tuple[QuarterLoad, ...], names: Names) -> tuple[RoleLoad, ...]:
    """Return what is asked of each role that has something to do, quarter by quarter."""
    return tuple(load for role in ROLES if (load := _role(role, quarters, names)))


def _role(role: str, quarters: tuple[QuarterLoad, ...], names: Names) -> RoleLoad | None:
    pairs = [(getattr(one, f"{role}_days"), getattr(one, f"{role}_limit")) for one in quarters]
    if not any(days > 0.0 for days, _ in pairs):
        return None
    language = names.language
    most = max(limit for _, limit in pairs)
    return RoleLoad(
        title=say(language, f"planpage.role.{role}"),
        limit=say(language, "planpage.days-per-quarter", days=numbers.days(most, language)),
        cells=tuple(_cell(days, limit) for days, limit in pairs),
    )


def _cell(days: float, limit: float) -> LoadCell:
    if days <= 0.0:
        return LoadCell(text="", level=0, over=False)
    share = days / limit if limit > 0.0 else float("inf")
    over = share > plan.ROUNDING
    text = f"{round(100.0 * share)}" if limit > 0.0 else "!"
    return LoadCell(text=text, level=min(SHADES, 1 + int(SHADES * min(share, 1.0) * (1.0 - 1e-9))), over=over)


def sentence(quarters: tuple[QuarterLoad, ...], names: Names) -> str:
    """Return whether the plan keeps to the days there are, and when they are gone or nearly so."""
    language = names.language
    if over := _when(quarters, plan.ROUNDING, names):
        return say(language, "planpage.load-over", full=over)
    full = _when(quarters, FULL, names)
    told = [say(language, "planpage.load-kept"), *([say(language, "planpage.load-full", full=full)] if full else [])]
    return " ".join(told)


def _when(quarters: tuple[QuarterLoad, ...], above: float, names: Names) -> str:
    """Return which role needs more than the share `above` of its days in which quarters; empty if none does."""
    told = []
    for role in ROLES:
        heavy = [one.quarter for one in quarters if _share(one, role) > above]
        runs = ", ".join(_run(run, names) for run in _runs(heavy))
        told += [f"{say(names.language, f'plan.role.{role}')} ({runs})"] if runs else []
    return listed(told, names.language)


def _share(load: QuarterLoad, role: str) -> float:
    days, limit = getattr(load, f"{role}_days"), getattr(load, f"{role}_limit")
    return 0.0 if days <= 0.0 else days / limit if limit > 0.0 else float("inf")


def _runs(quarters: list[str]) -> list[list[str]]:
    """Return quarters that follow each other together.

    Examples
    --------
    >>> _runs(["2027-Q4", "2028-Q1", "2028-Q3"])
    [['2027-Q4', '2028-Q1'], ['2028-Q3']]
    """
    runs: list[list[str]] = []
    for one in quarters:
        if runs and Quarter.parse(one).since(Quarter.parse(runs[-1][-1])) == 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _run(run: list[str], names: Names) -> str:
    first, last = (numbers.quarter(one, names.language) for one in (run[0], run[-1]))
    return first if first == last else say(names.language, "planpage.load-run", first=first, last=last)
