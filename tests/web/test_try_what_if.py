"""Owners try plans and limits on the result: the answer agrees with it, the address says what is set, and nothing is refused."""

import json
import math
import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import get_args
from uuid import UUID

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from leitplanke.exchange import examples, resultfile
from leitplanke.planning.constraints import Code
from leitplanke.primitives.quarter import Quarter
from leitplanke.reports import numbers
from leitplanke.reports.naming import Names
from leitplanke.reports.numbers import euro, frequency
from leitplanke.reports.words import LANGUAGES, Language
from leitplanke.study.result import FrontPlan, PlannedStart, Stamp, StudyResult
from leitplanke.study.reviewed import PlanReview
from leitplanke.study.whatif import BrokenLimit, WhatIfPoint
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.models import Stance
from leitplanke.web.examples.store import inputs_of
from leitplanke.web.studies.gathering import gather, to_text
from leitplanke.web.studies.models import StoredResult, Study
from leitplanke.web.studies.results import read_result
from leitplanke.web.whatif import engine
from leitplanke.web.whatif.answer import sentence
from leitplanke.web.whatif.desk import AS_TODAY, EXPOSURES, Choice, Desk
from leitplanke.web.whatif.others import others
from leitplanke.web.whatif.picture import Drawn, Said, curves, probability_at
from leitplanke.web.whatif.setting import Notches, Setting, lean, read_form, read_query

MEASURES = tuple(one.id for one in catalogue().measures)


def page_of(study: Study) -> str:
    return reverse("whatif:page", args=[study.pk])


def form_of(page: str) -> dict[str, str]:
    """Return what a browser would send of the page's form."""
    form = {"base": unescape(re.findall(r'name="base" value="([^"]*)"', page)[0])}
    form |= dict.fromkeys(re.findall(r'<input type="checkbox" name="(on-[^"]+)" checked', page), "on")
    return form | dict(re.findall(r'<input type="range"[^>]*name="([^"]+)"[^>]*? value="(\d+)"', page))


def asked(browser: Client, study: Study, changes: Mapping[str, str | None] = {}) -> dict[str, str]:
    """Change the study's page as it opens and return the server's answer; None takes a field away."""
    form = form_of(browser.get(page_of(study)).content.decode()) | changes
    response = browser.post(reverse("whatif:answer", args=[study.pk]), {name: value for name, value in form.items() if value is not None})
    assert response.status_code == 200
    return json.loads(response.content)


def switched_off(study: Study) -> dict[str, str | None]:
    return {f"on-{one.id}": None for one in read_result(study.pk).plan.measures}


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def shown(value: float) -> str:
    return " ".join(euro(value, "de").split())


def test_a_cold_page_comes_without_calculating_and_the_first_answer_warms_it(study: Study, as_alice: Client) -> None:
    page = as_alice.get(page_of(study))
    assert not engine.is_warm(study.pk)
    assert "bereitet die Rechnung vor" in page.content.decode()
    asked(as_alice, study)
    assert engine.is_warm(study.pk)
    assert "Mit diesem Plan kosten" in as_alice.get(page_of(study)).content.decode()


def test_the_plan_and_no_plan_say_what_the_result_says(study: Study, as_alice: Client) -> None:
    result = read_result(study.pk)
    plan, none = asked(as_alice, study), asked(as_alice, study, switched_off(study))
    for answer, risk in ((plan, result.plan.after), (none, result.risk)):
        said = text(answer["outcome"])
        assert shown(risk.cvar95_eur.mid) in text(answer["brief"])
        assert shown(risk.expected_annual_loss_eur.mid) in said
        assert risk.existential_probability.liquidity is not None
        assert frequency(risk.existential_probability.liquidity.mid, "de") in said
    assert f"Kosten: {shown(result.plan.cost_eur.mid)}" in text(plan["brief"])
    assert "Kosten: 0 €" in text(none["brief"])
    assert "Alle Grenzen sind eingehalten" in plan["outcome"]


def test_the_address_says_all_that_is_set_and_opens_the_same_page(study: Study, as_alice: Client) -> None:
    first = read_result(study.pk).plan.measures[0].id
    answer = asked(as_alice, study, {f"start-{first}": "7", "exposure-component.cloud": "15", "budget": "0", "days-it": "2"})
    page = as_alice.get(answer["address"]).content.decode()
    form = form_of(page)
    assert (form[f"start-{first}"], form["exposure-component.cloud"], form["budget"], form["days-it"]) == ("7", "15", "0", "2")
    assert text(answer["outcome"]) in text(page)
    again = as_alice.post(reverse("whatif:answer", args=[study.pk]), form)
    assert json.loads(again.content) == answer


def test_without_script_a_form_leads_to_the_same_answer(study: Study, as_alice: Client) -> None:
    form = form_of(as_alice.get(page_of(study)).content.decode()) | {"budget": "0"}
    moved = as_alice.post(page_of(study), form | {"action": "show", "name": "Ohne Geld"})
    page = as_alice.get(moved["Location"]).content.decode()
    assert "b=0" in moved["Location"]
    assert text(asked(as_alice, study, {"budget": "0"})["outcome"]) in text(page)
    assert 'value="Ohne Geld"' in page


def test_more_exposure_costs_more_and_none_of_it_nothing(study: Study) -> None:
    def loss(place: int) -> float:
        desk = Desk.of(study.pk, read_result(study.pk), catalogue())
        exposure = dict.fromkeys(desk.components, EXPOSURES[place])
        return engine.evaluate(study, desk, lean(desk, Setting(starts={}, exposure=exposure))).risk.expected_annual_loss_eur

    assert loss(0) == pytest.approx(0.0, abs=1.0)
    assert loss(5) < loss(10) < loss(12)


def test_broken_limits_are_said_with_figures_and_not_forbidden(study: Study, as_alice: Client) -> None:
    poor = asked(as_alice, study, {"budget": "0", "days-owner": "0", "days-it": "0", "days-staff": "0", "days-management": "0"})
    said = text(poor["outcome"])
    assert "Grenzen nicht eingehalten" in poor["brief"]
    assert "das Budget ist 0 €" in said
    assert re.search(r"Leitung: Im \d. Quartal \d{4} braucht der Plan [\d,]+ Tage?, frei sind 0 Tage", said)
    needy = next(
        one for one in catalogue().measures if one.needs and one.id not in Desk.of(study.pk, read_result(study.pk), catalogue()).plan
    )
    alone = asked(as_alice, study, switched_off(study) | {f"on-{needy.id}": "on", f"start-{needy.id}": "0"})
    assert "beginnt, bevor das wirkt, was dafür nötig ist" in text(alone["outcome"])


def test_what_is_in_place_is_not_offered_and_what_is_ruled_out_is_marked(
    answered: Company, evaluated: Callable[[Company], StudyResult], as_alice: Client
) -> None:
    Stance.objects.create(company=answered, target=MEASURES[0], kind=Stance.Kind.DONE, reason="Läuft")
    Stance.objects.create(company=answered, target=MEASURES[1], kind=Stance.Kind.OUT, reason="Zu groß")
    study = stored(answered, evaluated(answered))
    page = as_alice.get(page_of(study)).content.decode()
    assert f"on-{MEASURES[0]}" not in page
    assert page.count("von Ihnen ausgeschlossen") == 1
    assert "haben Sie ausgeschlossen" in text(asked(as_alice, study, {f"on-{MEASURES[1]}": "on"})["outcome"])


def stored(company: Company, result: StudyResult) -> Study:
    row = Study.objects.create(company=company, inputs=to_text(gather(company)), state=Study.State.DONE)
    versions = {"engine_version": result.study.engine_version, "catalogue_version": result.study.catalogue_version}
    StoredResult.objects.create(study=row, document=resultfile.dump(result), **versions)
    return row


def test_a_study_of_another_state_says_what_to_do(study: Study, as_alice: Client) -> None:
    other = Study.objects.create(company=study.company, inputs=to_text(inputs_of(examples.names()[0])), state=Study.State.DONE)
    kept = study.result
    StoredResult.objects.create(study=other, document=kept.document, engine_version=kept.engine_version, catalogue_version="2020.1.0")
    assert "Werten Sie neu aus" in asked(as_alice, other)["outcome"]
    saved = as_alice.post(page_of(other), {"action": "save", "name": "Versuch"})
    assert saved.status_code == 422
    assert not other.scenarios.exists()


def test_a_study_that_is_not_evaluated_shows_its_progress(study: Study, as_alice: Client) -> None:
    waiting = Study.objects.create(company=study.company, inputs=study.inputs)
    for name in ("page", "compare"):
        assert as_alice.get(reverse(f"whatif:{name}", args=[waiting.pk]))["Location"] == reverse("studies:progress", args=[waiting.pk])


def test_parts_of_an_address_that_fit_nothing_are_named_and_escaped(study: Study, as_alice: Client) -> None:
    page = as_alice.get(
        page_of(study), {"m": "cloud.exit-folder:1,<b>x</b>:2,cloud.exit-folder:999", "b": "nan", "e": "cloud:-5", "d": "it:1e9"}
    )
    said = page.content.decode()
    assert page.status_code == 200
    assert "zählen nicht: &lt;b&gt;x&lt;/b&gt;:2, cloud.exit-folder:999, cloud:-5, it:1e9, nan." in said


COMPONENTS = tuple(one.id for one in catalogue().components)
DESK = Desk(
    study_id=UUID(int=1),
    quarters=tuple(str(Quarter.parse("2027-Q3").plus(place)) for place in range(20)),
    choices=tuple(Choice(entry=one, lead=1, full=2, ruled_out=False) for one in catalogue().measures),
    components=COMPONENTS,
    plan={MEASURES[3]: 0, MEASURES[5]: 4},
    budget_eur=31_234.56,
    days={"owner": 3.0, "management": 6.9, "it": 0.0, "staff": 9.7},
)
"""A desk by hand: a budget with cents, and a role without days."""
TYPED = st.text("cloudit.exit-folder:,0123456789e-+ \0½٣<&", max_size=40)
"""Near what a query holds, digits of other scripts included."""
SETTINGS = st.builds(
    Setting,
    starts=st.dictionaries(st.sampled_from(MEASURES), st.integers(0, 19)),
    exposure=st.dictionaries(st.sampled_from(COMPONENTS), st.sampled_from(EXPOSURES)),
    budget_eur=st.none() | st.floats(0.0, 1e9).map(lambda value: round(value, 2)),
    days=st.dictionaries(st.sampled_from(sorted(DESK.days)), st.floats(0.0, 500.0).map(lambda value: round(value, 1))),
).map(lambda setting: lean(DESK, setting))


@given(SETTINGS)
def test_a_query_says_all_of_a_setting(setting: Setting) -> None:
    read = read_query(DESK, QueryDict(setting.query(DESK)).dict())
    assert read.setting == setting
    assert read.unknown == ()
    assert read.setting.query(DESK) == setting.query(DESK)


@given(SETTINGS)
def test_a_form_drawn_for_a_setting_says_it_again(setting: Setting) -> None:
    drawn = Notches.of(DESK, setting)
    budget = DESK.budget_eur if setting.budget_eur is None else setting.budget_eur
    form = {"budget": str(drawn.budget.index(budget))}
    form |= {f"days-{role}": str(values.index(setting.days.get(role, DESK.days[role]))) for role, values in drawn.days.items()}
    form |= {f"exposure-{one}": str(EXPOSURES.index(setting.exposure.get(one, AS_TODAY))) for one in COMPONENTS}
    form |= {f"on-{one}": "on" for one in setting.starts} | {f"start-{one}": str(place) for one, place in setting.starts.items()}
    assert read_form(DESK, form, drawn) == setting


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(["m", "e", "b", "d", "rechnen"]), TYPED))
def test_no_query_does_harm(query: dict[str, str]) -> None:
    read = read_query(DESK, query)
    assert read_query(DESK, QueryDict(read.setting.query(DESK)).dict()).setting == read.setting
    assert all(0 <= place < 20 for place in read.setting.starts.values())
    assert read.setting.budget_eur is None or 0.0 <= read.setting.budget_eur < math.inf
    assert all(0.0 <= value < math.inf for value in read.setting.days.values())
    assert all(len(part) <= 60 for part in read.unknown)


@given(
    st.dictionaries(
        st.sampled_from([f"on-{MEASURES[0]}", f"start-{MEASURES[0]}", "budget", "days-it", f"exposure-{COMPONENTS[0]}"]),
        TYPED,
    )
)
def test_no_form_does_harm(form: dict[str, str]) -> None:
    drawn = Notches.of(DESK, Setting(starts={}))
    setting = read_form(DESK, form, drawn)
    assert setting.starts.get(MEASURES[0], 0) in range(20)
    assert setting.budget_eur is None or setting.budget_eur in drawn.budget


def planned(**starts: str) -> tuple[PlannedStart, ...]:
    return tuple(PlannedStart(id=MEASURES[int(name.removeprefix("m"))], start_quarter=quarter) for name, quarter in starts.items())


def test_other_plans_open_with_their_own_starts_and_each_once() -> None:
    """By hand: the front holds the plan itself, one twice, one with a measure that is in place already."""
    figures = {"gain_eur": 0.0, "expected_loss_eur": 1.0, "cvar95_eur": 1.0, "liquidity_probability": None}
    front = [
        FrontPlan(measures=planned(m3="2027-Q3", m5="2028-Q3"), cost_eur=9_000.0, chosen=False, **figures),
        FrontPlan(measures=planned(m7="2028-Q1"), cost_eur=1_234.0, chosen=False, **figures),
        FrontPlan(measures=planned(m7="2028-Q1"), cost_eur=1_234.0, chosen=False, **figures),
        FrontPlan(measures=planned(m3="2027-Q3", m4="2031-Q4"), cost_eur=5_000.0, chosen=True, **figures),
        FrontPlan(measures=(PlannedStart(id="measure.in.place", start_quarter="2028-Q1"),), cost_eur=1.0, chosen=False, **figures),
    ]
    review = PlanReview(study=stamp(), plan=(), front=tuple(front))
    found = others(DESK, review, 5, Names.of(catalogue(), "de"))
    assert [one.words for one in found] == ["ganz ohne Maßnahmen", "eine Maßnahme für rund 1.200\xa0€ in 5 Jahren"]
    assert [dict(read_query(DESK, QueryDict(one.query).dict()).setting.starts) for one in found] == [{}, {MEASURES[7]: 2}]
    assert [one.query for one in others(DESK, None, 5, Names.of(catalogue(), "de"))] == ["m="]


def stamp() -> Stamp:
    return Stamp(
        input_hash="",
        catalogue_version="",
        engine_version="",
        seed=1,
        horizon_years=5,
        start="2027-Q3",
        outer_points=1,
        histories=1,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_limit_that_can_be_broken_has_its_sentence(language: Language) -> None:
    names = Names.of(catalogue(), language)
    for code in get_args(Code):
        broken = BrokenLimit(code=code, measure=MEASURES[0], others=MEASURES[1:3], quarter="2027-Q2", role="it", asked=6.2, limit=6.0)
        said = sentence(broken, names)
        assert "{" not in said
        assert len(said.split()) > 3
    days = sentence(BrokenLimit(code="days", quarter="2027-Q2", role="it", asked=6.1, limit=6.0), names)
    assert numbers.amount(6.1, "days", language) in days, "two amounts that differ are told apart"


def test_one_workbench_is_built_however_many_ask_at_once(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    built, build = [], engine._build
    warm = build(study)
    read_result(study.pk)

    def slow(asked: Study) -> engine.Warm:
        built.append(asked.pk)
        time.sleep(0.2)
        return warm

    monkeypatch.setattr(engine, "_build", slow)
    with ThreadPoolExecutor(8) as pool:
        assert len(set(map(id, pool.map(engine.warmed, [study] * 8)))) == 1
    assert built == [study.pk]


def test_only_the_studies_looked_at_last_stay_warm(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    warm = engine._build(study)
    monkeypatch.setattr(engine, "_build", lambda _study: warm)
    engine.forget_all()
    studies = [Study(pk=UUID(int=number)) for number in range(engine.MOST_WARM + 1)]
    for one in (*studies[:-1], studies[0], studies[-1]):
        engine.warmed(one)
    assert [engine.is_warm(one.pk) for one in studies] == [True, False] + [True] * (engine.MOST_WARM - 1)
    engine.forget_all()


def test_a_curve_keeps_its_points_in_the_picture() -> None:
    """Two points by hand on an axis to 100: x is the share of the axis, y runs from the top."""
    points = (WhatIfPoint(eur=20.0, probability=0.5), WhatIfPoint(eur=100.0, probability=0.02))
    drawn = curves(
        [Drawn(kind="mine", name="x", points=points)], Said(title="", summary="", years=5, limits=(("L", 50.0), ("far", 1e6))), "de"
    )
    assert drawn.lines[0].points == "200.0,500.0 1000.0,980.0"
    assert [limit.at for limit in drawn.limits] == ["50"]
    assert probability_at(points, 60.0) == pytest.approx(0.26)
    assert (drawn.up[0].at, drawn.up[0].words) == ("0", "100\xa0%")
