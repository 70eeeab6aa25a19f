"""A study file's inputs as the rows of a new firm; its study is the same, to the input hash."""

import json
from collections.abc import Iterator
from dataclasses import fields

from django.db import transaction
from django.db.models import CharField

from leitplanke.company.profile import Company as Profile
from leitplanke.company.profile import LinkedFirm as ProfileOfLinked
from leitplanke.exchange import studyfile
from leitplanke.planning.measures import ROLES
from leitplanke.primitives.faults import Fault
from leitplanke.primitives.plain import plain
from leitplanke.primitives.shape import short
from leitplanke.study.inputs import StudyInputs
from leitplanke.web.accounts.models import Organisation
from leitplanke.web.catalogue import catalogue
from leitplanke.web.cloud.keeping import store as store_cloud
from leitplanke.web.companies.framing import store_frame
from leitplanke.web.companies.models import Company, LinkedFirm
from leitplanke.web.estimates.entries import row_of
from leitplanke.web.estimates.models import FileAnswers, Funding, OwnEntry, OwnFigure, Stance, StartWindow
from leitplanke.web.network.keeping import store as store_network
from leitplanke.web.strengths.models import StrengthRating
from leitplanke.web.weights.models import GoalWeight
from leitplanke.web.weights.weighing import rows

_APART = frozenset({"linked_firms", "size_history"})
_YEARS = ("earlier", "first")
_PERCENT_DIGITS = 10


def faults_of(profile: Profile) -> tuple[Fault, ...]:
    """Return what a file may say, but a firm of the pages has no room for: long texts."""
    return tuple(
        Fault(f"company.{name}", "too-long", (("given", short(text)), ("limit", str(most))))
        for name, text, most in _texts(profile)
        if len(text) > most
    )


def _texts(profile: Profile) -> Iterator[tuple[str, str, int]]:
    for name in (item.name for item in fields(profile)):
        column = None if name in _APART else Company._meta.get_field(name)  # noqa: SLF001 - the documented way to ask Django for a column
        if isinstance(column, CharField) and column.max_length is not None:
            yield name, str(getattr(profile, name)), column.max_length


@transaction.atomic
def store(organisation: Organisation, inputs: StudyInputs, name: str) -> Company:
    """Return a new firm with everything that stands in the inputs, all of it or nothing."""
    company = Company.objects.create(organisation=organisation)
    profile, history, days = inputs.company, inputs.company.size_history, inputs.limits.person_days_per_quarter
    values = {item.name: getattr(profile, item.name) for item in fields(profile) if item.name not in _APART}
    values |= {"start": inputs.start, "budget_eur_per_year": inputs.limits.budget_eur_per_year}
    values |= {"last_start": inputs.limits.last_start or "", "tolerable_loss_eur": inputs.limits.tolerable_loss_eur}
    values |= {f"{role}_days_per_quarter": getattr(days, role) for role in ROLES}
    values |= {"newly_founded": history.newly_founded, "ownership_changed": history.ownership_changed}
    values |= {"former_size": history.former_size or ""}
    for prefix, period in zip(_YEARS, history.earlier, strict=False):
        values |= {f"{prefix}_{item.name}": getattr(period, item.name) for item in fields(period)}
    for column, value in values.items():
        setattr(company, column, value)
    company.save()
    _store_tied(company, profile.linked_firms, None)
    _store_own(company, inputs)
    store_frame(company, inputs.frame)
    store_cloud(company, inputs.dependence)
    store_network(company, inputs.dependence, name)
    moments = plain(studyfile.pooled(inputs, catalogue()).moments)
    if moments:
        FileAnswers.objects.create(company=company, name=name[:200], moments=json.dumps(moments))
    return company


def _store_tied(company: Company, firms: tuple[ProfileOfLinked, ...], under: LinkedFirm | None) -> None:
    for firm in firms:
        row = LinkedFirm.objects.create(
            company=company,
            under=under,
            name=firm.name,
            side=firm.side or "",
            relation=firm.relation or "",
            kind=firm.kind,
            adjacent_markets=firm.adjacent_markets,
            share_percent=None if firm.share is None else round(100.0 * firm.share, _PERCENT_DIGITS),
            staff=firm.staff,
            turnover_eur=firm.turnover_eur,
            balance_sheet_eur=firm.balance_sheet_eur,
        )
        _store_tied(company, firm.linked_firms, row)


def _store_own(company: Company, inputs: StudyInputs) -> None:
    figures = ({item.name: getattr(one, item.name) for item in fields(one)} for one in inputs.overrides)
    added = [*(row_of(company, one) for one in inputs.own_unseens), *(row_of(company, one) for one in inputs.own_measures)]
    OwnEntry.objects.bulk_create(added)
    OwnFigure.objects.bulk_create(OwnFigure(company=company, **values) for values in figures)
    running = [Stance(company=company, target=one, kind=Stance.Kind.RUNNING) for one in inputs.running]
    excused = [Stance(company=company, target=one.unseen, kind=Stance.Kind.NOT_RELEVANT, reason=one.reason) for one in inputs.not_relevant]
    decided = [
        Stance(company=company, target=one.measure, kind=one.decision, reason=one.reason, quarter=one.quarter or "")
        for one in inputs.decided
    ]
    Stance.objects.bulk_create([*running, *excused, *decided])
    GoalWeight.objects.bulk_create(rows(company, inputs.weights))
    Funding.objects.bulk_create(
        Funding(company=company, target=one.measure, rate=one.rate, cap_eur=one.cap_eur, programme=one.programme or "", reason=one.reason)
        for one in inputs.funding
    )
    StartWindow.objects.bulk_create(
        StartWindow(
            company=company,
            target=one.measure,
            not_before=one.not_before or "",
            not_after=one.not_after or "",
            works_from=one.works_from or "",
            reason=one.reason,
        )
        for one in inputs.starts
    )
    StrengthRating.objects.bulk_create(StrengthRating(company=company, strength=one.strength, level=one.level) for one in inputs.strengths)
