"""Makes the plan of a setting the firm's own: its measures are fixed with their quarters, as on the pages of own figures."""

from django.db import transaction
from django.utils import timezone

from leitplanke.reports.words import Language, say
from leitplanke.web.companies.models import Company
from leitplanke.web.estimates.models import Stance
from leitplanke.web.own import former
from leitplanke.web.own.views import quarters_of
from leitplanke.web.whatif.desk import Desk
from leitplanke.web.whatif.setting import Setting


class PastQuarterError(ValueError):
    """A measure would start outside the quarters that the firm plans today; nothing was changed."""


@transaction.atomic
def adopt(company: Company, desk: Desk, setting: Setting, language: Language) -> int:
    """Fix the measures of a setting into the firm's plan, let go of those fixed before, and return how many are fixed now.

    What the firm has ruled out or has in place stays so unless the setting holds it.

    Raises
    ------
    PastQuarterError
        If a start lies outside the quarters of the firm's plan.
    """
    Company.objects.select_for_update().get(pk=company.pk)
    allowed = set(quarters_of(company))
    starts = {name: desk.quarters[place] for name, place in setting.starts.items()}
    if not allowed.issuperset(starts.values()):
        raise PastQuarterError
    known = {one.target: one for one in company.stances.filter(kind=Stance.Kind.IN)}
    reason = say(language, "whatif.adopted-reason", day=f"{timezone.localdate():%d.%m.%Y}")
    for name, quarter in starts.items():
        before = known.get(name)
        if before is not None and before.quarter == quarter:
            continue
        company.stances.filter(target__in=former.names_of(name)).delete()
        Stance.objects.create(company=company, target=name, kind=Stance.Kind.IN, quarter=quarter, reason=reason)
    named = {old for name in starts for old in former.names_of(name)}
    company.stances.filter(kind=Stance.Kind.IN).exclude(target__in=named).delete()
    return len(starts)
