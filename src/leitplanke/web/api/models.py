"""Tokens with which programs come in a person's name, and what other programs call our firms."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone

from leitplanke.web.accounts.models import Organisation
from leitplanke.web.companies.models import Company

MOST_NAME = 80
MOST_EXTERNAL = 100
LONGEST_DAYS = 365


class TokenQuerySet(models.QuerySet["Token"]):
    """Tokens, asked for those that open something."""

    def valid(self) -> "TokenQuerySet":
        """Return those that have not ended and whose person may still sign in."""
        return self.filter(expires_at__gt=timezone.now(), user__is_active=True)


class Token(models.Model):
    """Lets a program do in one organisation what its person may do there, and never more; only the hash of its secret is kept."""

    class Scope(models.TextChoices):
        """What it is at most good for, whatever its person may do."""

        READ = "read"
        WRITE = "write"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=MOST_NAME)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=5, choices=Scope.choices, default=Scope.READ)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__lte=F("created_at") + timedelta(days=LONGEST_DAYS)), name="token_at_most_a_year"
            ),
        )

    def __str__(self) -> str:
        return f"{self.scope} token until {self.expires_at:%Y-%m-%d}"

    @property
    def is_over(self) -> bool:
        """Whether it opens nothing any more."""
        return self.expires_at <= timezone.now()


class ExternalId(models.Model):
    """What another program calls a firm; within an organisation no name stands for two firms."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="external_ids")
    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="external_id")
    external_id = models.CharField(max_length=MOST_EXTERNAL)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "external_id"], name="one_firm_per_external_id"),)

    def __str__(self) -> str:
        return self.external_id
