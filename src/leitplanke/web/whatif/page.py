"""The context of the what-if page: controls, answer, scenarios and links of one study."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from leitplanke.planning.schedule import QUARTERS_PER_YEAR
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import days, euro
from leitplanke.reports.words import Language, say
from leitplanke.web.estimates.entries import catalogue_in
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import read_result, read_review
from leitplanke.web.whatif import engine, sharing
from leitplanke.web.whatif.answer import answer, balances, brief
from leitplanke.web.whatif.controls import controls
from leitplanke.web.whatif.desk import Desk
from leitplanke.web.whatif.keeping import figures_of
from leitplanke.web.whatif.models import SHARED_DAYS, Scenario, Share
from leitplanke.web.whatif.others import others
from leitplanke.web.whatif.setting import Read, Setting, read_query
from leitplanke.web.whatif.values import Answer

MOST_EARLIER = 10
SHOWN_BROKEN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The answer to a setting, or in words why there is none; nothing of both while the engine is cold."""

    answer: Answer | None = None
    refusal: str = ""

    @property
    def first_broken(self) -> tuple[str, ...]:
        """The limits that are told at once."""
        return self.answer.broken[:SHOWN_BROKEN] if self.answer else ()

    @property
    def more_broken(self) -> tuple[str, ...]:
        """The limits that are told one click away."""
        return self.answer.broken[SHOWN_BROKEN:] if self.answer else ()


def tell(study: Study, desk: Desk, setting: Setting, language: Language) -> Told:
    """Return what comes of a setting."""
    try:
        found, plan, result = engine.evaluate(study, desk, setting), engine.plan_of(study), read_result(study.pk)
    except engine.NotEvaluableError as error:
        return Told(refusal=refusal(error, language))
    names, limits = Names.of(catalogue_in(study.inputs), language), balances(result.company, language)
    return Told(answer=answer(found, plan, result.study.horizon_years, names, limits))


def refusal(error: engine.NotEvaluableError, language: Language) -> str:
    """Return why there is no answer, and what to do."""
    return say(language, "whatif.outdated" if isinstance(error, engine.OtherStateError) else "whatif.refused")


def context(request: HttpRequest, study: Study, desk: Desk, read: Read, language: Language) -> dict[str, object]:
    """Return what the page shows for a setting; without an answer while the engine is cold, unless the reader asks for it."""
    ready = engine.is_warm(study.pk) or request.method == "POST" or "rechnen" in request.GET
    adopted = request.GET.get("festgelegt", "")
    catalogue = catalogue_in(study.inputs)
    return {
        "study": study,
        "company": study.company,
        "controls": controls(desk, read.setting, catalogue, language),
        "told": tell(study, desk, read.setting, language) if ready else Told(),
        "query": read.setting.query(desk),
        "unknown": ", ".join(read.unknown),
        "name": request.GET.get("name", "")[:200],
        "adopted": adopted if adopted.isascii() and adopted.isdigit() and len(adopted) < 4 else "",  # noqa: PLR2004 - a count of measures
        "scenarios": listed_scenarios(study, language, request),
        "earlier": earlier(study),
        "others": others(desk, read_review(study.pk), len(desk.quarters) // QUARTERS_PER_YEAR, Names.of(catalogue, language)),
        "link_days": [(one, say(language, "whatif.share-day" if one == 1 else "whatif.share-days", days=one)) for one in sharing.DAYS],
        "usual_days": SHARED_DAYS,
        "most_links": sharing.MOST_LINKS,
        "errors": [],
        "section": "companies",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLink:
    """A link of a scenario; `address` is empty if it cannot be shown again."""

    row: Share
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedScenario:
    """A scenario as the list shows it."""

    row: Scenario
    brief: str
    links: tuple[ListedLink, ...]


def listed_scenarios(study: Study, language: Language, request: HttpRequest) -> tuple[ListedScenario, ...]:
    """Return the scenarios of a study with their main numbers and open links."""
    rows = study.scenarios.select_related("study").prefetch_related("shares")
    return tuple(
        ListedScenario(
            row=one,
            brief=brief(found, language) if (found := figures_of(one)) else "",
            links=tuple(ListedLink(row=link, address=_address(link, request)) for link in one.shares.all() if link.is_open),
        )
        for one in rows
    )


def _address(link: Share, request: HttpRequest) -> str:
    secret = sharing.known_secret(link)
    return request.build_absolute_uri(reverse("whatif:shared", args=[secret])) if secret else ""


def earlier(study: Study) -> Sequence[Scenario]:
    """Return scenarios of the firm's other studies, the newest first."""
    rows = Scenario.objects.filter(study__company_id=study.company_id).exclude(study_id=study.pk).defer("figures")
    return list(rows.order_by("-created_at")[:MOST_EARLIER])


def assumed(query: str, desk: Desk, names: Names) -> tuple[str, ...]:
    """Return in words what a scenario assumes other than the study: money, days, exposure."""
    setting, language = read_query(desk, QueryDict(query).dict()).setting, names.language
    parts = []
    if setting.budget_eur is not None:
        parts.append(say(language, "whatif.assumed.budget", value=say(language, "whatif.a-year", eur=euro(setting.budget_eur, language))))
    for role, value in setting.days.items():
        parts.append(say(language, "whatif.assumed.days", role=say(language, f"web.own.role.{role}"), value=days(value, language)))
    for component, share in setting.exposure.items():
        parts.append(say(language, "whatif.assumed.exposure", component=names.title(component), share=share))
    return tuple(parts)
