"""What comes of a setting, in words and pictures."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from leitplanke.planning.measures import ROLES
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import amount, days, euro, frequency, quarter
from leitplanke.reports.words import Language, say
from leitplanke.study.result import CompanyFacts, QuarterLoad
from leitplanke.web.results.values import Table
from leitplanke.web.whatif import picture
from leitplanke.web.whatif.picture import Asked, Drawn, Said
from leitplanke.web.whatif.values import Answer, Columns, Curves, Key, Tick

if TYPE_CHECKING:
    from leitplanke.study.whatif import BrokenLimit, WhatIf, WhatIfRisk


def answer(found: "WhatIf", plan: "WhatIf", years: int, names: Names, limits: tuple[tuple[str, float], ...] = ()) -> Answer:
    """Return the words and pictures of `found` beside the study's own plan; `limits` are balances in EUR to draw, by name."""
    language = names.language
    broken = tuple(sentence(one, names) for one in found.broken)
    return Answer(
        brief=brief(found, language),
        keys=_keys(found, plan, years, language),
        curves=_curves(found, plan, years, limits, language),
        broken=broken,
        loads=loads(found, language),
        load_table=load_table(found.quarters, language),
    )


def brief(found: "WhatIf", language: Language) -> str:
    """Return the main numbers in one line."""
    parts = [
        say(language, "whatif.brief.cvar", eur=euro(found.risk.cvar95_eur, language)),
        say(language, "whatif.brief.cost", eur=euro(found.cost_eur, language)),
    ]
    if found.risk.liquidity_probability is not None:
        parts.insert(1, say(language, "whatif.brief.chance", chance=frequency(found.risk.liquidity_probability, language)))
    if found.broken:
        key = "whatif.brief.broken-one" if len(found.broken) == 1 else "whatif.brief.broken"
        parts.append(say(language, key, count=len(found.broken)))
    return " · ".join(parts)


def chance(risk: "WhatIfRisk", language: Language) -> str:
    """Return the approximate chance that liquidity is exhausted."""
    known = risk.liquidity_probability
    return say(language, "whatif.unknown") if known is None else frequency(known, language)


def _keys(found: "WhatIf", plan: "WhatIf", years: int, language: Language) -> tuple[Key, ...]:
    """Return the four numbers, each beside those of the study's plan and of no plan."""
    same = found == plan

    def key(name: str, value: str, planned: str, without: str) -> Key:
        compared = [] if same else [say(language, "whatif.beside-plan", value=planned)]
        compared += [say(language, "whatif.beside-none", value=without)] if without else []
        return Key(title=say(language, f"whatif.key.{name}", years=years), value=value, compared=tuple(compared))

    mine, theirs, none = found.risk, plan.risk, found.without
    amounts = [(one.cvar95_eur, one.expected_annual_loss_eur) for one in (mine, theirs, none)]
    worst, loss = ([euro(value, language) for value in row] for row in zip(*amounts, strict=True))
    return (
        key("cvar", *worst),
        key("loss", *loss),
        key("chance", *(chance(one, language) for one in (mine, theirs, none))),
        key("cost", euro(found.cost_eur, language), euro(plan.cost_eur, language), ""),
    )


def _curves(found: "WhatIf", plan: "WhatIf", years: int, limits: tuple[tuple[str, float], ...], language: Language) -> Curves:
    """Return the curve of the setting beside those of no measures and of the study's plan."""
    drawn = [Drawn(kind="none", name=say(language, "whatif.line.none"), points=found.without.exceedance)]
    if found != plan and plan.measures:
        drawn.append(Drawn(kind="plan", name=say(language, "whatif.line.plan"), points=plan.risk.exceedance))
    if found.measures or found == plan:
        drawn.append(Drawn(kind="mine", name=say(language, "whatif.line.mine"), points=found.risk.exceedance))
    eur = plan.risk.cvar95_eur
    summary = say(
        language,
        "whatif.curve.summary",
        years=years,
        eur=euro(eur, language),
        mine=frequency(picture.probability_at(found.risk.exceedance, eur), language),
        none=frequency(picture.probability_at(found.without.exceedance, eur), language),
    )
    said = Said(title=finding(found, plan, language), summary=summary, years=years, limits=limits)
    return picture.curves(drawn, said, language)


def finding(found: "WhatIf", plan: "WhatIf", language: Language) -> str:
    """Return what the setting does to the worst 5 %, against the study's plan, or against no plan where it is that plan."""
    mine = found.risk.cvar95_eur
    if found == plan:
        if not found.measures:
            return say(language, "whatif.finding.nothing", eur=euro(mine, language))
        return say(language, "whatif.finding.plan", eur=euro(mine, language), none=euro(found.without.cvar95_eur, language))
    difference = mine - plan.risk.cvar95_eur
    if euro(mine, language) == euro(plan.risk.cvar95_eur, language):
        return say(language, "whatif.finding.same", eur=euro(mine, language))
    key = "whatif.finding.more" if difference > 0.0 else "whatif.finding.less"
    return say(language, key, eur=euro(mine, language), difference=euro(abs(difference), language))


def balances(firm: CompanyFacts, language: Language) -> tuple[tuple[str, float], ...]:
    """Return liquidity and equity with their names, where they are known."""
    known = (("liquidity", firm.liquidity_eur), ("equity", firm.equity_eur))
    found = [(say(language, f"chart.exceedance.{name}"), eur) for name, eur in known if eur is not None]
    return tuple(sorted(found, key=lambda one: one[1]))


def sentence(broken: "BrokenLimit", names: Names) -> str:
    """Return a limit that is broken, in words: what is asked, what is there, and what could be done."""
    language = names.language
    asked, limit = _amounts(broken, language)
    return say(
        language,
        f"whatif.broken.{broken.code}",
        measure=names.quoted(broken.measure) if broken.measure else "",
        others=", ".join(names.quoted(one) for one in broken.others),
        quarter=quarter(broken.quarter, language) if broken.quarter else "",
        role=say(language, f"web.own.role.{broken.role}") if broken.role else "",
        asked=asked,
        limit=limit,
    )


def _amounts(broken: "BrokenLimit", language: Language) -> tuple[str, str]:
    """Return what is asked for and what there is; with more digits where the usual ones would say the same of both."""
    if broken.asked is None or broken.limit is None or broken.code not in {"budget", "days"}:
        return "", ""
    if broken.code == "budget":
        asked, limit = euro(broken.asked, language), euro(broken.limit, language)
        exact = euro(broken.asked, language, exact=True), euro(broken.limit, language, exact=True)
    else:
        asked, limit = days(broken.asked, language), days(broken.limit, language)
        exact = amount(broken.asked, "days", language), amount(broken.limit, "days", language)
    return exact if asked == limit else (asked, limit)


def loads(found: "WhatIf", language: Language) -> tuple[Columns, ...]:
    """Return cost by year and days by role and quarter against their limits."""
    first, years = Quarter.parse(found.quarters[0].quarter), len(found.cost_by_year_eur)
    by_year = tuple(
        Tick(at=picture.hundredths((place + 0.5) / years), words=say(language, "whatif.year", number=place + 1)) for place in range(years)
    )
    money = Asked(asked=found.cost_by_year_eur, limit=found.budget_by_year_eur, marks=by_year)
    worst = max(range(years), key=lambda place: found.cost_by_year_eur[place])
    told = say(
        language,
        "whatif.load.money-summary",
        year=worst + 1,
        asked=euro(found.cost_by_year_eur[worst], language),
        limit=euro(found.budget_by_year_eur[worst], language),
    )
    marks = picture.year_marks(first, len(found.quarters))
    return (
        picture.columns(money, say(language, "whatif.load.money"), told),
        *(_role(found.quarters, role, marks, language) for role in ROLES),
    )


def _role(quarters: Sequence[QuarterLoad], role: str, marks: tuple[Tick, ...], language: Language) -> Columns:
    asked, limit = ([getattr(one, f"{role}_{what}") for one in quarters] for what in ("days", "limit"))
    worst = max(range(len(asked)), key=lambda place: asked[place])
    values = {
        "quarter": quarter(quarters[worst].quarter, language),
        "asked": days(asked[worst], language),
        "limit": days(limit[worst], language),
    }
    summary = say(language, "whatif.load.days-summary", **values) if asked[worst] else say(language, "whatif.load.days-none")
    title = say(language, "whatif.load.days", role=say(language, f"web.own.role.{role}"))
    return picture.columns(Asked(asked=asked, limit=limit, marks=marks), title, summary)


def load_table(quarters: Sequence[QuarterLoad], language: Language) -> Table:
    """Return cost and days of every quarter, days with their limit."""
    roles = [say(language, f"web.own.role.{role}") for role in ROLES]

    def of(one: QuarterLoad, role: str) -> str:
        asked, limit = (days(getattr(one, f"{role}_{what}"), language) for what in ("days", "limit"))
        return say(language, "whatif.of", asked=asked, limit=limit)

    return Table(
        caption=say(language, "whatif.load.table"),
        head=(say(language, "whatif.load.quarter"), say(language, "whatif.load.cost"), *roles),
        rows=tuple((quarter(one.quarter, language), euro(one.cost_eur, language), *(of(one, role) for role in ROLES)) for one in quarters),
    )
