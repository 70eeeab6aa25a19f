"""Every address with each single right: a role of an organisation's own opens what its one right is for, and nothing else."""

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


def opened(role: Verb, values: dict[str, object], method: str) -> set[str]:
    """Return what somebody opens who has this right and no other."""
    organisation = Organisation.objects.get(pk=values["organisation_id"])
    own = CustomRole.objects.create(organisation=organisation, name=f"only {role}")
    RoleVerb.objects.create(role=own, verb=role)
    user = User.objects.create_user("rolf")
    Membership.objects.create(user=user, organisation=organisation, role="custom", custom_role=own)
    browser, found = strangers.browser_of(user), set()
    for name in sorted(set(strangers.PRIVATE) - OWN):
        with transaction.atomic():
            code = getattr(browser, method)(strangers.address(name, values)).status_code
            transaction.set_rollback(True)
        assert code < 500, name
        found |= set() if code in {403, 404, 405} else {name}
    return found


@pytest.mark.parametrize(("verb", "table"), [(verb, "get") for verb in Verb] + [(verb, "post") for verb in Verb])
def test_one_right_opens_what_it_is_for(verb: Verb, table: str, values: dict[str, object]) -> None:
    special, usual = (GET, Verb.SEE) if table == "get" else (POST, Verb.EDIT)
    found = opened(verb, values, table)
    if verb is not usual:
        assert found == special[verb]
        return
    assert found.isdisjoint(set().union(*special.values()))
    assert len(found) >= 30
