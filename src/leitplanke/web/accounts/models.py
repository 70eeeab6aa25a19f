"""People, organisations and who belongs to which."""

import hashlib
import secrets
import uuid
from datetime import timedelta

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

LINK_LIFE = timedelta(hours=24)


class User(AbstractUser):
    """Somebody who signs in; the local owner has no usable password."""


class Organisation(models.Model):
    """Who owns data: a firm, an adviser or a chamber. Nobody outside it sees anything of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    members: models.ManyToManyField["User", "Membership"] = models.ManyToManyField(User, through="Membership", related_name="organisations")

    def __str__(self) -> str:
        return self.name or str(self.id)


class Membership(models.Model):
    """One person in one organisation."""

    class Role(models.TextChoices):
        """What a member may do; until invitations come everybody is an administrator."""

        ADMINISTRATOR = "administrator"

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.ADMINISTRATOR)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "organisation"], name="one_membership_each"),)

    def __str__(self) -> str:
        return f"{self.user_id} in {self.organisation_id}"


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
