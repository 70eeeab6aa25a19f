"""Every address as a stranger, as a member of another organisation, and with each role."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from one_of_everything import member_with, rows_of_every_kind

from leitplanke.web.accounts.models import CustomRole, Membership, Organisation, RoleVerb, User
from leitplanke.web.api import middleware
from leitplanke.web.companies.models import Company, CompanyAccess
from leitplanke.web.pace.counting import Pace
from leitplanke.web.studies.models import Study
from leitplanke.web.survey.models import Rating

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PUBLIC = {
    "api-v1:api-root",
    "api-v1:openapi-json",
    "welcome",
    "style",
    "healthy",
    "ready",
    "metrics",
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
    "cloud:rules",
    "help:search",
    "help:terms",
    "help:term-list",
    "help:paper-page",
    "help:paper",
    "help:shortcuts",
    "whatif:shared",
    "waves:start",
    "waves:page",
    "waves:save-answer",
    "waves:end",
    "waves:withdraw",
    "waves:erase",
    "waves:next-person",
    "waves:own-data",
    "account_login",
    "account_inactive",
    "accounts:join",
    "accounts:set-password",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_callback",
    "openid_connect_login",
    "socialaccount_login_cancelled",
}
"""What anybody may open; every other address needs a member of the right organisation."""
OF_TOKENS = {
    "api-v1:answer",
    "api-v1:answers",
    "api-v1:companies",
    "api-v1:company",
    "api-v1:company-by-external-id",
    "api-v1:external-id",
    "api-v1:picture",
    "api-v1:questions",
    "api-v1:result",
    "api-v1:studies",
    "api-v1:study",
    "api-v1:waves",
}
"""Addresses for programs: a session opens nothing there, and test_api.py walks them with tokens of every kind."""
OWN_ACCOUNT = {
    "account_reauthenticate",
    "accounts:account",
    "accounts:sign-out",
    "accounts:switch",
    "api:tokens",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "socialaccount_connections",
}
"""Addresses of one's own account, whatever the role."""
OWN_LIST = {"companies:list", "companies:create", "intake:read", "archive:read"} | OWN_ACCOUNT
"""Addresses without a firm in them: each member sees only their own."""
PICTURES = {"picture:company", "picture:wave", "picture:stage", "picture:live"}
"""Addresses of the released picture of answers, which every role may see."""
READ_BY_POST = {"whatif:page", "whatif:answer"}
"""Addresses that compute what is sent and keep nothing of it."""
FOLDERS = (
    "companies survey waves studies plans own added strengths weights intake archive tables workshop ledger network cloud whatif papers "
    "guide board audit notes picture accounts api people"
)
OF_MEMBERS = (*(f"{name}:" for name in FOLDERS.split()), "mfa_", "account_", "socialaccount_")


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


NEEDED = dict(reversed(list(addresses())))
"""The parameters of every address; of two ways to the same, the first."""
ALL = sorted(NEEDED)
PRIVATE = [name for name in ALL if name not in PUBLIC | OF_TOKENS]
FIXED: dict[str, object] = {
    "turn": "schliessen",
    "paper": "purpose",
    "number": 1,
    "component": "cloud",
    "question": "cloud-core-share",
    "part": 1,
    "kind": "studie.yaml",
    "secret": "guessed",
    "target": "unseen.cyber.incident",
    "added_kind": "unseen",
    "span": "rate",
    "parameter": "rate",
    "step": "deep",
    "group": "owner",
    "actor": "it-house",
    "roadmap_file": "fahrplan.ics",
    "table": "survey.rating",
    "form": "json",
    "questions": "alle",
    "provider_id": "oidc",
    "picture_file": "bild.pdf",
    "pk": 1,
    "external_id": "K-1",
    "indicator": "indicator.cloud.core-share",
    "thing": "dienst",
    "rule": "rule.p2b",
    "key": "post",
    "medium": "medium.eea",
    "subject": "internal",
    "type": "b2c",
}


@pytest.fixture
def values(study: Study) -> dict[str, object]:
    return FIXED | rows_of_every_kind(study)


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def address(name: str, values: dict[str, object]) -> str:
    query = "?node=company.liquidity_eur" if name in {"studies:trail", "plans:trail"} else ""
    return reverse(name, kwargs={parameter: values[parameter] for parameter in NEEDED[name]}) + query


def test_the_public_addresses_are_the_ones_listed() -> None:
    assert set(ALL) >= PUBLIC
    assert {name for name in ALL if not name.startswith(OF_MEMBERS)} - PUBLIC == OF_TOKENS


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_sign_in(method: str, values: dict[str, object], as_stranger: Client) -> None:
    sign_in = reverse("accounts:sign-in")
    found = {name: getattr(as_stranger, method)(address(name, values)) for name in PRIVATE}
    let_in = [name for name, response in found.items() if response.status_code != 302 or not response["Location"].startswith(sign_in)]
    assert let_in == []


def test_programs_without_a_token_are_refused(
    values: dict[str, object], as_stranger: Client, as_alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "MISSES", Pace("test", 1000, 60.0))
    for browser in (as_stranger, as_alice):
        found = [getattr(browser, method)(address(name, values)) for name in sorted(OF_TOKENS) for method in ("get", "post", "put")]
        assert {response.status_code for response in found} == {401, 405}


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_organisation_finds_nothing(method: str, values: dict[str, object], as_bob: Client) -> None:
    firm, before = Company.objects.values().get(), rows()
    ratings = list(Rating.objects.values_list("indicator", "level"))
    data = {"name": "Bob was here", "cloud-core-share": "4"}
    found = {name: getattr(as_bob, method)(address(name, values), data) for name in sorted(set(PRIVATE) - OWN_LIST)}
    assert {name: response.status_code for name, response in found.items() if response.status_code not in {404, 405}} == {}
    assert [name for name, response in found.items() if "Alpha" in response.content.decode()] == []
    assert (Company.objects.values().get(), rows()) == (firm, before)
    assert list(Rating.objects.values_list("indicator", "level")) == ratings


def test_the_owner_finds_each_of_them(values: dict[str, object], alice: User) -> None:
    """The same rows for each address: whatever one of them changes is taken back before the next is opened."""
    found: dict[str, list[int]] = {}
    for name in sorted(set(PRIVATE) - OWN_LIST):
        with transaction.atomic():
            browser = browser_of(alice)
            found[name] = [getattr(browser, method)(address(name, values)).status_code for method in ("get", "post")]
            transaction.set_rollback(True)
    assert len(found) > 100
    assert {name: codes for name, codes in found.items() if 404 in codes or not {200, 302, 422} & set(codes)} == {}


def rows() -> dict[str, int]:
    """How many rows every table of ours holds; sessions and wrong passwords are nobody's data."""
    apart = {"sessions", "contenttypes", "auth", "django_tasks_db"}
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.app_label not in apart}


def answers(browser: Client, method: str, values: dict[str, object], names: "Iterable[str]") -> dict[str, int]:
    data = {"name": "Rita was here", "cloud-core-share": "4", "role": "administrator", "action": "save"}
    return {name: getattr(browser, method)(address(name, values), data if method == "post" else None).status_code for name in names}


def test_a_reader_writes_nothing(values: dict[str, object]) -> None:
    browser = browser_of(member_with(Organisation.objects.get(pk=values["organisation_id"]), "reader", "rita").user)
    before, firm = rows(), Company.objects.values().get()
    found = answers(browser, "post", values, sorted(set(PRIVATE) - OWN_ACCOUNT))
    assert {name: code for name, code in found.items() if code not in {403, 404, 405}} == {"whatif:answer": 200}
    assert found["companies:create"] == found["intake:read"] == found["archive:read"] == found["whatif:page"] == 403
    assert (rows(), Company.objects.values().get()) == (before, firm)


def test_a_reader_tries_what_if_and_keeps_nothing(values: dict[str, object]) -> None:
    browser = browser_of(member_with(Organisation.objects.get(pk=values["organisation_id"]), "reader", "rita").user)
    before = rows()
    assert {browser.post(address(name, values), {"name": "x"}).status_code for name in READ_BY_POST} <= {200, 302}
    assert rows() == before


def test_an_employee_sees_no_figure(values: dict[str, object]) -> None:
    browser = browser_of(member_with(Organisation.objects.get(pk=values["organisation_id"]), "employee", "emil").user)
    for method in ("get", "post"):
        found = answers(browser, method, values, sorted(set(PRIVATE) - OWN_ACCOUNT - PICTURES - {"companies:list"}))
        assert {name: code for name, code in found.items() if code not in {403, 404, 405}} == {}
    assert address("studies:result", values) not in browser.get(reverse("companies:list")).content.decode()


@pytest.mark.parametrize("opened", ["ended, and another firm is open", "taken over by another role"])
def test_an_adviser_finds_only_what_is_open(opened: str, values: dict[str, object]) -> None:
    firm = Company.objects.get(pk=values["company_id"])
    adviser = member_with(firm.organisation, "adviser", "anton").user
    if opened == "taken over by another role":
        CompanyAccess.objects.create(user=adviser, company=firm)
        Membership.objects.filter(user=adviser).delete()
    else:
        CompanyAccess.objects.create(user=adviser, company=firm, expires_at=timezone.now() - timedelta(seconds=1))
        CompanyAccess.objects.create(user=adviser, company=Company.objects.create(organisation=firm.organisation, name="Beta"))
    browser = browser_of(adviser)
    of_organisation = {name for name in PRIVATE if name.startswith(("people:", "audit:organisation"))}
    for method in ("get", "post"):
        found = answers(browser, method, values, sorted(set(PRIVATE) - OWN_LIST - of_organisation))
        assert {name: code for name, code in found.items() if code not in {404, 405}} == {}
        found = answers(browser, method, values, sorted(of_organisation - OWN_LIST))
        assert {name: code for name, code in found.items() if code not in {403, 404, 405}} == {}
    assert "Alpha" not in browser.get(reverse("companies:list")).content.decode()


SAMPLES = {
    "see": ("get", "guide:home"),
    "edit": ("post", "guide:save-limits"),
    "evaluate": ("post", "studies:start"),
    "export": ("get", "papers:centre"),
    "settings": ("get", "papers:look"),
    "people": ("get", "people:list"),
}
"""For each right an address that needs it."""
MAY = {
    "administrator": {"see", "edit", "evaluate", "export", "settings", "people"},
    "owner": {"see", "edit", "evaluate", "export", "settings", "people"},
    "management": {"see", "edit", "evaluate", "export"},
    "it": {"see", "edit"},
    "employee": set(),
    "adviser": {"see", "edit", "evaluate", "export"},
    "reader": {"see"},
    "own role": {"see", "export"},
}


@pytest.mark.parametrize("role", sorted(MAY))
def test_each_role_may_what_it_may_and_no_more(role: str, values: dict[str, object]) -> None:
    firm = Company.objects.get(pk=values["company_id"])
    membership = member_with(firm.organisation, "reader" if role == "own role" else role, "rolf")
    if role == "own role":
        own = CustomRole.objects.get(pk=values["role_id"])
        RoleVerb.objects.bulk_create(RoleVerb(role=own, verb=verb) for verb in ("see", "export"))
        Membership.objects.filter(pk=membership.pk).update(role="custom", custom_role=own)
    if role == "adviser":
        CompanyAccess.objects.create(user=membership.user, company=firm, expires_at=timezone.now() + timedelta(days=1))
    browser = browser_of(membership.user)
    found = {verb: getattr(browser, method)(address(name, values)).status_code for verb, (method, name) in SAMPLES.items()}
    assert {verb for verb, code in found.items() if code in {200, 302}} == MAY[role]
    assert {code for verb, code in found.items() if verb not in MAY[role]} <= {403}
