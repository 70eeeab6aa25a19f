"""Reads and keeps how far the strengths hold."""

from collections.abc import Mapping

from django.db import transaction

from leitplanke.study.inputs import RatedStrength
from leitplanke.web.catalogue import catalogue
from leitplanke.web.companies.models import Company
from leitplanke.web.strengths.models import LEVELS, StrengthRating

CHOICES = tuple(str(level) for level in range(LEVELS))
NOTHING = "unknown"
"""The choice that takes an answer back."""


def strengths_of(company: Company) -> tuple[RatedStrength, ...]:
    """Return what a firm said of its strengths, in the order of the catalogue; of others nothing."""
    kept = {row.strength: row.level for row in company.strengths.all()}
    return tuple(RatedStrength(strength=one.id, level=kept[one.id]) for one in catalogue().strengths if one.id in kept)


def field_name(strength: str) -> str:
    """Return the form name of a strength.

    Examples
    --------
    >>> field_name("strength.b2b")
    'strength-b2b'
    """
    return strength.replace(".", "-")


@transaction.atomic
def keep(company: Company, posted: Mapping[str, str]) -> bool:
    """Write the strengths among `posted` and say whether there were any; "don't know" takes an answer back."""
    asked = False
    for one in catalogue().strengths:
        choice = posted.get(field_name(one.id))
        asked |= choice == NOTHING or choice in CHOICES
        if choice == NOTHING:
            StrengthRating.objects.filter(company=company, strength=one.id).delete()
        elif choice in CHOICES:
            StrengthRating.objects.update_or_create(company=company, strength=one.id, defaults={"level": int(choice)})
    return asked
