"""What an organisation puts on its papers."""

from django.db import models

from leitplanke.reports.branding import PLAIN, Branding
from leitplanke.web.accounts.models import Organisation

MOST_NAME = 120


class Look(models.Model):
    """Logo (redrawn as PNG) and template (emptied DOCX) of an organisation, with the names of the files that came in."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="look", primary_key=True)
    logo = models.BinaryField(default=b"")
    logo_name = models.CharField(max_length=MOST_NAME, blank=True)
    template = models.BinaryField(default=b"")
    template_name = models.CharField(max_length=MOST_NAME, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"look of {self.organisation_id}"


def branding_of(organisation: Organisation) -> Branding:
    """Return what an organisation puts on its papers."""
    look = Look.objects.filter(organisation=organisation).first()
    # PostgreSQL hands out views of memory.
    return Branding(logo=bytes(look.logo), template=bytes(look.template)) if look else PLAIN
