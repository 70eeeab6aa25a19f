"""Scenarios are kept with what came of them, compared side by side, and one of them becomes the firm's plan."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.primitives.quarter import Quarter
from leitplanke.study.result import StudyResult
from leitplanke.web.accounts.models import User
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.models import Stance
from leitplanke.web.studies.gathering import gather
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import read_result
from leitplanke.web.whatif import engine
from leitplanke.web.whatif.adopting import adopt
from leitplanke.web.whatif.answer import brief
from leitplanke.web.whatif.desk import Desk
from leitplanke.web.whatif.keeping import figures_of, keep
from leitplanke.web.whatif.models import Scenario
from leitplanke.web.whatif.setting import Setting

ABSENT = "\u2013"
ODD_NAMES = ('<b>Fett</b> & "mehr"', "خطة أولى", "Plan 🚀 mit Ö", "a" * 80)


def page_of(study: Study) -> str:
    return reverse("whatif:page", args=[study.pk])


def desk_of(study: Study) -> Desk:
    return Desk.of(study.pk, read_result(study.pk), catalogue())


def kept(study: Study, name: str, *, without: int = 0, user: User | None = None) -> Scenario:
    """Keep the study's plan without its first measures."""
    desk = desk_of(study)
    starts = dict(list(desk.plan.items())[without:])
    return keep(study, desk, Setting(starts=starts), name, user or User.objects.get(username="alice"), "de")


def save(browser: Client, study: Study, name: str, **changes: str) -> str:
    """Keep the plan as a browser does and return the page that follows."""
    form = {f"on-{one.id}": "on" for one in read_result(study.pk).plan.measures} | changes
    response = browser.post(page_of(study), form | {"action": "save", "name": name, "base": ""}, follow=True)
    return unescape(response.content.decode())


def test_a_scenario_is_kept_under_any_name_and_shows_what_came_of_it(study: Study, as_alice: Client) -> None:
    for name in ODD_NAMES:
        page = as_alice.post(page_of(study), {"action": "save", "name": name, "base": "", "budget": "0"}, follow=True).content.decode()
        row = Scenario.objects.get(name=name)
        assert "<b>Fett" not in page
        assert name in unescape(page)
        assert brief_of(row) in unescape(page)
        assert figures_of(row) == engine.evaluate(study, desk_of(study), Setting(starts={}, budget_eur=0.0))


@pytest.mark.parametrize(
    ("name", "why"), [("", "geben Sie dem Szenario einen Namen"), ("x" * 10_000, "höchstens 80 Zeichen"), ("\0 \n", "einen Namen")]
)
def test_a_wrong_name_loses_nothing_that_was_set(study: Study, as_alice: Client, name: str, why: str) -> None:
    first = next(iter(desk_of(study).plan))
    form = {f"on-{first}": "on", f"start-{first}": "9", "budget": "0", "action": "save", "name": name, "base": ""}
    response = as_alice.post(page_of(study), form)
    page = response.content.decode()
    assert response.status_code == 422
    assert why in page
    assert re.search(rf'name="start-{first}"[^>]*value="9"', page)
    assert page.partition("</main>")[0].count(" checked>") == 1
    assert not Scenario.objects.exists()


def test_a_second_click_keeps_one_and_another_setting_needs_another_name(study: Study, as_alice: Client) -> None:
    save(as_alice, study, "Erster")
    save(as_alice, study, "Erster")
    assert Scenario.objects.count() == 1
    assert "So heißt schon ein anderes Szenario" in save(as_alice, study, "Erster", budget="0")
    assert Scenario.objects.count() == 1


def test_kept_figures_stand_without_calculating_again(study: Study, as_alice: Client) -> None:
    rows = [kept(study, f"Szenario {place}", without=place) for place in range(5)]
    engine.forget_all()
    list_page = as_alice.get(page_of(study)).content.decode()
    compared = as_alice.get(reverse("whatif:compare", args=[study.pk]), {"s": [str(one.pk) for one in rows]})
    assert not engine.is_warm(study.pk)
    assert all(one.name in list_page for one in rows)
    assert "Mehr als vier passen nicht" in compared.content.decode()
    assert [one.name in compared.content.decode() for one in rows] == [True, True, True, True, False]


def test_the_comparison_shows_each_scenario_s_own_numbers(study: Study, as_alice: Client) -> None:
    rows = [kept(study, "Alles"), kept(study, "Eine weniger", without=1)]
    page = as_alice.get(reverse("whatif:compare", args=[study.pk]), {"s": ["plan", *(str(one.pk) for one in rows)]}).content.decode()
    table = [
        [unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", page)
    ]
    heads = [row for row in table if row[1:] == ["Plan der Auswertung", "Alles", "Eine weniger"]]
    assert len(heads) == 2  # of the curves and of the comparison
    first = next(iter(desk_of(study).plan))
    title = next(one.title.de for one in catalogue().measures if one.id == first)
    row = next(row for row in table if row[0] == title)
    assert row[1] == row[2] != ABSENT
    assert row[3] == ABSENT
    costs = next(row for row in table if row[0].startswith("Kosten der Maßnahmen"))
    assert costs[1] == costs[2]


def test_a_scenario_of_an_earlier_release_is_calculated_once_more(study: Study, as_alice: Client) -> None:
    row = kept(study, "Alt")
    Scenario.objects.filter(pk=row.pk).update(figures='{"measures": []}')
    assert brief_of(row) in unescape(as_alice.get(page_of(study)).content.decode())
    assert Scenario.objects.get().figures == row.figures


def brief_of(row: Scenario) -> str:
    found = figures_of(row)
    assert found is not None
    return brief(found, "de")


def test_what_is_removed_stays_in_the_address(study: Study, as_alice: Client) -> None:
    row = kept(study, "Weg", without=1)
    moved = as_alice.post(reverse("whatif:remove", args=[row.pk]))
    assert not Scenario.objects.exists()
    assert row.query
    assert row.query in moved["Location"]


def test_scenarios_of_earlier_evaluations_can_be_opened_on_the_new_one(study: Study, as_alice: Client, bob: User) -> None:
    row = kept(study, "Vom letzten Mal", without=1)
    foreign = Study.objects.create(company=Company.objects.create(organisation=bob.organisations.get(), name="Beta"), inputs=study.inputs)
    Scenario.objects.create(study=foreign, name="Von Beta", figures="{}")
    again = Study.objects.create(company=study.company, inputs=study.inputs, state=Study.State.DONE)
    kept_result = study.result
    kept_result.pk, kept_result.study = None, again
    kept_result._state.adding = True
    kept_result.save()
    page = unescape(as_alice.get(page_of(again)).content.decode())
    assert f"{page_of(again)}?{row.query}" in page
    assert "Von Beta" not in page


def test_the_plan_taken_over_is_what_the_next_evaluation_plans(
    study: Study, as_alice: Client, evaluated: Callable[[Company], StudyResult]
) -> None:
    company, desk = study.company, desk_of(study)
    names = list(desk.plan)
    loose = next(one.id for one in catalogue().measures if one.id not in desk.plan and not one.needs)
    Stance.objects.create(company=company, target=loose, kind=Stance.Kind.IN, quarter=desk.quarters[0], reason="Früher")
    Stance.objects.create(company=company, target="unseen.cyber.incident", kind=Stance.Kind.NOT_RELEVANT, reason="Bleibt")
    form = {f"on-{name}": "on" for name in names} | {f"start-{name}": str(place) for name, place in desk.plan.items()}
    moved = as_alice.post(page_of(study), form | {"action": "adopt", "base": ""})
    assert f"Fest eingeplante Maßnahmen: {len(names)}" in as_alice.get(moved["Location"]).content.decode()
    inputs = gather(Company.objects.get())
    assert {one.measure: (one.decision, one.quarter) for one in inputs.decided} == {
        name: ("in", desk.quarters[place]) for name, place in desk.plan.items()
    }
    assert [one.unseen for one in inputs.not_relevant] == ["unseen.cyber.incident"]
    planned = {one.id: one.start_quarter for one in evaluated(Company.objects.get()).plan.measures}
    assert {name: planned[name] for name in names} == {name: desk.quarters[place] for name, place in desk.plan.items()}


def test_taking_over_twice_keeps_the_reasons_and_a_ruled_out_measure_goes_in(study: Study) -> None:
    desk, company = desk_of(study), study.company
    name = next(iter(desk.plan))
    Stance.objects.create(company=company, target=name, kind=Stance.Kind.OUT, reason="Nein")
    assert adopt(company, desk, Setting(starts={name: 2}), "de") == 1
    company.stances.update(reason="Beschluss vom Mai")
    assert adopt(company, desk, Setting(starts={name: 2}), "de") == 1
    row = company.stances.get()
    assert (row.kind, row.quarter, row.reason) == ("in", desk.quarters[2], "Beschluss vom Mai")


def test_a_start_that_has_passed_changes_nothing(study: Study, as_alice: Client) -> None:
    desk = desk_of(study)
    Company.objects.update(start=str(Quarter.parse(desk.quarters[0]).plus(2)))
    name = next(iter(desk.plan))
    response = as_alice.post(page_of(study), {f"on-{name}": "on", f"start-{name}": "0", "action": "adopt", "base": ""})
    assert response.status_code == 422
    assert "nicht mehr im Plan der Firma" in response.content.decode()
    assert not Stance.objects.exists()
