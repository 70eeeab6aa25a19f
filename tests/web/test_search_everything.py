"""Search finds what a reader may see, by name first, and nothing of others."""

import re
import statistics
import time
from collections import defaultdict

import pytest
from django.test import Client
from django.urls import resolve, reverse

from leitplanke.catalogue.entries import Unseen
from leitplanke.reports.words import say
from leitplanke.web.accounts.models import CustomRole, Membership, Organisation, RoleVerb, User
from leitplanke.web.accounts.rights import Verb
from leitplanke.web.catalogue import catalogue
from leitplanke.web.help import places
from leitplanke.web.help.views import LONGEST_SEARCH
from leitplanke.web.hinge.table import entries_by_id
from leitplanke.web.studies.models import Study

pytestmark = pytest.mark.no_database
SECONDS = 0.1
LINK = re.compile(r'<li><a href="([^"]*)">([^<]*)</a>')


def found(browser: Client, wanted: str, **more: object) -> list[tuple[str, str]]:
    answer = browser.get(reverse("help:search"), {"q": wanted, **more}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return LINK.findall(answer.content.decode())


def titles(browser: Client, wanted: str) -> list[str]:
    return [title for _, title in found(browser, wanted)]


@pytest.mark.django_db
def test_a_firm_its_pages_and_its_results_are_found_by_its_owner_only(study: Study, as_alice: Client, as_bob: Client) -> None:
    addresses = [address for address, _ in found(as_alice, "Söhne")]
    assert reverse("guide:home", args=[study.company_id]) == addresses[0]
    assert reverse("studies:result", args=[study.pk]) in addresses
    assert str(study.company_id) not in str(found(as_bob, "Söhne")) + str(found(as_bob, "Ergebnis"))
    assert str(study.pk) not in str(found(as_bob, "Ergebnis"))


@pytest.mark.django_db
def test_naming_a_foreign_firm_does_not_open_it(study: Study, as_bob: Client, as_stranger: Client) -> None:
    for browser in (as_bob, as_stranger):
        links = found(browser, "Plattform", firm=study.company_id)
        assert links
        assert str(study.company_id) not in str(links)


@pytest.mark.django_db
@pytest.mark.usefixtures("company")
def test_questions_unseens_and_measures_lead_to_the_firm_s_own_pages(as_alice: Client, as_stranger: Client) -> None:
    own, public = found(as_alice, "cloud"), found(as_stranger, "cloud")
    assert any("/eigene-zahlen/unseen." in address for address, _ in own)
    assert any("/eigene-zahlen/measure." in address for address, _ in own)
    asked = [address for address, _ in own if "/fragen/" in address]
    assert asked
    assert all(as_alice.get(address.partition("#")[0]).status_code == 200 for address in asked)
    page = as_alice.get(asked[0].partition("#")[0]).content.decode()
    assert f'id="{asked[0].partition("#")[2]}"' in page
    assert all("/unternehmen/" not in address for address, _ in public)


@pytest.mark.parametrize("unseen", [entry for entry in entries_by_id().values() if isinstance(entry, Unseen)], ids=lambda entry: entry.id)
def test_every_unseen_is_found_by_its_title(unseen: Unseen, as_stranger: Client) -> None:
    assert unseen.title.de in "\n".join(titles(as_stranger, unseen.title.de)).replace("&amp;", "&")


def test_what_is_meant_by_name_comes_before_what_mentions_it(as_stranger: Client) -> None:
    assert titles(as_stranger, "Überschreitungskurve")[0] == "Überschreitungskurve"
    assert titles(as_stranger, "scharnier")[0] == "Scharniertabelle"


@pytest.mark.parametrize("wanted", ["", " ", "a", "\0\0", "x" * 10_000, "קיר 😀 \u202e", "<script>alert(1)</script>", "% _ ' \" \\ .* ("])
def test_nothing_that_is_typed_breaks_it(wanted: str, as_stranger: Client) -> None:
    answer = as_stranger.get(reverse("help:search"), {"q": wanted})
    # No address with a zero sign reaches a page: PostgreSQL could not look for it.
    assert answer.status_code == (400 if "\0" in wanted else 200)
    assert "<script>alert" not in answer.content.decode()
    # The field holds no more than a search can need.
    assert all(len(value) <= LONGEST_SEARCH for value in re.findall(r'name="q" value="(x*)"', answer.content.decode()))


def with_one_right(organisation: Organisation, verb: Verb) -> Client:
    own = CustomRole.objects.create(organisation=organisation, name=f"only {verb}")
    RoleVerb.objects.create(role=own, verb=verb)
    user = User.objects.create_user(f"only {verb}")
    Membership.objects.create(user=user, organisation=organisation, role="custom", custom_role=own)
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def pages_found(browser: Client) -> set[str]:
    """Return every address that is found by the title of any page of a firm, of its results, its questions and Unseens."""
    asked = [say("de", key) for _, key in places.OF_A_FIRM]
    asked += [
        "Ergebnis",
        "Plan",
        "Was wäre, wenn",
        next(iter(catalogue().unseens)).title.de,
        next(iter(catalogue().indicators)).question.de,
    ]
    return {address for wanted in asked for address, _ in found(browser, wanted[:LONGEST_SEARCH])}


def two_of_each(addresses: set[str]) -> set[str]:
    """Return two addresses of each kind of page: pages of the same kind differ by an entry or a row only, and what is found by a title."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for address in sorted(addresses):
        kinds[resolve(address.partition("#")[0]).view_name].append(address)
    return {address for found in kinds.values() for address in (found[0], found[-1])}


@pytest.mark.django_db
@pytest.mark.parametrize("verb", Verb)
def test_nobody_finds_a_page_that_they_may_not_open(verb: Verb, study: Study) -> None:
    browser = with_one_right(study.company.organisation, verb)
    # The catalogue is open to everybody; the owner's test opens its pages.
    addresses = {address for address in pages_found(browser) if not address.startswith(reverse("hinge:table"))}
    opened = two_of_each(addresses)
    assert {address: browser.get(address).status_code for address in opened} == dict.fromkeys(opened, 200)
    own = {name for name, _ in places.OF_A_FIRM if reverse(name, args=[study.company_id]) in addresses}
    assert own == {name for name, _ in places.OF_A_FIRM if places.NEEDED.get(name, Verb.SEE) == verb}


@pytest.mark.django_db
def test_an_owner_finds_every_page(study: Study, as_alice: Client) -> None:
    addresses = pages_found(as_alice)
    assert {reverse(name, args=[study.company_id]) for name, _ in places.OF_A_FIRM} <= addresses
    assert {as_alice.get(address).status_code for address in two_of_each(addresses)} == {200}


@pytest.mark.django_db
def test_it_answers_at_once(study: Study, as_alice: Client) -> None:
    taken = []
    for wanted in ("Plattform", "cloud ausfall", "der", "en", "Söhne"):
        found(as_alice, wanted)
        begin = time.process_time()
        found(as_alice, wanted)
        taken.append(time.process_time() - begin)
    assert str(study.company_id)
    assert statistics.median(taken) < SECONDS
