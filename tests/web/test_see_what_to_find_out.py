"""The blocks on what to find out next and what capacities save, on the page of a real result."""

from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from leitplanke.primitives.trace import TraceNode
from leitplanke.reports.numbers import percent
from leitplanke.study.result import Band, Driver, Drivers, StudyResult
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.results import page
from leitplanke.web.results.values import Addresses
from leitplanke.web.studies.models import Study


@pytest.fixture
def result(answered: Company, evaluated: Callable[[Company], StudyResult]) -> StudyResult:
    return evaluated(answered)


def test_every_capacity_and_chain_leads_to_its_trail(result: StudyResult) -> None:
    known = {node.id for node in result.trace}
    built = page.build(result, catalogue(), "de", Addresses(trail=lambda node: f"?node={node}"))
    assert built.worth is not None
    assert len(built.worth.rows) == len(result.capacities)
    trails = (
        [row.saves.trail for row in built.worth.rows] + [row.level.trail for row in built.worth.rows] + [path.trail for path in built.paths]
    )
    assert all(trail.removeprefix("?node=") in known for trail in trails)


def test_what_to_find_out_leads_to_its_weightiest_figure(result: StudyResult) -> None:
    band = Band(low=0.04, mid=0.05, high=0.06)
    figure = "unseen.cyber.incident/rate"
    row = Driver(kind="frequency", subject="unseen.cyber.incident", figures=(figure,), rank=1, narrowing=band, share=band)
    told = Drivers(figure="expected_annual_loss_eur", explained=0.9, common=band, others=band, rows=(row,))
    built = page.build(replace(result, drivers=(told,)), catalogue(), "de", Addresses(trail=lambda node: f"?node={node}"))
    assert [(one.trail, one.rank, one.narrower) for one in built.outlook.rows] == [(f"?node={figure}", "1.", "5\u00a0% (4 bis 6\u00a0%)")]


def test_the_common_leaning_has_one_share_on_the_page(result: StudyResult) -> None:
    # The drivers say 86 %, the weights of the assumptions something else: the page tells the first in both places.
    band = Band(low=0.8, mid=0.86, high=0.9)
    row = Driver(kind="frequency", subject="unseen.cyber.incident", figures=(), rank=1, narrowing=band, share=band)
    told = Drivers(figure="expected_annual_loss_eur", explained=0.9, common=band, others=band, rows=(row,))
    built = page.build(replace(result, drivers=(told,)), catalogue(), "de", Addresses(trail=lambda node: f"?node={node}"))
    leaning = next(one for one in built.assumptions if one.trail == "?node=leaning")
    assert leaning.weight == "86\u00a0%"
    assert "86\u00a0%" in built.outlook.intro
    weight = next(one.weight for one in result.assumptions if one.trace == "leaning")
    assert weight != pytest.approx(0.86, abs=1e-3)
    plain = page.build(replace(result, drivers=()), catalogue(), "de", Addresses(trail=lambda node: f"?node={node}"))
    assert next(one for one in plain.assumptions if one.trail == "?node=leaning").weight == percent(weight, "de")


def test_groups_that_differ_throughout_have_a_sentence_and_a_trail(result: StudyResult) -> None:
    band, addresses = Band(low=0.1, mid=0.12, high=0.14), Addresses(trail=lambda node: f"?node={node}")
    row = Driver(kind="frequency", subject="unseen.cyber.incident", figures=(), rank=1, narrowing=band, share=band)
    told = Drivers(figure="expected_annual_loss_eur", explained=0.9, common=band, others=band, rows=(row,), sides=band)
    node = TraceNode(id="sides", value=0.6, unit="1", operation="sides")
    built = page.build(replace(result, drivers=(told,), trace=(*result.trace, node)), catalogue(), "en", addresses).outlook
    assert built.sides.startswith("About 12% of the uncertainty")
    assert built.sides_trail == "?node=sides"
    assert page.build(replace(result, drivers=(replace(told, sides=None),)), catalogue(), "en", addresses).outlook.sides == ""


def test_an_older_result_still_has_a_page(result: StudyResult) -> None:
    factors = tuple(replace(one, value_eur=None) for one in result.capacities)
    unseens = tuple(replace(one, cvar95_share=None) for one in result.risk.unseens)
    risk = replace(result.risk, unseens=unseens)
    older = replace(result, risk=risk, capacities=factors, drivers=(), own_loss=None, other_paths=None)
    built = page.build(older, catalogue(), "en", Addresses(trail=lambda node: f"?node={node}"))
    assert built.worth is None
    assert built.outlook.rows == ()
    assert built.chain_share.text == built.worst.text == ""


def test_the_page_shows_them_and_its_links_open(result: StudyResult, study: Study, as_alice: Client) -> None:
    text = unescape(as_alice.get(reverse("studies:result", args=[study.pk])).content.decode())
    assert "Was Ihre Anpassungsfähigkeit wert ist" in text
    assert "Was Sie als Nächstes herausfinden können" in text
    for node in (result.paths[0].trace, f"{result.capacities[0].id}/value", "leaning"):
        shown = as_alice.get(reverse("studies:trail", args=[study.pk]), {"node": node})
        assert shown.status_code == 200
        assert node not in unescape(shown.content.decode()).partition("<h1")[2].partition("</h1>")[0]
