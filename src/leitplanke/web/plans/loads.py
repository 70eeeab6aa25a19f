"""The plan by quarter: the roadmap of the result page, with the days of every role instead of the busiest one."""

from dataclasses import replace

from leitplanke.reports import numbers
from leitplanke.reports.naming import Names
from leitplanke.reports.words import say
from leitplanke.study.result import QuarterLoad, StudyResult
from leitplanke.web.plans.values import LoadCell, RoleLoad, Schedule
from leitplanke.web.results import plan

ROLES = ("owner", "management", "it", "staff")
SHADES = 4


def schedule(result: StudyResult, names: Names) -> Schedule | None:
    """Return the plan by quarter, or None if there is none."""
    roadmap = plan.roadmap(result, names)
    if roadmap is None:
        return None
    roles = role_loads(result.plan.quarters, names)
    return Schedule(roadmap=replace(roadmap, loads=()), roles=roles, sentence=sentence(roles, names))


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


def sentence(roles: tuple[RoleLoad, ...], names: Names) -> str:
    """Return whether the plan keeps to what there is."""
    over = [role.title for role in roles if any(cell.over for cell in role.cells)]
    key = "planpage.load-over" if over else "planpage.load-kept"
    return say(names.language, key, roles=", ".join(over))
