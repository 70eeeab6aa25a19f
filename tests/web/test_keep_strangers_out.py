"""Every address as a stranger and as a member of another organisation."""

import json
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from leitplanke.primitives.plain import plain
from leitplanke.web.board.figures import Asked, Days, Room
from leitplanke.web.board.models import Board, Item
from leitplanke.web.companies.models import Company, LinkedFirm
from leitplanke.web.studies.models import Study
from leitplanke.web.survey.models import Rating
from leitplanke.web.whatif.models import Scenario, Share

if TYPE_CHECKING:
    from collections.abc import Iterator

FIGURES = {"staff": 5.0, "turnover_eur": 400_000.0, "balance_sheet_eur": 100_000.0}
NO_DAYS = Days(owner=0.0, management=0.0, it=0.0, staff=0.0)
EMPTY_ROOM = json.dumps(plain(Room(first="2027-Q1", budget_eur=(0.0,), days=NO_DAYS)))
NOTHING_ASKED = json.dumps(plain(Asked(once_eur=0.0, yearly_eur=0.0, days_once=NO_DAYS, days_yearly=NO_DAYS, spread=1, lead=0, held="")))
PUBLIC = {
    "welcome",
    "style",
    "healthy",
    "language",
    "report-breach",
    "accounts:sign-in",
    "accounts:set-up",
    "companies:enter",
    "examples:list",
    "examples:result",
    "examples:trail",
    "examples:file",
    "examples:papers",
    "examples:plan",
    "examples:plan-state",
    "examples:plan-trail",
    "assumed:list",
    "hinge:table",
    "hinge:entry",
    "help:search",
    "help:terms",
    "help:term-list",
    "help:paper-page",
    "help:paper",
    "help:shortcuts",
    "whatif:shared",
}
"""What anybody may open; every other address needs a member of the right organisation."""
OWN_LIST = {"companies:list", "companies:create", "accounts:sign-out", "intake:read"}
"""Addresses without a firm in them: each member sees only their own."""
OF_MEMBERS = (
    "companies:",
    "survey:",
    "studies:",
    "plans:",
    "own:",
    "strengths:",
    "weights:",
    "intake:",
    "whatif:",
    "papers:",
    "guide:",
    "board:",
)


def addresses() -> "Iterator[tuple[str, set[str]]]":
    """Return the name of every address with its parameters."""

    def walk(patterns: list[URLPattern | URLResolver], prefix: str, outer: set[str]) -> "Iterator[tuple[str, set[str]]]":
        for pattern in patterns:
            names = outer | set(pattern.pattern.regex.groupindex)
            if isinstance(pattern, URLResolver):
                space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from walk(pattern.url_patterns, space, names)
            else:
                yield f"{prefix}{pattern.name}", names

    yield from walk(get_resolver().url_patterns, "", set())


ALL = sorted({name for name, _ in addresses()})
PRIVATE = [name for name in ALL if name not in PUBLIC]


@pytest.fixture
def values(study: Study) -> dict[str, object]:
    linked = LinkedFirm.objects.create(company=study.company, name="Tochter", relation="linked", share_percent=100.0, **FIGURES)
    board = Board.objects.create(company=study.company, study=study, room=EMPTY_ROOM, taken_at=timezone.now())
    item = Item.objects.create(board=board, measure="measure.cloud.exit-folder", asked=NOTHING_ASKED, start="2027-Q1", dropped=True)
    scenario = Scenario.objects.create(study=study, name="Nur Alpha", figures="{}")
    return {
        "company_id": study.company_id,
        "study_id": study.pk,
        "component": "cloud",
        "question": "cloud-core-share",
        "part": 1,
        "kind": "studie.yaml",
        "firm_id": linked.pk,
        "secret": "guessed",
        "target": "unseen.cyber.incident",
        "parameter": "rate",
        "step": "deep",
        "group": "owner",
        "actor": "it-house",
        "scenario_id": scenario.pk,
        "item_id": item.pk,
        "roadmap_file": "fahrplan.ics",
        "share_id": Share.objects.create(scenario=scenario, digest="0" * 64).pk,
    }


def address(name: str, values: dict[str, object]) -> str:
    needed = next(parameters for found, parameters in addresses() if found == name)
    query = "?node=company.liquidity_eur" if name in {"studies:trail", "plans:trail"} else ""
    return reverse(name, kwargs={parameter: values[parameter] for parameter in needed}) + query


def test_the_public_addresses_are_the_ones_listed() -> None:
    assert set(ALL) >= PUBLIC
    assert {name for name in ALL if not name.startswith(OF_MEMBERS)} - PUBLIC == {"accounts:sign-out"}


@pytest.mark.parametrize("name", PRIVATE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_sign_in(name: str, method: str, values: dict[str, object], as_stranger: Client) -> None:
    response = getattr(as_stranger, method)(address(name, values))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("accounts:sign-in"))


@pytest.mark.parametrize("name", sorted(set(PRIVATE) - OWN_LIST))
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_organisation_finds_nothing(name: str, method: str, values: dict[str, object], as_bob: Client) -> None:
    firm = Company.objects.get()
    ratings = list(Rating.objects.values_list("indicator", "level"))
    response = getattr(as_bob, method)(address(name, values), {"name": "Bob was here", "cloud-core-share": "4"})
    assert response.status_code in {404, 405}
    assert "Alpha" not in response.content.decode()
    assert Company.objects.get().name == firm.name
    assert list(Rating.objects.values_list("indicator", "level")) == ratings
    assert Study.objects.count() == 1


@pytest.mark.parametrize("name", sorted(set(PRIVATE) - OWN_LIST))
def test_the_owner_finds_each_of_them(name: str, values: dict[str, object], as_alice: Client) -> None:
    found = [getattr(as_alice, method)(address(name, values)).status_code for method in ("get", "post")]
    assert 404 not in found
    assert any(code in {200, 302, 422} for code in found)


@pytest.mark.usefixtures("study")
def test_lists_show_only_the_readers_own(as_bob: Client, as_alice: Client) -> None:
    assert "Alpha" in as_alice.get(reverse("companies:list")).content.decode()
    assert "Alpha" not in as_bob.get(reverse("companies:list")).content.decode()


def test_creating_a_firm_never_opens_a_foreign_empty_one(study: Study, as_bob: Client) -> None:
    foreign = Company.objects.create(organisation=study.company.organisation)
    location = as_bob.post(reverse("companies:create"))["Location"]
    assert str(foreign.pk) not in location
    assert as_bob.get(location).status_code == 200


def test_a_part_of_a_page_after_the_session_ended_leads_to_sign_in(company: Company, as_stranger: Client) -> None:
    page = f"http://testserver/unternehmen/{company.pk}/profil"
    response = as_stranger.post(
        reverse("companies:save-profile", args=[company.pk]), headers={"HX-Request": "true", "HX-Current-URL": page}
    )
    assert response.status_code == 401
    assert response["HX-Redirect"] == f"{reverse('accounts:sign-in')}?next=/unternehmen/{company.pk}/profil"
