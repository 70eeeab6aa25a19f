"""Every address with each single right: a role of an organisation's own opens what its one right is for, and nothing else."""

from collections.abc import Collection, Iterable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from django.db import transaction

from leitplanke.web.accounts.models import CustomRole, Membership, Organisation, RoleVerb, User
from leitplanke.web.accounts.rights import Verb

_spec = spec_from_file_location("strangers", Path(__file__).with_name("test_keep_strangers_out.py"))
assert _spec is not None
assert _spec.loader is not None
strangers = module_from_spec(_spec)
_spec.loader.exec_module(strangers)
values = strangers.values
"""The rows that the walk of strangers has too, so that a new address is walked by both."""

GET = {
    Verb.EDIT: {"archive:read", "intake:read", "ledger:draft", "network:add-channel", "network:add-partner", "workshop:page"},
    Verb.EXPORT: {"archive:take", "audit:company-file", "board:file", "papers:centre", "picture:file", "studies:file"}
    | {"cloud:folder", "cloud:rules-pack"}
    | {f"tables:{name}" for name in ("every", "page", "single", "workbook")},
    Verb.SETTINGS: {"archive:remove", "audit:organisation", "audit:organisation-file", "cloud:check", "papers:look"},
    Verb.PEOPLE: {"people:list", "people:person", "people:roles"},
    Verb.PICTURE: strangers.PICTURES,
    Verb.INVITE: {f"waves:{name}" for name in ("list", "paper", "poster", "wave")},
    Verb.EVALUATE: set(),
}
"""Pages that need another right than seeing."""
POST = {
    Verb.SEE: strangers.READ_BY_POST,
    Verb.SETTINGS: {"archive:remove", "cloud:check", "papers:look", "people:rename"},
    Verb.EVALUATE: {"picture:euro", "plans:cancel", "plans:order", "studies:cancel", "studies:start"},
    Verb.EXPORT: {"whatif:revoke", "whatif:share"},
    Verb.INVITE: {f"waves:{name}" for name in ("cancel", "change", "invite", "list", "make-room", "remind", "renew", "turn")},
    Verb.PEOPLE: {"people:invite", "people:new-role", "people:remove-role", "people:save-role", "people:withdraw"}
    | {f"people:{name}" for name in ("change-role", "drop-second-factor", "new-password", "open-firms", "remove")},
    Verb.PICTURE: set(),
}
"""What needs another right than editing."""
OWN = strangers.OWN_ACCOUNT | {"companies:list", "api:revoke"}
"""What is one's own, whatever the role."""


def opened(values: dict[str, object], method: str, verbs: Collection[Verb], names: Iterable[str]) -> set[str]:
    """Return which of the addresses somebody opens who has these rights and no other."""
    organisation = Organisation.objects.get(pk=values["organisation_id"])
    told = f"role {CustomRole.objects.count()}"
    own = CustomRole.objects.create(organisation=organisation, name=told)
    RoleVerb.objects.bulk_create(RoleVerb(role=own, verb=verb) for verb in verbs)
    user = User.objects.create_user(told)
    Membership.objects.create(user=user, organisation=organisation, role="custom", custom_role=own)
    browser, found = strangers.browser_of(user), set()
    for name in sorted(names):
        with transaction.atomic():
            code = getattr(browser, method)(strangers.address(name, values)).status_code
            transaction.set_rollback(True)
        assert code < 500, name
        found |= set() if code in {403, 404, 405} else {name}
    return found


@pytest.mark.parametrize("method", ["get", "post"])
def test_one_right_opens_what_it_is_for_and_all_others_together_do_not(method: str, values: dict[str, object]) -> None:
    """Who has all rights but the one opens nothing that needs it: so neither does anybody with one other right."""
    special, usual = (GET, Verb.SEE) if method == "get" else (POST, Verb.EDIT)
    rest = set(strangers.PRIVATE) - OWN - set().union(*special.values())
    assert special.keys() == set(Verb) - {usual}
    for verb, names in special.items():
        assert opened(values, method, {verb}, names) == names
        assert opened(values, method, set(Verb) - {verb}, names) == set()
    assert len(opened(values, method, {usual}, rest)) >= 30
    assert opened(values, method, set(Verb) - {usual}, rest) == set()
