"""Who comes into an organisation, with which role, and who leaves: the rules behind the page of people."""

import secrets
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from leitplanke.web.accounts.models import LINK_LIFE, CustomRole, Invite, Membership, Organisation, PasswordLink, User, digest_of
from leitplanke.web.accounts.rights import VERBS_OF, Role, Verb

MOST_FIRMS = 1000
"""Whose names are held against a new password."""
CUSTOM = "custom-"
"""How a form names a role of the organisation's own: this and its number."""


class Refusal(StrEnum):
    """Why something is not done; the pages have the sentence of each."""

    ROLE = "role"
    LABEL = "label"
    FIRMS = "firms"
    UNTIL = "until"
    ABOVE = "above"
    LAST = "last"
    ELSEWHERE = "elsewhere"


class RefusedError(Exception):
    """Says why something is not done."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Part:
    """A role as somebody is given it: one of those that every organisation has, or one of its own."""

    role: Role
    custom: CustomRole | None = None

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{CUSTOM}{self.custom.pk}" if self.custom else str(self.role)

    @property
    def verbs(self) -> frozenset[Verb]:
        """What it may do."""
        return frozenset(Verb(row.verb) for row in self.custom.verbs.all()) if self.custom else VERBS_OF[self.role]


def parts_for(giver: Membership) -> tuple[Part, ...]:
    """Return the roles that a member may give: none that may do more than they."""
    own = [Part(Role.CUSTOM, one) for one in giver.organisation.custom_roles.prefetch_related("verbs")]
    known = [Part(role) for role in Role if role is not Role.CUSTOM]
    return tuple(part for part in (*known, *own) if part.verbs <= giver.verbs)


def part_named(giver: Membership, key: str) -> Part:
    """Return the role that a form names.

    Raises
    ------
    RefusedError
        If the giver may not give it.
    """
    found = next((part for part in parts_for(giver) if part.key == key), None)
    if found is None:
        raise RefusedError(Refusal.ROLE)
    return found


def invite(giver: Membership, label: str, part: Part) -> tuple[str, Invite]:
    """Return the secret of a new invitation, and the invitation.

    Raises
    ------
    RefusedError
        If the name is empty.
    """
    if not label:
        raise RefusedError(Refusal.LABEL)
    secret = secrets.token_urlsafe(32)
    role, custom = part.role, part.custom
    made = Invite.objects.create(organisation=giver.organisation, label=label, role=role, custom_role=custom, digest=digest_of(secret))
    return secret, made


def names_of(organisation: Organisation) -> tuple[str, ...]:
    """Return what an organisation and its firms are called."""
    return (organisation.name, *organisation.companies.values_list("name", flat=True)[:MOST_FIRMS])


def open_invite(secret: str = "", *, digest: str = "") -> Invite | None:
    """Return the invitation of a secret or its digest; None if there is none, it was used or has ended."""
    rows = Invite.objects.filter(digest=digest or digest_of(secret), expires_at__gt=timezone.now())
    return rows.select_related("organisation", "custom_role").first()


@transaction.atomic
def accept(invitation: Invite, user: User) -> bool:
    """Make somebody a member and use the invitation up; say whether it was still there and they were no member yet."""
    if Membership.objects.filter(user=user, organisation=invitation.organisation).exists():
        return False
    rows = Invite.objects.select_for_update().filter(pk=invitation.pk)
    if not rows.exists():
        return False
    Membership.objects.create(user=user, organisation=invitation.organisation, role=invitation.role, custom_role=invitation.custom_role)
    invitation.accesses.update(user=user, invite=None)
    rows.delete()
    end_password_links(user)
    return True


def check_above(actor: Membership, other: Membership) -> None:
    """Let nobody touch a member who may do more than they.

    Raises
    ------
    RefusedError
        If that one may.
    """
    if not other.verbs <= actor.verbs:
        raise RefusedError(Refusal.ABOVE)


@transaction.atomic
def change_role(actor: Membership, other: Membership, part: Part) -> None:
    """Give a member another role.

    Raises
    ------
    RefusedError
        If that one may do more than the actor, or nobody would be left to manage people.
    """
    check_above(actor, other)
    if Verb.PEOPLE not in part.verbs:
        _check_not_last(other)
    other.role, other.custom_role = part.role, part.custom
    other.save(update_fields=["role", "custom_role"])
    end_password_links(other.user)


def forget_ended() -> None:
    """Drop invitations and password links that have ended: a name stands in them that nobody needs any more."""
    Invite.objects.filter(expires_at__lte=timezone.now()).delete()
    PasswordLink.objects.filter(created_at__lte=timezone.now() - LINK_LIFE).delete()


@transaction.atomic
def remove(actor: Membership, other: Membership) -> None:
    """Take a member out, and end the tokens of programs that came in that name; an account that belongs nowhere any more is deleted.

    Raises
    ------
    RefusedError
        If that one may do more than the actor, or nobody would be left to manage people.
    """
    check_above(actor, other)
    _check_not_last(other)
    other.user.accesses.filter(company__organisation=other.organisation).delete()
    other.user.tokens.filter(organisation=other.organisation).delete()
    other.delete()
    if not Membership.objects.filter(user=other.user).exists():
        other.user.delete()


def _check_not_last(leaving: Membership) -> None:
    """Keep one who manages people; the organisation is locked, so that two cannot leave at once."""
    Organisation.objects.select_for_update().get(pk=leaving.organisation_id)
    left = Membership.objects.filter(organisation=leaving.organisation).granting(Verb.PEOPLE).exclude(pk=leaving.pk)
    if not left.exists():
        raise RefusedError(Refusal.LAST)


def check_alone_here(other: Membership) -> None:
    """Let an organisation reset the account of nobody who belongs to another one too: it would open that one.

    Raises
    ------
    RefusedError
        If they do.
    """
    if Membership.objects.filter(~Q(organisation=other.organisation), user=other.user).exists():
        raise RefusedError(Refusal.ELSEWHERE)


@transaction.atomic
def password_link(actor: Membership, other: Membership) -> str:
    """Return the secret of a new link with which a member sets a password; earlier links die.

    Raises
    ------
    RefusedError
        If that one may do more than the actor, or belongs to another organisation too.
    """
    check_above(actor, other)
    check_alone_here(other)
    secret = secrets.token_urlsafe(32)
    PasswordLink.objects.update_or_create(user=other.user, defaults={"digest": digest_of(secret), "created_at": timezone.now()})
    return secret


def end_password_links(*people: User) -> None:
    """End the links of accounts that come to open more: whoever made them would come in with them."""
    PasswordLink.objects.filter(user__in=people).delete()


def drop_second_factor(actor: Membership, other: Membership) -> None:
    """Take away authenticator app, passkeys and codes of a member who has lost them.

    Raises
    ------
    RefusedError
        If that one may do more than the actor, or belongs to another organisation too.
    """
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - loads cryptography

    check_above(actor, other)
    check_alone_here(other)
    Authenticator.objects.filter(user=other.user).delete()


def open_password_link(secret: str) -> PasswordLink | None:
    """Return the link of a secret; None if there is none, it was used or is older than a day."""
    rows = PasswordLink.objects.filter(digest=digest_of(secret), created_at__gt=timezone.now() - LINK_LIFE)
    return rows.select_related("user").first()
