"""People, organisations and who belongs to which."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from leitplanke.web.accounts.rights import VERBS_OF, Role, Verb, roles_with

LINK_LIFE = timedelta(hours=24)
INVITE_LIFE = timedelta(days=14)
MOST_NAME = 80


class User(AbstractUser):
    """Somebody who signs in; the local owner has no usable password."""

    near: tuple[str, ...] = ()
    """Names around an account that is about to be made, which must not become its password; kept nowhere."""


class Organisation(models.Model):
    """Who owns data: a firm, an adviser or a chamber. Nobody outside it sees anything of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    members: models.ManyToManyField["User", "Membership"] = models.ManyToManyField(User, through="Membership", related_name="organisations")

    def __str__(self) -> str:
        return self.name or str(self.id)


class CustomRole(models.Model):
    """A role that an organisation has made for itself; what it may do stands in its `RoleVerb` rows."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="custom_roles")
    name = models.CharField(max_length=MOST_NAME)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["organisation", "name"], name="one_role_of_a_name"),)

    def __str__(self) -> str:
        return self.name


class RoleVerb(models.Model):
    """One thing that a role of an organisation's own may do."""

    role = models.ForeignKey(CustomRole, on_delete=models.CASCADE, related_name="verbs")
    verb = models.CharField(max_length=20, choices=[(verb.value, verb.value) for verb in Verb])

    class Meta:
        constraints = (models.UniqueConstraint(fields=["role", "verb"], name="one_row_per_verb"),)

    def __str__(self) -> str:
        return self.verb


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, asked for what they allow."""

    def granting(self, verb: Verb) -> "MembershipQuerySet":
        """Return those whose role may do `verb`, an adviser's too."""
        return self.filter(Q(role__in=roles_with(verb)) | Q(custom_role__verbs__verb=verb))


class Membership(models.Model):
    """One person in one organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role], default=Role.ADMINISTRATOR)
    custom_role = models.ForeignKey(CustomRole, on_delete=models.RESTRICT, null=True, blank=True, related_name="memberships")
    since = models.DateTimeField(default=timezone.now)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "organisation"], name="one_membership_each"),
            models.CheckConstraint(
                condition=Q(role=Role.CUSTOM, custom_role__isnull=False) | (~Q(role=Role.CUSTOM) & Q(custom_role__isnull=True)),
                name="own_role_only_if_custom",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} in {self.organisation_id}"

    @property
    def verbs(self) -> frozenset[Verb]:
        """What the role may do; an adviser only at the firms opened to them."""
        if self.custom_role is not None:
            return frozenset(Verb(row.verb) for row in self.custom_role.verbs.all())
        return VERBS_OF[Role(self.role)]


class SetupLink(models.Model):
    """The one-time link that makes the first administrator; only the hash of its secret is kept."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"set-up link of {self.created_at:%Y-%m-%d %H:%M}"

    @classmethod
    def renew(cls) -> str:
        """Drop every earlier link and return the secret of a new one."""
        secret = secrets.token_urlsafe(32)
        cls.objects.all().delete()
        cls.objects.create(digest=digest_of(secret))
        return secret

    @classmethod
    def is_valid(cls, secret: str) -> bool:
        """Say whether `secret` opens the set-up: known, unused, younger than a day."""
        return cls.objects.filter(digest=digest_of(secret), created_at__gt=timezone.now() - LINK_LIFE).exists()


def two_weeks_on() -> datetime:
    """Return when an invitation made now ends."""
    return timezone.now() + INVITE_LIFE


class Invite(models.Model):
    """A one-time link that makes somebody a member of an organisation; only the hash of its secret is kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invites")
    label = models.CharField(max_length=MOST_NAME)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    custom_role = models.ForeignKey(CustomRole, on_delete=models.CASCADE, null=True, blank=True, related_name="invites")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=two_weeks_on)

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"{self.label} until {self.expires_at:%Y-%m-%d}"


class PasswordLink(models.Model):
    """A one-time link with which a member sets a new password; only the hash of its secret is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="password_link")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"password link of {self.user_id}"


class FailedSignIn(models.Model):
    """Wrong passwords for one name from one address since `since`; names are kept as hashes."""

    digest = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.count} since {self.since:%Y-%m-%d %H:%M}"


def digest_of(secret: str) -> str:
    """Return the hash that is stored of a secret; it is random, so it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
