"""A link shows one scenario and nothing else, to whoever has it, until it ends: attacked from outside."""

import re
import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from leitplanke.web.accounts.models import User
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.studies.models import Study
from leitplanke.web.studies.results import read_result
from leitplanke.web.whatif import sharing
from leitplanke.web.whatif.desk import Desk
from leitplanke.web.whatif.keeping import keep
from leitplanke.web.whatif.models import Scenario, Share
from leitplanke.web.whatif.setting import Setting
from leitplanke.web.whatif.sharing import MISSES, VIEWS, digest_of, secret_of

HELP = ("help:search", "help:terms", "help:shortcuts", "help:paper-page")
"""What every page leads to and everybody may read; and the tour through an example."""


@pytest.fixture(autouse=True)
def _rested() -> None:
    for pace in (VIEWS, MISSES):
        pace.forget()


@pytest.fixture
def scenario(study: Study, alice: User) -> Scenario:
    desk = Desk.of(study.pk, read_result(study.pk), catalogue())
    return keep(study, desk, Setting(starts=desk.plan, budget_eur=12_345.0), "Für die Bank", alice, "de")


@pytest.fixture
def link(scenario: Scenario, as_alice: Client) -> str:
    """Make a link by the page's form, as it is shown there."""
    as_alice.post(reverse("whatif:share", args=[scenario.pk]), {"days": "14"})
    page = as_alice.get(reverse("whatif:page", args=[scenario.study_id])).content.decode()
    return re.findall(r'href="http://testserver(/geteilt/[0-9a-f]+/)"', page)[0]


def test_a_stranger_sees_the_scenario_and_no_way_on(link: str, study: Study, as_stranger: Client) -> None:
    Scenario.objects.create(study=study, name="Geheim", figures="{}")
    page = as_stranger.get(link).content.decode()
    assert "Für die Bank" in page
    assert "Alpha &amp; Söhne GmbH" in page
    assert "Budget 12.000" in page
    assert "Geheim" not in page
    assert "Eigenkapital" not in page
    addresses = set(re.findall(r'(?:href|action)="([^"#]+)"', page))
    assert {one for one in addresses if not one.startswith("/static/")} == {
        "/",
        reverse("language"),
        reverse("hinge:table"),
        reverse("assumed:list"),
        *(reverse(name) for name in HELP),
        reverse("examples:result", args=["precision-parts"]) + "?rundgang",
    }
    assert str(study.pk) not in page
    assert str(study.company_id) not in page


def test_headers_keep_the_address_from_travelling_and_from_search(link: str, as_stranger: Client) -> None:
    for address in (link, f"/geteilt/{'0' * 64}/"):
        response = as_stranger.get(address)
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert response["Cache-Control"] == "no-store, private"
        assert 'name="robots" content="noindex' in response.content.decode()


def test_the_link_gives_no_right_to_anything_else(link: str, scenario: Scenario, as_stranger: Client) -> None:
    as_stranger.get(link)
    for address in (reverse("whatif:page", args=[scenario.study_id]), reverse("studies:result", args=[scenario.study_id])):
        assert as_stranger.get(address).status_code == 302
    assert as_stranger.post(link, {"action": "adopt"}).status_code == 405
    asking, plain = (as_stranger.get(address).content.decode() for address in (f"{link}?m=&b=0&s=plan", link))
    assert bare(asking).replace("?m=&amp;b=0&amp;s=plan", "") == bare(plain)


@pytest.mark.parametrize("how", ["ended", "revoked", "scenario gone", "study gone", "firm gone"])
def test_a_closed_link_looks_like_one_that_never_was(link: str, scenario: Scenario, as_alice: Client, how: str) -> None:
    assert Client().get(link).status_code == 200
    if how == "ended":
        Share.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "revoked":
        as_alice.post(reverse("whatif:revoke", args=[Share.objects.get().pk]))
    elif how == "scenario gone":
        as_alice.post(reverse("whatif:remove", args=[scenario.pk]))
    elif how == "study gone":
        Study.objects.all().delete()
    else:
        Company.objects.all().delete()
    responses = [Client().get(address) for address in (link, f"/geteilt/{'0' * 64}/")]
    assert [one.status_code for one in responses] == [404, 404]
    closed, never = (bare(one.content.decode()) for one in responses)
    assert closed.replace(link, "") == never.replace(f"/geteilt/{'0' * 64}/", "")
    assert "Für die Bank" not in closed


def bare(page: str) -> str:
    """Return a page without the token that is new with every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_nothing_stored_or_shown_elsewhere_opens_it(link: str, scenario: Scenario, as_stranger: Client) -> None:
    row, secret = Share.objects.get(), link.split("/")[2]
    guesses = [
        row.digest,
        str(row.pk),
        row.pk.hex,
        str(scenario.pk),
        str(scenario.study_id),
        secret[:-1],
        f"{secret}0",
        secret.upper(),
        "x" * 5000,
    ]
    assert [as_stranger.get(f"/geteilt/{guess}/").status_code for guess in guesses] == [404] * len(guesses)
    stored = [str(value) for model in (Share, Scenario) for one in model.objects.values() for value in one.values()]
    stored += [str(one.get_decoded()) for one in Session.objects.all()]
    assert not any(secret in value for value in stored)


def test_each_link_has_its_own_secret_and_needs_the_server_s_key(
    link: str, scenario: Scenario, alice: User, as_alice: Client, settings: Settings
) -> None:
    as_alice.post(reverse("whatif:share", args=[scenario.pk]), {"days": "1"})
    first, second = Share.objects.order_by("created_at")
    assert first.digest != second.digest
    known = secret_of(first.pk)
    settings.SECRET_KEY = uuid.uuid4().hex
    assert secret_of(first.pk) != known
    assert as_alice.get(link).status_code == 200  # those given out go on
    as_alice.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    page = as_alice.get(reverse("whatif:page", args=[scenario.study_id])).content.decode()
    assert "lässt sich nicht mehr anzeigen" in page


def test_members_of_others_neither_make_nor_see_nor_end_links(link: str, scenario: Scenario, as_bob: Client) -> None:
    assert as_bob.post(reverse("whatif:share", args=[scenario.pk]), {"days": "14"}).status_code == 404
    assert as_bob.post(reverse("whatif:revoke", args=[Share.objects.get().pk])).status_code == 404
    assert Share.objects.count() == 1
    assert Share.objects.get().is_open
    assert as_bob.get(link).status_code == 200  # as everybody who has it


@pytest.mark.parametrize(("asked", "days"), [("1", 1), ("30", 30), ("", 14), ("999", 14), ("-3", 14), ("9" * 40, 14), ("½", 14)])
def test_a_link_lasts_as_chosen_and_never_without_end(scenario: Scenario, as_alice: Client, asked: str, days: int) -> None:
    as_alice.post(reverse("whatif:share", args=[scenario.pk]), {"days": asked})
    left = Share.objects.get().expires_at - timezone.now()
    assert timedelta(days=days) - timedelta(minutes=1) < left <= timedelta(days=days)


def test_the_number_of_open_links_is_bounded(scenario: Scenario, alice: User) -> None:
    assert sum(sharing.share(scenario, 14, alice) is not None for _ in range(sharing.MOST_LINKS + 5)) == sharing.MOST_LINKS


def test_guessing_is_slowed_down_and_shuts_nobody_out(link: str, as_stranger: Client) -> None:
    codes = [as_stranger.get(f"/geteilt/{digest_of(str(guess))}/").status_code for guess in range(sharing.MOST_MISSES + 3)]
    assert codes == [404] * sharing.MOST_MISSES + [429] * 3
    assert as_stranger.get(link).status_code == 200


def test_a_link_under_fire_answers_with_patience(link: str, as_stranger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VIEWS, "most", 3)
    VIEWS.forget()
    assert [as_stranger.get(link).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
