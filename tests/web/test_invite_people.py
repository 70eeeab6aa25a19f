"""People come in by links, get roles, advise for a while, and leave; nobody grows beyond who let them in."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from leitplanke.reports import numbers
from leitplanke.web.accounts.models import CustomRole, Invite, Membership, Organisation, PasswordLink, RoleVerb, User
from leitplanke.web.companies.models import Company, CompanyAccess

if TYPE_CHECKING:
    from django.http import HttpResponse

GOOD = {"username": "nora", "password": "vier-Pferde-im-Regen"}


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    """Hash passwords quickly and forget the pace of earlier tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def place(alice: User) -> Organisation:
    """Return Alice's organisation, where she manages people."""
    return alice.organisations.get()


def member(place: Organisation, name: str, role: str = "management") -> Membership:
    return Membership.objects.create(user=User.objects.create_user(name, password=GOOD["password"]), organisation=place, role=role)


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def invite(browser: Client, place: Organisation, **data: object) -> "HttpResponse":
    data = {"label": "Nora", "role": "management", **data}
    return browser.post(reverse("people:invite", args=[place.pk]), data)


def link_in(response: "HttpResponse") -> str:
    return str(response.context["link"]).removeprefix("http://testserver")


def person(name: str, membership: Membership) -> str:
    return reverse(f"people:{name}", args=[membership.organisation_id, membership.pk])


def test_an_invitation_is_shown_once_and_makes_a_member(as_alice: Client, place: Organisation, company: Company) -> None:
    response = invite(as_alice, place)
    link = link_in(response)
    assert link in response.content.decode()
    secret = link.rsplit("/", 1)[1]
    stored = f"{list(Invite.objects.values())} {[one.get_decoded() for one in Session.objects.all()]}"
    assert secret not in stored
    assert secret not in as_alice.get(reverse("people:list", args=[place.pk])).content.decode()
    browser = Client()
    asked = browser.get(link)
    assert "Geschäftsleitung" in asked.content.decode()
    assert asked["Referrer-Policy"] == "same-origin"
    assert browser.post(link, GOOD)["Location"] == reverse("companies:list")
    assert company.name.partition("&")[0] in browser.get(reverse("companies:list")).content.decode()
    assert Membership.objects.get(user__username="nora").role == "management"
    used = Client()
    assert [used.get(link).status_code, used.post(link, {**GOOD, "username": "eve"}).status_code] == [404, 404]
    assert not User.objects.filter(username="eve").exists()


@pytest.mark.parametrize("broken", ["expired", "withdrawn", "guessed"])
def test_a_link_that_does_not_hold_opens_nothing(broken: str, as_alice: Client, place: Organisation) -> None:
    link = link_in(invite(as_alice, place))
    row = Invite.objects.get()
    if broken == "expired":
        Invite.objects.update(expires_at=timezone.now())
    elif broken == "withdrawn":
        as_alice.post(reverse("people:withdraw", args=[place.pk, row.pk]))
    else:
        link = link[:-1] + ("A" if link[-1] != "A" else "B")
    response = Client().post(link, GOOD)
    assert response.status_code == 404
    assert "Dieser Link gilt nicht" in response.content.decode()
    assert not User.objects.filter(username="nora").exists()


def test_a_weak_password_or_a_taken_name_uses_nothing_up(as_alice: Client, place: Organisation) -> None:
    link = link_in(invite(as_alice, place))
    browser = Client()
    assert browser.post(link, {**GOOD, "password": "kurz"}).status_code == 422
    assert browser.post(link, {**GOOD, "username": "ALICE"}).status_code == 422
    assert browser.post(link, {**GOOD, "username": "local-owner"}).status_code == 422
    assert browser.post(link, GOOD).status_code == 302


def test_somebody_with_an_account_joins_and_switches(as_alice: Client, place: Organisation, company: Company, bob: User) -> None:
    link = link_in(invite(as_alice, place, role="reader"))
    as_bob = browser_of(bob)
    asked = as_bob.get(link).content.decode()
    assert "bob" in asked
    assert 'name="password"' not in asked
    assert Membership.objects.filter(user=bob).count() == 1
    assert as_bob.post(link).status_code == 302
    page = as_bob.get(reverse("companies:list")).content.decode()
    assert "Alpha" in page
    assert reverse("companies:create") not in page
    assert as_bob.post(reverse("companies:create")).status_code == 403
    own = bob.organisations.exclude(pk=place.pk).get()
    as_bob.post(reverse("accounts:switch"), {"organisation": own.pk})
    page = as_bob.get(reverse("companies:list")).content.decode()
    assert "Alpha" not in page
    as_bob.post(reverse("companies:create"))
    assert Company.objects.exclude(pk=company.pk).get().organisation == own
    foreign = Organisation.objects.create(name="Fremd")
    for wrong in (foreign.pk, "nonsense", ""):
        assert as_bob.post(reverse("accounts:switch"), {"organisation": wrong}).status_code == 404


def test_a_member_takes_no_second_invitation_up(as_alice: Client, place: Organisation, alice: User) -> None:
    link = link_in(invite(as_alice, place, role="reader"))
    assert "gehören schon dazu" in as_alice.post(link).content.decode()
    assert Membership.objects.get(user=alice).role == "administrator"
    assert Invite.objects.count() == 1


def test_an_adviser_works_where_and_as_long_as_it_is_open(as_alice: Client, place: Organisation, company: Company) -> None:
    other = Company.objects.create(organisation=place, name="Beta")
    assert "firms" in dict(invite(as_alice, place, role="adviser").context["errors"])
    assert "until" in dict(invite(as_alice, place, role="adviser", firms=[company.pk], until="2020-01-01").context["errors"])
    assert "until" in dict(invite(as_alice, place, role="adviser", firms=[company.pk], until="morgen").context["errors"])
    assert not Invite.objects.exists()
    day = (timezone.localdate() + timedelta(days=30)).isoformat()
    browser = Client()
    browser.post(link_in(invite(as_alice, place, role="adviser", firms=[company.pk], until=day)), GOOD)
    home, foreign = reverse("guide:home", args=[company.pk]), reverse("guide:home", args=[other.pk])
    assert [browser.get(home).status_code, browser.get(foreign).status_code] == [200, 404]
    assert browser.post(reverse("companies:create")).status_code == 403
    nora = Membership.objects.get(user__username="nora")
    as_alice.post(person("open-firms", nora), {"firms": [other.pk]})
    assert browser.get(foreign).status_code == 200
    until = numbers.day(timezone.localdate() + timedelta(days=30), "de")
    assert (
        f"2 Unternehmen offen, der erste Zugang endet am {until}" in as_alice.get(reverse("people:list", args=[place.pk])).content.decode()
    )
    assert browser.get(reverse("companies:list")).content.decode().count("Für Sie offen bis") == 1
    access = CompanyAccess.objects.get(company=other)
    assert as_alice.post(person("open-firms", nora), {"close": access.pk}).status_code == 302
    assert browser.get(foreign).status_code == 404
    CompanyAccess.objects.update(expires_at=timezone.now())
    assert browser.get(home).status_code == 404
    assert "zurzeit kein Unternehmen offen" in as_alice.get(reverse("people:list", args=[place.pk])).content.decode()
    assert "Zugang abgelaufen am" in as_alice.get(person("person", nora)).content.decode()


def test_an_invitation_opens_no_firm_of_others(as_alice: Client, place: Organisation, bob: User) -> None:
    foreign = Company.objects.create(organisation=bob.organisations.get(), name="Gamma")
    assert invite(as_alice, place, role="adviser", firms=[foreign.pk]).status_code == 422
    adviser = member(place, "anton", "adviser")
    as_alice.post(person("open-firms", adviser), {"firms": [foreign.pk]})
    assert not CompanyAccess.objects.exists()


def test_roles_change_and_people_leave(as_alice: Client, place: Organisation, company: Company) -> None:
    nora = member(place, "nora")
    browser, home = browser_of(nora.user), reverse("guide:home", args=[company.pk])
    assert browser.get(home).status_code == 200
    as_alice.post(person("change-role", nora), {"role": "employee"})
    assert browser.get(home).status_code == 403
    assert as_alice.post(person("remove", nora)).status_code == 302
    assert browser.get(home).status_code == 302
    assert not User.objects.filter(username="nora").exists()
    assert Company.objects.filter(pk=company.pk).exists()


def test_an_account_of_two_places_stays_when_it_leaves_one(as_alice: Client, place: Organisation, bob: User) -> None:
    both = Membership.objects.create(user=bob, organisation=place, role="reader")
    as_alice.post(person("remove", both))
    assert User.objects.filter(pk=bob.pk).exists()
    assert bob.organisations.count() == 1


@pytest.mark.parametrize("action", ["remove", "change-role"])
def test_one_who_manages_people_is_always_left(action: str, as_alice: Client, place: Organisation, alice: User) -> None:
    mine = Membership.objects.get(user=alice)
    member(place, "nora")
    refused = as_alice.post(person(action, mine), {"role": "reader"})
    assert refused.status_code == 422
    assert "niemand mehr Personen verwalten" in refused.content.decode()
    assert Membership.objects.get(user=alice).role == "administrator"
    member(place, "olga", "owner")
    assert as_alice.post(person(action, mine), {"role": "reader"}).status_code == 302


def with_own_role(place: Organisation, name: str, *verbs: str) -> Membership:
    role = CustomRole.objects.create(organisation=place, name=f"Rolle von {name}")
    RoleVerb.objects.bulk_create(RoleVerb(role=role, verb=verb) for verb in verbs)
    found = member(place, name, "reader")
    found.role, found.custom_role = "custom", role
    found.save()
    return found


def test_nobody_gives_or_touches_more_than_they_have(place: Organisation, alice: User) -> None:
    pia = with_own_role(place, "pia", "people", "see")
    browser = browser_of(pia.user)
    for role in ("administrator", "owner", "management", "nonsense", ""):
        assert invite(browser, place, role=role).status_code == 422
    mine = Membership.objects.get(user=alice)
    for action in ("remove", "change-role", "new-password", "drop-second-factor"):
        assert browser.post(person(action, mine), {"role": "reader"}).status_code == 422
    assert browser.post(person("change-role", pia), {"role": "administrator"}).status_code == 422
    own = reverse("people:save-role", args=[place.pk, pia.custom_role_id])
    assert browser.post(own, {"name": "Alles", "verbs": ["people", "see", "edit"]}).status_code == 422
    assert browser.post(own, {"name": "Weniger", "verbs": ["see"]}).status_code == 422
    assert browser.post(reverse("people:new-role", args=[place.pk]), {"name": "Neu", "verbs": ["edit"]}).status_code == 422
    assert browser.post(reverse("people:rename", args=[place.pk]), {"name": "Pias"}).status_code == 403
    assert not Invite.objects.exists()
    assert not PasswordLink.objects.exists()
    assert Membership.objects.get(user=alice).role == "administrator"
    assert {row.verb for row in RoleVerb.objects.all()} == {"people", "see"}


def test_an_own_role_is_made_given_changed_and_dropped(as_alice: Client, place: Organisation, company: Company) -> None:
    new = reverse("people:new-role", args=[place.pk])
    for data in ({"name": "", "verbs": ["see"]}, {"name": "Buchhaltung"}, {"name": "Buchhaltung", "verbs": ["nonsense"]}):
        assert as_alice.post(new, data).status_code == 422
    assert as_alice.post(new, {"name": "Buchhaltung", "verbs": ["see", "export"]}).status_code == 302
    assert as_alice.post(new, {"name": "buchhaltung", "verbs": ["see"]}).status_code == 422
    role, nora = CustomRole.objects.get(), member(place, "nora", "employee")
    as_alice.post(person("change-role", nora), {"role": f"custom-{role.pk}"})
    browser, home = browser_of(nora.user), reverse("guide:home", args=[company.pk])
    assert browser.get(home).status_code == 200
    assert browser.post(reverse("guide:save-limits", args=[company.pk])).status_code == 403
    as_alice.post(reverse("people:save-role", args=[place.pk, role.pk]), {"name": "Buchhaltung", "verbs": ["picture"]})
    assert browser.get(home).status_code == 403
    drop = reverse("people:remove-role", args=[place.pk, role.pk])
    assert as_alice.post(drop).status_code == 422
    as_alice.post(person("change-role", nora), {"role": "reader"})
    assert as_alice.post(drop).status_code == 302
    assert not CustomRole.objects.exists()


def test_a_role_of_another_organisation_cannot_be_given(as_alice: Client, place: Organisation, bob: User) -> None:
    foreign = CustomRole.objects.create(organisation=bob.organisations.get(), name="Fremd")
    RoleVerb.objects.create(role=foreign, verb="see")
    assert invite(as_alice, place, role=f"custom-{foreign.pk}").status_code == 422


def test_a_lost_password_is_set_anew_by_a_link(as_alice: Client, place: Organisation) -> None:
    nora = member(place, "nora")
    Authenticator.objects.create(user=nora.user, type="totp", data={"secret": "GEZDGNBVGY3TQOJQ"})
    there = browser_of(nora.user)
    first = link_in(as_alice.post(person("new-password", nora)))
    link = link_in(as_alice.post(person("new-password", nora)))
    assert Client().get(first).status_code == 404
    browser = Client()
    assert browser.post(link, {"password": "kurz"}).status_code == 422
    assert browser.post(link, {"password": "sieben-Esel-am-Fluss"})["Location"].startswith(reverse("accounts:sign-in"))
    assert "_auth_user_id" not in browser.session
    assert there.get(reverse("companies:list")).status_code == 302
    assert Client().get(link).status_code == 404
    # The link replaces the password, not the second step.
    data = {"username": "nora", "password": "sieben-Esel-am-Fluss"}
    assert browser.post(reverse("accounts:sign-in"), data)["Location"] == reverse("mfa_authenticate")
    as_alice.post(person("drop-second-factor", nora))
    assert Client().post(reverse("accounts:sign-in"), data)["Location"] == reverse("companies:list")


def test_a_password_link_dies_after_a_day(as_alice: Client, place: Organisation) -> None:
    link = link_in(as_alice.post(person("new-password", member(place, "nora"))))
    PasswordLink.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert Client().post(link, {"password": "sieben-Esel-am-Fluss"}).status_code == 404


@pytest.mark.parametrize("grows", ["role", "own role", "place"])
def test_a_password_link_dies_when_its_account_comes_to_open_more(grows: str, as_alice: Client, place: Organisation, bob: User) -> None:
    small = CustomRole.objects.create(organisation=place, name="Klein")
    RoleVerb.objects.create(role=small, verb="see")
    nora = Membership.objects.create(user=User.objects.create_user("nora"), organisation=place, role="custom", custom_role=small)
    link = link_in(as_alice.post(person("new-password", nora)))
    if grows == "role":
        as_alice.post(person("change-role", nora), {"role": "administrator"})
    elif grows == "own role":
        as_alice.post(reverse("people:save-role", args=[place.pk, small.pk]), {"name": "Klein", "verbs": ["see", "people"]})
    else:
        there = link_in(invite(browser_of(bob), bob.organisations.get()))
        browser_of(nora.user).post(there)
        assert nora.user.organisations.count() == 2
    assert Client().get(link).status_code == 404


@pytest.mark.parametrize("action", ["new-password", "drop-second-factor"])
def test_one_organisation_opens_no_account_of_another(action: str, as_alice: Client, place: Organisation, bob: User) -> None:
    both = Membership.objects.create(user=bob, organisation=place, role="reader")
    Authenticator.objects.create(user=bob, type="totp", data={"secret": "GEZDGNBVGY3TQOJQ"})
    assert as_alice.post(person(action, both)).status_code == 422
    assert not PasswordLink.objects.exists()
    assert Authenticator.objects.exists()


def test_the_search_finds_account_and_people(as_alice: Client, place: Organisation) -> None:
    def addresses(browser: Client, wanted: str) -> str:
        return browser.get(reverse("help:search"), {"q": wanted}).content.decode()

    people = reverse("people:list", args=[place.pk])
    assert f'href="{people}"' in addresses(as_alice, "Personen").partition("<main")[2]
    assert reverse("mfa_index") in addresses(as_alice, "Sicher anmelden")
    reader = browser_of(member(place, "rita", "reader").user)
    assert people not in addresses(reader, "Personen")
    assert reverse("mfa_index") not in addresses(Client(), "Sicher anmelden")


def test_one_person_works_without_mail_server(as_stranger: Client, settings: Settings) -> None:
    settings.LOCAL = True
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    browser = Client(headers={"host": "127.0.0.1:8000"})
    browser.post("/mein-unternehmen")
    place = Organisation.objects.get()
    assert browser.get(reverse("guide:home", args=[Company.objects.get().pk])).status_code == 200
    assert browser.get(reverse("people:list", args=[place.pk])).status_code == 404
    assert as_stranger.get("/", headers={"host": "127.0.0.1:8000"}).status_code == 200
